package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Rules of sharing made over HTTP, and what they do to a peer that searches. */
class PolicyOverHttpTest {
  private static final String RULES = "/api/v1/policy/rules";
  private static final String NUMBER = "110083831";
  private static final String KEY = "PATENT:CN:" + NUMBER + ":A";

  @TempDir private Path folder;
  private TestHome beijing;
  private TestHome tianjin;

  @BeforeEach
  void start() throws Exception {
    beijing = new TestHome(folder.resolve("beijing"), "beijing");
    tianjin = new TestHome(folder.resolve("tianjin"), "tianjin");
    beijing.post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    String invitation =
        beijing
            .post("/api/v1/networks/jjj/invitations", "{\"node\":\"tianjin\"}")
            .path("invitation")
            .asString();
    tianjin.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
    for (TestHome node : List.of(beijing, tianjin)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  node.get("/api/v1/status")
                      .at("/networks/0/peers/0/link")
                      .asString("")
                      .equals("READY"));
    }
    tianjin.post("/api/v1/collections", "{\"collection\":\"patents\",\"kind\":\"PATENT\"}");
    tianjin.importFile("patents", "a.jsonl", List.of(TestHome.patent(NUMBER, "一种锂电池隔膜")));
  }

  @AfterEach
  void stop() {
    beijing.close();
    tianjin.close();
  }

  private static String rule(String effect, String peer, String more) {
    return "{\"effect\":\"%s\",\"peer\":\"%s\",\"collection\":\"patents\"%s}"
        .formatted(effect, peer, more);
  }

  private JsonNode search(String text) throws IOException, InterruptedException {
    return beijing.get("/api/v1/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  private int hits(String text) throws IOException, InterruptedException {
    return search(text).path("hits").size();
  }

  private JsonNode source(JsonNode answer) {
    List<JsonNode> sources = new ArrayList<>();
    for (JsonNode source : answer.path("sources")) {
      if (source.path("node").asString("").equals("tianjin")) {
        sources.add(source);
      }
    }
    assertThat(sources).hasSize(1);
    return sources.getFirst();
  }

  private String share() throws IOException, InterruptedException {
    return tianjin.get("/api/v1/collections").at("/collections/0/share").asString("");
  }

  @Test
  void aRuleOpensWhatItSaysAndItsRemovalClosesItFromTheNextQueryOn() throws Exception {
    assertThat(hits("锂电池")).isZero();
    JsonNode preview = tianjin.post(RULES + "?preview=true", rule("ALLOW", "beijing", ""));
    assertThat(preview.path("preview").asBoolean()).isTrue();
    assertThat(preview.path("gained").size()).isEqualTo(2);
    assertThat(preview.at("/gained/0/node").asString()).isEqualTo("beijing");
    assertThat(hits("锂电池")).isZero();

    JsonNode made = tianjin.post(RULES, rule("ALLOW", "beijing", ",\"note\":\"协议 7\""));
    assertThat(made.path("version").asLong()).isEqualTo(1);
    assertThat(made.at("/added/0/rule").asString()).isEqualTo("r1");
    assertThat(hits("锂电池")).isEqualTo(1);
    assertThat(share()).isEqualTo("rules");
    assertThat(beijing.call("GET", "/api/v1/documents/" + KEY + "?node=tianjin", "").status())
        .isEqualTo(200);

    JsonNode denied = tianjin.post(RULES, rule("DENY", "network:jjj", ",\"verbs\":[\"fetch\"]"));
    assertThat(denied.at("/lost/0/verb").asString()).isEqualTo("FETCH");
    assertThat(hits("锂电池")).isEqualTo(1);
    TestHome.Answer fetch = beijing.call("GET", "/api/v1/documents/" + KEY + "?node=tianjin", "");
    assertThat(fetch.status()).isEqualTo(403);
    assertThat(fetch.text()).contains("decision d-");

    JsonNode removed = tianjin.call("DELETE", RULES + "/r1?version=2", "").json();
    assertThat(removed.path("lost").size()).isEqualTo(1);
    assertThat(hits("锂电池")).isZero();
    // Nothing tells that the collection exists.
    assertThat(source(search("锂电池")).path("reason").asString()).isEqualTo("NOTHING_IN_SCOPE");
  }

  @Test
  void aFieldThatIsNotOpenIsRefusedWithADecisionThatBothSidesCanName() throws Exception {
    tianjin.post(
        RULES,
        rule("ALLOW", "beijing", ",\"verbs\":[\"search\",\"fetch\"],\"fields\":[\"title\"]"));
    assertThat(hits("名称=锂电池")).isEqualTo(1);
    JsonNode answer = search("锂电池");
    JsonNode source = source(answer);
    assertThat(source.path("state").asString()).isEqualTo("DENIED");
    assertThat(source.path("field").asString()).isEqualTo("abstract");
    String decision = source.path("decision").asString("");
    assertThat(decision).startsWith("d-");
    assertThat(answer.path("exact").asBoolean(true)).isFalse();
    String page =
        beijing
            .call("GET", "/search?q=" + URLEncoder.encode("锂电池", StandardCharsets.UTF_8), "")
            .text();
    assertThat(page).contains(decision);
    Path audit = folder.resolve("tianjin/audit/audit.log");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.readString(audit).contains(decision));
    assertThat(Files.readString(audit)).contains("REFUSED_BY_RULES", "RULE_ADDED");
    // A document without its title is still one that can be read.
    tianjin.post(RULES, rule("DENY", "beijing", ",\"fields\":[\"title\"]"));
    TestHome.Answer shown = beijing.call("GET", "/documents/" + KEY + "?node=tianjin", "");
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.text()).contains(KEY).doesNotContain("隔膜");
  }

  @Test
  void explainNamesTheDecidingRule() throws Exception {
    tianjin.post(RULES, rule("ALLOW", "network:jjj", ""));
    tianjin.post(RULES, rule("DENY", "role:COORDINATOR", ",\"verbs\":[\"fetch\"]"));
    tianjin.post(
        RULES,
        rule(
            "ALLOW",
            "jjj/beijing",
            ",\"verbs\":[\"bulk\"],\"bulkPerDay\":5,\"validUntil\":\"2999-01-01\""));
    tianjin.post(RULES, rule("DENY", "any", ",\"verbs\":[\"search\"],\"fields\":[\"claims\"]"));
    JsonNode explained = tianjin.get("/api/v1/policy/explain?peer=beijing&collection=patents");
    JsonNode verbs = explained.at("/networks/0/verbs");
    assertThat(explained.at("/networks/0/role").asString()).isEqualTo("COORDINATOR");
    assertThat(verbs.get(0).path("allowed").asBoolean()).isTrue();
    assertThat(verbs.get(0).at("/rule/rule").asString()).isEqualTo("r1");
    assertThat(verbs.get(0).path("hidden").toString()).isEqualTo("[\"claims\"]");
    assertThat(verbs.get(0).path("withheldBy").toString()).isEqualTo("[\"r4\"]");
    assertThat(verbs.get(1).path("because").asString()).isEqualTo("DENIED_BY_RULE");
    assertThat(verbs.get(1).at("/rule/rule").asString()).isEqualTo("r2");
    assertThat(verbs.get(2).at("/rule/rule").asString()).isEqualTo("r3");
    assertThat(verbs.get(2).path("bulkToday").asLong(-1)).isZero();
    for (String bad :
        List.of(
            "peer=nobody&collection=patents",
            "peer=beijing&collection=nowhere",
            "peer=elsewhere/beijing&collection=patents",
            "peer=any&collection=patents",
            "peer=beijing&collection=any",
            "peer=beijing&collection=patents&verb=eat",
            "peer=beijing")) {
      assertThat(tianjin.call("GET", "/api/v1/policy/explain?" + bad, "").status())
          .as(bad)
          .isIn(400, 404);
    }
  }

  @Test
  void mistakesAreRefusedAndChangeNothing() throws Exception {
    for (String bad :
        List.of(
            "{}",
            rule("PERMIT", "beijing", ""),
            rule("ALLOW", "Beijing!", ""),
            rule("ALLOW", "beijing", ",\"verbs\":[\"eat\"]"),
            rule("ALLOW", "beijing", ",\"verbs\":[null]"),
            rule("ALLOW", "beijing", ",\"fields\":[\"title\",null]"),
            rule("ALLOW", "beijing", ",\"fields\":\"title\""),
            rule("ALLOW", "beijing", ",\"verbs\":[[]]"),
            rule("ALLOW", "beijing", ",\"fields\":[\"titel\"]"),
            rule("ALLOW", "beijing", ",\"perMinute\":0"),
            rule("ALLOW", "beijing", ",\"bulkPerDay\":-5"),
            rule("DENY", "beijing", ",\"perMinute\":5"),
            rule("ALLOW", "beijing", ",\"validFrom\":\"soon\""),
            rule("ALLOW", "beijing", ",\"validFrom\":\"2027-01-02\",\"validUntil\":\"2027-01-01\""),
            rule("ALLOW", "beijing", ",\"note\":\"" + "x".repeat(201) + "\""),
            rule("ALLOW", "beijing", ",\"preset\":\"open\""),
            "{\"preset\":\"closed\",\"peer\":\"beijing\",\"collection\":\"patents\"}",
            "{\"effect\":\"ALLOW\",\"peer\":\"beijing\",\"collection\":\"nowhere\"}")) {
      assertThat(tianjin.call("POST", RULES, bad).status()).as(bad).isIn(400, 404);
    }
    assertThat(tianjin.call("DELETE", RULES + "/r1", "").status()).isEqualTo(404);
    assertThat(tianjin.call("DELETE", RULES + "/one", "").status()).isEqualTo(400);
    assertThat(tianjin.get("/api/v1/policy").toString()).isEqualTo("{\"version\":0,\"rules\":[]}");
  }

  @Test
  void whoLookedAtAnOlderVersionIsToldSo() throws Exception {
    tianjin.post(RULES, rule("ALLOW", "beijing", ",\"version\":0"));
    assertThat(tianjin.call("POST", RULES, rule("DENY", "beijing", ",\"version\":0")).status())
        .isEqualTo(409);
    assertThat(tianjin.call("DELETE", RULES + "/r1?version=0", "").status()).isEqualTo(409);
    JsonNode history = tianjin.get("/api/v1/policy/history");
    assertThat(history.at("/versions/0/added").toString()).isEqualTo("[\"r1\"]");
    assertThat(tianjin.get("/api/v1/policy/history/1").at("/rules/0/peer").asString())
        .isEqualTo("peer:beijing");
    assertThat(tianjin.call("GET", "/api/v1/policy/history/9", "").status()).isEqualTo(404);
  }

  @Test
  void sharingAndRulesAreOneFactAndSurviveARestart() throws Exception {
    tianjin.call("PUT", "/api/v1/collections/patents/share", "{\"share\":\"network:jjj\"}");
    assertThat(tianjin.get("/api/v1/policy").at("/rules/0/text").asString())
        .isEqualTo("allow network:jjj collection:patents search,fetch,bulk");
    tianjin.post(
        RULES, "{\"preset\":\"open\",\"peer\":\"network:jjj\",\"collection\":\"patents\"}");
    assertThat(tianjin.get("/api/v1/policy").path("rules").size()).isEqualTo(1);
    assertThat(share()).isEqualTo("network:jjj");
    JsonNode before = tianjin.get("/api/v1/policy");
    tianjin.stop();
    tianjin.start();
    assertThat(tianjin.get("/api/v1/policy")).isEqualTo(before);
    assertThat(
            tianjin
                .call("PUT", "/api/v1/collections/nowhere/share", "{\"share\":\"none\"}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void aNewCollectionOfAnOldNameIsOpenToNobodyByTheOldOnesRules() throws Exception {
    tianjin.call("PUT", "/api/v1/collections/patents/share", "{\"share\":\"peers:beijing\"}");
    tianjin.post(RULES, rule("ALLOW", "any", ""));
    tianjin.call("DELETE", "/api/v1/collections/patents", "");
    assertThat(tianjin.get("/api/v1/policy").path("rules").size()).isZero();
    tianjin.post("/api/v1/collections", "{\"collection\":\"patents\",\"kind\":\"PATENT\"}");
    assertThat(share()).isEqualTo("none");
  }

  @Test
  void howAnOlderReleaseSharedIsTakenOverAtStart() throws Exception {
    tianjin.stop();
    Path meta = tianjin.home().resolve("index/collections/patents/collection.json");
    String now = Files.readString(meta);
    assertThat(now).doesNotContain("share");
    Files.writeString(meta, now.replace("\"onward\"", "\"share\" : \"network:jjj\", \"onward\""));
    for (int starts = 0; starts < 2; starts++) {
      tianjin.start();
      assertThat(share()).isEqualTo("network:jjj");
      assertThat(tianjin.get("/api/v1/policy").path("version").asLong()).isEqualTo(1);
      assertThat(Files.readString(meta)).doesNotContain("share");
      if (starts == 0) {
        tianjin.stop();
      }
    }
    assertThat(
            tianjin
                .get("/api/v1/policy/explain?peer=beijing&collection=patents&verb=bulk")
                .at("/networks/0/verbs/0/allowed")
                .asBoolean())
        .isTrue();
  }

  @Test
  void thePageShowsExplainsPreviewsAndChanges() throws Exception {
    tianjin.post(RULES, rule("ALLOW", "beijing", ",\"note\":\"<b>协议</b>\""));
    String page = tianjin.call("GET", "/policies", "").text();
    assertThat(page)
        .contains("jjj/beijing", "collection:patents", "&lt;b&gt;协议&lt;/b&gt;")
        .doesNotContain("<b>协议");
    assertThat(tianjin.call("GET", "/policies?peer=beijing&collection=patents", "").text())
        .contains("r1");
    TestHome.Answer wrong = tianjin.call("GET", "/policies?peer=nobody&collection=patents", "");
    assertThat(wrong.status()).isEqualTo(404);
    assertThat(wrong.text()).contains("nobody");
    assertThat(tianjin.get("/api/v1/policy").path("version").asLong()).isEqualTo(1);

    // A denial: shown first, made when it is confirmed, and only for the version that was shown.
    String fields = "kind=DENY&peer=any&collection=patents&verb=SEARCH&field=claims&note=x%20%26y";
    TestHome.Answer preview = tianjin.form("/policies/preview", fields);
    assertThat(preview.status()).isEqualTo(200);
    assertThat(preview.text())
        .contains("jjj/beijing", "name=\"version\" value=\"1\"", "value=\"x &amp;y\"");
    assertThat(tianjin.get("/api/v1/policy").path("version").asLong()).isEqualTo(1);
    TestHome.Answer stale = tianjin.form("/policies/change", fields + "&version=0");
    assertThat(stale.status()).isEqualTo(409);
    assertThat(tianjin.form("/policies/change", fields + "&version=1").status()).isEqualTo(303);
    JsonNode rule = tianjin.get("/api/v1/policy").at("/rules/1");
    assertThat(rule.path("text").asString())
        .isEqualTo("deny any collection:patents search fields=claims");
    assertThat(rule.path("note").asString()).isEqualTo("x &y");

    assertThat(tianjin.call("GET", "/policies/preview", "").status()).isEqualTo(303);
    assertThat(tianjin.form("/policies/preview", "remove=r2").text()).contains("r2 deny any");
    assertThat(tianjin.form("/policies/change", "remove=r2&version=2").status()).isEqualTo(303);
    assertThat(tianjin.get("/api/v1/policy").path("rules").size()).isEqualTo(1);
    assertThat(tianjin.form("/policies/preview", "kind=OPEN&peer=any&collection=no").status())
        .isEqualTo(404);
    assertThat(tianjin.form("/policies/preview", "peer=" + "x".repeat(400)).status())
        .isEqualTo(400);
  }
}
