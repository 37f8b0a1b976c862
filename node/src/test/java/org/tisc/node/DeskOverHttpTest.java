package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/** What people keep on a real node: it is theirs alone, and goes with their accounts. */
@Timeout(120)
class DeskOverHttpTest {
  private static final String KEY = "PATENT:CN:1000001:A";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  @TempDir Path folder;
  private TestHome node;
  private String li = "";
  private String wang = "";

  @BeforeEach
  void start() throws Exception {
    node = new TestHome(folder.resolve("solo"), "solo");
    node.post("/api/v1/collections", "{\"collection\":\"p\",\"kind\":\"PATENT\"}");
    JsonNode imported =
        node.importFile(
            "p",
            "p.jsonl",
            List.of(TestHome.patent("1000001", "固态电池"), TestHome.patent("1000002", "电池隔膜")));
    assertThat(imported.path("state").asString()).isEqualTo("DONE");
    li = person("li");
    wang = person("wang");
  }

  @AfterEach
  void stop() {
    http.close();
    node.close();
  }

  private String person(String name) throws Exception {
    node.post("/api/v1/accounts", "{\"name\":\"%s\",\"roles\":[\"STAFF\"]}".formatted(name));
    return node.post("/api/v1/accounts/" + name + "/tokens", "{\"label\":\"test\"}")
        .path("token")
        .asString();
  }

  private HttpResponse<String> ask(String token, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  private JsonNode good(String token, String method, String path, String body) throws Exception {
    HttpResponse<String> answer = ask(token, method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return Json.read(answer.body(), JsonNode.class);
  }

  private String filled(String token) throws Exception {
    String id =
        good(token, "POST", "/api/v1/baskets", "{\"name\":\"电池\"}").path("basket").asString();
    JsonNode added =
        good(token, "POST", "/api/v1/baskets/" + id + "/hits", "{\"q\":\"电池\",\"most\":10}");
    assertThat(added.path("added").asInt()).isEqualTo(2);
    assertThat(added.path("exact").asBoolean()).isTrue();
    return id;
  }

  @Test
  void whatOnePersonKeepsIsThereForNobodyElse() throws Exception {
    String id = filled(li);
    String path = "/api/v1/baskets/" + id;
    good(
        li,
        "POST",
        path + "/notes",
        "{\"key\":\"" + KEY + "\",\"note\":\"secret\",\"tags\":[\"t\"]}");
    String body =
        "{\"name\":\"x\",\"keys\":[\""
            + KEY
            + "\"],\"key\":\""
            + KEY
            + "\",\"to\":\""
            + id
            + "\",\"q\":\"电池\",\"format\":\"csv\",\"documents\":[{\"key\":\"GI:EU:1\"}]}";
    for (String token : List.of(wang, node.adminToken())) {
      for (String route :
          List.of(
              "GET ",
              "PUT ",
              "DELETE ",
              "POST /documents",
              "POST /hits",
              "POST /notes",
              "POST /removals",
              "POST /moves",
              "POST /exports")) {
        String[] parts = route.split(" ", -1);
        HttpResponse<String> answer = ask(token, parts[0], path + parts[1], body);
        assertThat(answer.statusCode()).as(route + answer.body()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("secret", "电池");
      }
      assertThat(ask(token, "GET", "/baskets/" + id, "").statusCode()).isEqualTo(404);
      assertThat(ask(token, "GET", "/api/v1/search?q=x&inBasket=" + id, "").statusCode())
          .isEqualTo(400);
      assertThat(ask(token, "GET", "/api/v1/baskets", "").body()).doesNotContain(id);
      assertThat(ask(token, "GET", "/baskets", "").body()).doesNotContain(id);
    }
    JsonNode kept = good(li, "GET", path, "");
    assertThat(kept.path("documents")).hasSize(2);
    assertThat(kept.at("/documents/0/query").asString()).isEqualTo("电池");
    assertThat(kept.path("tags").toString()).isEqualTo("{\"t\":1}");
  }

  @Test
  void aBasketBecomesAFileWithNotesAndAWordOnWhatIsGone() throws Exception {
    String id = filled(li);
    String path = "/api/v1/baskets/" + id;
    good(li, "POST", path + "/notes", "{\"key\":\"" + KEY + "\",\"note\":\"见权利要求3\"}");
    good(li, "POST", path + "/documents", "{\"documents\":[{\"key\":\"PATENT:CN:9999999:A\"}]}");
    String job =
        good(li, "POST", path + "/exports", "{\"format\":\"csv\",\"columns\":\"title,number\"}")
            .path("job")
            .asString();
    String export = "/api/v1/search/exports/" + job;
    JsonNode done =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> good(li, "GET", export, ""),
                one -> one.path("state").asString().equals("DONE"));
    assertThat(done.at("/result/documents").asInt()).isEqualTo(2);
    assertThat(done.at("/result/gone/0").asString()).isEqualTo("PATENT:CN:9999999:A");
    assertThat(done.at("/result/exact").asBoolean()).isTrue();
    assertThat(ask(wang, "GET", export, "").statusCode()).isEqualTo(404);
    assertThat(ask(wang, "GET", export + "/file", "").statusCode()).isEqualTo(404);
    assertThat(ask(li, "GET", export + "/file", "").body().lines())
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).startsWith(KEY + ",固态电池,1000001,见权利要求3"))
        .anySatisfy(line -> assertThat(line).startsWith("PATENT:CN:9999999:A,,,"));
  }

  @Test
  void aSearchStaysInsideOrOutsideOfABasket() throws Exception {
    String id = filled(li);
    good(li, "POST", "/api/v1/baskets/" + id + "/removals", "{\"keys\":[\"" + KEY + "\"]}");
    assertThat(
            good(li, "GET", "/api/v1/search?q=%E7%94%B5%E6%B1%A0&inBasket=" + id, "").path("hits"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.path("key").asString()).contains("1000002"));
    assertThat(
            good(li, "GET", "/api/v1/search?q=%E7%94%B5%E6%B1%A0&notInBasket=" + id, "")
                .path("hits"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.path("key").asString()).isEqualTo(KEY));
  }

  @Test
  void columnsAreEachPersonsOwnAndOutliveTheNode() throws Exception {
    good(
        li,
        "PUT",
        "/api/v1/search/columns",
        "{\"layout\":\"table\",\"columns\":[\"Score\",\"title\",\"score\"]}");
    HttpResponse<String> wrong =
        ask(li, "PUT", "/api/v1/search/columns", "{\"columns\":[\"colour\"]}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("colour", "applicationNumber");
    node.stop();
    node.start();
    JsonNode chosen = good(li, "GET", "/api/v1/search/columns", "");
    assertThat(chosen.path("layout").asString()).isEqualTo("TABLE");
    assertThat(chosen.path("columns").toString()).isEqualTo("[\"score\",\"title\"]");
    JsonNode usual = good(wang, "GET", "/api/v1/search/columns", "");
    assertThat(usual.path("layout").asString()).isEqualTo("CARDS");
    assertThat(usual.path("available").size()).isGreaterThan(20);
  }

  @Test
  void allGoesWithTheAccountAndComesBackForNobodyOfThatName() throws Exception {
    filled(li);
    good(li, "PUT", "/api/v1/search/columns", "{\"layout\":\"TABLE\"}");
    assertThat(node.call("DELETE", "/api/v1/accounts/li", "").status()).isLessThan(300);
    String again = person("li");
    assertThat(good(again, "GET", "/api/v1/baskets", "").path("baskets")).isEmpty();
    assertThat(good(again, "GET", "/api/v1/search/columns", "").path("layout").asString())
        .isEqualTo("CARDS");
  }

  @Test
  void neitherQueriesNorNotesStandInTheAudit() throws Exception {
    String id = filled(li);
    good(
        li,
        "POST",
        "/api/v1/baskets/" + id + "/notes",
        "{\"key\":\"" + KEY + "\",\"note\":\"ein Geheimnis\"}");
    node.stop();
    assertThat(Files.readString(node.home().resolve("audit/audit.log")))
        .contains("QUERY_ASKED")
        .doesNotContain("电池", "Geheimnis", KEY);
    node.start();
  }

  private JsonNode look(String token, String id) throws Exception {
    String job =
        good(token, "POST", "/api/v1/searches/" + id + "/looks", "{}").path("job").asString();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> good(token, "GET", "/api/v1/searches/" + id + "/looks/" + job, ""),
            one -> one.path("state").asString().equals("DONE"))
        .path("result");
  }

  @Test
  void aSavedSearchTellsWhatHasComeSinceTheLastLook() throws Exception {
    JsonNode saved =
        good(li, "POST", "/api/v1/searches", "{\"name\":\"电池\",\"q\":\"电池\",\"scope\":\"local\"}");
    String id = saved.path("search").asString();
    assertThat(saved.path("every").asString()).isEqualTo("NEVER");
    assertThat(look(li, id).path("found").asInt()).isEqualTo(2);
    node.importFile("p", "q.jsonl", List.of(TestHome.patent("1000003", "电池外壳")));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                good(li, "POST", "/api/v1/searches/" + id + "/run", "{}")
                        .path("total")
                        .path("count")
                        .asInt()
                    == 3);
    JsonNode result = look(li, id);
    assertThat(result.path("fresh").asInt()).isEqualTo(1);
    assertThat(result.path("certain").asBoolean()).isTrue();
    JsonNode shown = good(li, "GET", "/api/v1/searches/" + id, "");
    assertThat(shown.at("/documents/0/key").asString()).isEqualTo("PATENT:CN:1000003:A");
    assertThat(shown.at("/documents/0/what").asString()).isEqualTo("NEW");
    assertThat(good(li, "GET", "/api/v1/searches", "").at("/searches/0/news").asInt()).isEqualTo(1);
    assertThat(good(li, "POST", "/api/v1/searches/" + id + "/read", "{}").path("read").asInt())
        .isEqualTo(1);
    assertThat(look(li, id).path("fresh").asInt()).isZero();
  }

  @Test
  void stepsAreWrittenOutWhenASearchThatNamesThemIsSaved() throws Exception {
    int step = good(li, "GET", "/api/v1/search?q=%E7%94%B5%E6%B1%A0", "").path("step").asInt();
    JsonNode saved =
        good(li, "POST", "/api/v1/searches", "{\"name\":\"a\",\"q\":\"#" + step + " AND TI=隔膜\"}");
    assertThat(saved.path("q").asString()).contains("电池", "隔膜").doesNotContain("#");
    assertThat(
            good(li, "POST", "/api/v1/searches/" + saved.path("search").asString() + "/run", "{}")
                .path("hits"))
        .hasSize(1);
    JsonNode weighted =
        good(
            li,
            "POST",
            "/api/v1/searches",
            "{\"name\":\"w\",\"q\":\"电池 OR 隔膜\",\"weights\":\"1,2.5\",\"synonyms\":true}");
    assertThat(weighted.path("weights").asString()).isEqualTo("1,2.5");
    assertThat(good(li, "GET", "/api/v1/searches/w", "").at("/search/synonyms").asBoolean())
        .isTrue();
    good(li, "POST", "/api/v1/searches/w/run", "{}");
    HttpResponse<String> narrowed =
        ask(li, "POST", "/api/v1/searches", "{\"name\":\"b\",\"q\":\"x\",\"inBasket\":\"b-1\"}");
    assertThat(narrowed.statusCode()).isEqualTo(400);
    HttpResponse<String> broken =
        ask(li, "POST", "/api/v1/searches", "{\"name\":\"b\",\"q\":\"(x\",\"every\":\"DAILY\"}");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(ask(li, "POST", "/api/v1/searches", "{\"q\":\"x\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void aSavedSearchIsItsOwnersAndSharedByChoice() throws Exception {
    String id =
        good(li, "POST", "/api/v1/searches", "{\"name\":\"a\",\"q\":\"固态 secret\"}")
            .path("search")
            .asString();
    String path = "/api/v1/searches/" + id;
    String job = good(li, "POST", path + "/looks", "{}").path("job").asString();
    for (String token : List.of(wang, node.adminToken())) {
      for (String route :
          List.of(
              "GET ",
              "PUT ",
              "DELETE ",
              "POST /run",
              "POST /looks",
              "GET /looks/" + job,
              "POST /read")) {
        String[] parts = route.split(" ", -1);
        HttpResponse<String> answer = ask(token, parts[0], path + parts[1], "{\"name\":\"x\"}");
        assertThat(answer.statusCode()).as(route + answer.body()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("secret");
      }
      assertThat(ask(token, "GET", "/searches/" + id, "").statusCode()).isEqualTo(404);
      assertThat(ask(token, "GET", "/api/v1/searches", "").body()).doesNotContain("secret");
      assertThat(ask(token, "GET", "/searches", "").body()).doesNotContain("secret");
    }
    good(li, "PUT", path, "{\"shared\":true}");
    JsonNode shared = good(wang, "GET", path, "");
    assertThat(shared.at("/search/owner").asString()).isEqualTo("li");
    assertThat(shared.at("/search/own").asBoolean()).isFalse();
    assertThat(shared.path("search").has("lastLook")).isFalse();
    assertThat(shared.has("documents")).isFalse();
    good(wang, "POST", path + "/run", "{}");
    for (String route : List.of("PUT ", "DELETE ", "POST /looks", "POST /read")) {
      String[] parts = route.split(" ", -1);
      assertThat(ask(wang, parts[0], path + parts[1], "{\"name\":\"x\"}").statusCode())
          .isEqualTo(404);
    }
    assertThat(node.call("DELETE", "/api/v1/accounts/li", "").status()).isLessThan(300);
    assertThat(ask(wang, "GET", path, "").statusCode()).isEqualTo(404);
    node.stop();
    assertThat(Files.readString(node.home().resolve("audit/audit.log")))
        .doesNotContain("固态", "secret");
    node.start();
  }
}
