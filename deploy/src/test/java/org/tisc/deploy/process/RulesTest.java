package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The rules of Tianjin, made by the packaged command, as Beijing meets them: its own process, over
 * the network, and after Tianjin was killed.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class RulesTest {
  private static final String WORD = "zqruledword";
  private static final String KEY = "PATENT:US:7000001:B2";

  private final ProcessRegion region;
  private final ProcessNode beijing;
  private final ProcessNode tianjin;

  RulesTest(ProcessRegion region) {
    this.region = region;
    this.beijing = region.node(0);
    this.tianjin = region.node(1);
  }

  @BeforeEach
  void collection() throws IOException {
    region.awaitWhole();
    done("collection", "create", "ruled", "--kind", "PATENT");
    Path file = region.folder("rules").resolve("ruled.jsonl");
    Files.writeString(
        file,
        "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"US\","
            + "\"number\":\"7000001\",\"kindCode\":\"B2\",\"titles\":{\"en\":\""
            + WORD
            + "\"},\"inventors\":[\"Zqhidden Inventor\"]}\n");
    done("import", "--collection", "ruled", file.toString());
  }

  @AfterEach
  void gone() {
    done("collection", "drop", "ruled");
  }

  private JsonNode done(String... command) {
    List<String> all = new java.util.ArrayList<>(List.of(command));
    all.add("--json");
    TiscProcess.Ended ended = region.tisc(tianjin, "", all.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    return ended.json();
  }

  private TiscProcess.Ended search(String query) {
    return region.tisc(
        beijing,
        "",
        "search",
        query,
        "--scope",
        ProcessRegion.NETWORK,
        "--collection",
        "ruled",
        "--json");
  }

  private JsonNode source(TiscProcess.Ended ended) {
    return ended
        .json()
        .path("sources")
        .valueStream()
        .filter(source -> source.path("node").asString("").equals("tianjin"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPeerGetsWhatTheRulesSayAndNothingElseAlsoAfterAKill() throws IOException {
    // Nobody said anything: the collection is not there for Beijing.
    assertThat(search(WORD).reason()).isEqualTo("UNKNOWN_COLLECTION");
    JsonNode explained = done("policy", "explain", "beijing", "ruled");
    assertThat(explained.at("/networks/0/verbs/0/because").asString("")).isEqualTo("NO_RULE");

    JsonNode preview = done("policy", "allow", "beijing", "ruled", "--preview");
    assertThat(preview.path("gained")).hasSize(2);
    assertThat(search(WORD).reason()).isEqualTo("UNKNOWN_COLLECTION");

    String allowed =
        done("policy", "allow", "beijing", "ruled", "--verbs", "search", "--note", "test")
            .at("/added/0/rule")
            .asString("");
    TiscProcess.Ended found = search(WORD);
    assertThat(found.exit()).as(found.out()).isZero();
    assertThat(found.json().path("hits")).hasSize(1);
    assertThat(found.out()).contains("Zqhidden");
    assertThat(
            done("policy", "explain", "beijing", "ruled", "--verb", "search")
                .at("/networks/0/verbs/0/rule/rule")
                .asString(""))
        .isEqualTo(allowed);

    done("policy", "deny", "network:jjj", "ruled", "--fields", "inventor");
    assertThat(search(WORD).out()).contains(WORD).doesNotContain("Zqhidden");
    TiscProcess.Ended refused = search("发明人=Zqhidden");
    assertThat(refused.exit()).as(refused.out()).isEqualTo(3);
    assertThat(source(refused).path("state").asString("")).isEqualTo("DENIED");
    assertThat(source(refused).path("field").asString("")).isEqualTo("inventor");
    String decision = source(refused).path("decision").asString("");
    Path audit = tianjin.home().resolve("audit/audit.log");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(audit).contains(decision));

    TiscProcess.Ended listed = region.tisc(tianjin, "", "audit", "list", "--limit", "1000");
    assertThat(listed.out()).contains(decision, "REFUSED_BY_RULES", "RULE_ADDED");

    // Whole documents are another verb.
    assertThat(beijing.ask("GET", "/api/v1/documents/" + KEY + "?node=tianjin", "").status())
        .isEqualTo(403);

    JsonNode rules = done("policy", "list");
    tianjin.kill();
    tianjin.serve();
    region.awaitWhole();
    assertThat(done("policy", "list")).isEqualTo(rules);
    assertThat(search(WORD).out()).contains(WORD).doesNotContain("Zqhidden");

    done("policy", "remove", allowed);
    assertThat(search(WORD).reason()).isEqualTo("UNKNOWN_COLLECTION");
    assertThat(done("audit", "verify").path("valid").asBoolean()).isTrue();
  }

  @Test
  void aQuotaOfAMinuteEndsWithATimeToComeAgain() {
    done("policy", "allow", "beijing", "ruled", "--verbs", "search", "--per-minute", "1");
    // One of two in a minute is refused, whenever the minute ends.
    Optional<JsonNode> busy = Optional.empty();
    for (int i = 0; i < 5 && busy.isEmpty(); i++) {
      busy =
          Optional.of(search(WORD))
              .map(this::source)
              .filter(source -> source.path("state").asString("").equals("BUSY"));
    }
    JsonNode source = busy.orElseThrow();
    assertThat(source.path("reason").asString("")).isEqualTo("QUOTA_EXCEEDED");
    assertThat(source.path("retryAfterSeconds").asLong()).isBetween(1L, 60L);
  }
}
