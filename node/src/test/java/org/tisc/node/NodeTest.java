package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.config.ConfigReader;
import tools.jackson.databind.JsonNode;

class NodeTest {
  private static final String ONE = "110083831";
  private static final String TWO = "110083845";

  @TempDir private Path folder;

  private static String query(String text) {
    return "/api/v1/search?q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> keys(JsonNode answer) {
    List<String> keys = new ArrayList<>();
    answer.path("hits").forEach(hit -> keys.add(hit.path("key").asString()));
    return keys;
  }

  private static void makeCollection(TestHome node, String share)
      throws IOException, InterruptedException {
    node.post(
        "/api/v1/collections",
        """
        {"collection":"patents","kind":"PATENT","share":"%s","licence":"CC BY 4.0","onward":"cite"}\
        """
            .formatted(share));
  }

  private TestHome[] region() throws IOException, InterruptedException {
    TestHome first = new TestHome(folder.resolve("beijing"), "beijing");
    TestHome second = new TestHome(folder.resolve("tianjin"), "tianjin");
    first.post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    String invitation =
        first
            .post("/api/v1/networks/jjj/invitations", "{\"node\":\"tianjin\"}")
            .path("invitation")
            .asString();
    JsonNode joined =
        second.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
    assertThat(joined.path("network").asString()).isEqualTo("jjj");
    assertThat(joined.path("rosterVersion").asLong()).isEqualTo(2);
    for (TestHome node : List.of(first, second)) {
      Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(
              () ->
                  node.get("/api/v1/status")
                      .at("/networks/0/peers/0/link")
                      .asString("")
                      .equals("READY"));
    }
    return new TestHome[] {first, second};
  }

  @Test
  void joinsSharesSearchesAndFetchesOverHttp() throws Exception {
    TestHome[] region = region();
    try (TestHome beijing = region[0];
        TestHome tianjin = region[1]) {
      makeCollection(beijing, "network:jjj");
      makeCollection(tianjin, "network:jjj");
      beijing.importFile("patents", "a.jsonl", List.of(TestHome.patent(ONE, "一种锂电池隔膜")));
      JsonNode done =
          tianjin.importFile(
              "patents",
              "b.jsonl",
              List.of(
                  TestHome.patent(ONE, "一种锂电池隔膜"), "not json", TestHome.patent(TWO, "锂电池回收方法")));
      assertThat(done.at("/result/added").asLong()).isEqualTo(2);
      assertThat(done.at("/result/rejected").asLong()).isEqualTo(1);
      assertThat(done.at("/result/rejects/0/line").asLong()).isEqualTo(2);
      assertThat(Path.of(done.at("/result/rejectsFile").asString())).exists();

      JsonNode answer = beijing.get(query("锂电池"));
      assertThat(answer.path("exact").asBoolean()).isTrue();
      assertThat(keys(answer))
          .containsExactlyInAnyOrder("PATENT:CN:" + ONE + ":A", "PATENT:CN:" + TWO + ":A");
      JsonNode both = answer.path("hits").get(keys(answer).indexOf("PATENT:CN:" + ONE + ":A"));
      assertThat(both.path("holders").toString()).isEqualTo("[\"beijing\",\"tianjin\"]");
      assertThat(both.path("licence").asString()).isEqualTo("CC BY 4.0");
      assertThat(keys(tianjin.get(query("锂电池")))).isEqualTo(keys(answer));

      JsonNode fetched = beijing.get("/api/v1/documents/PATENT:CN:" + TWO + ":A?node=tianjin");
      assertThat(fetched.at("/document/titles/zh").asString()).isEqualTo("锂电池回收方法");
      assertThat(fetched.path("collection").asString()).isEqualTo("patents");

      tianjin.call("PUT", "/api/v1/collections/patents/share", "{\"share\":\"none\"}");
      assertThat(keys(beijing.get(query("锂电池")))).containsExactly("PATENT:CN:" + ONE + ":A");
      assertThat(
              beijing
                  .call("GET", "/api/v1/documents/PATENT:CN:" + TWO + ":A?node=tianjin", "")
                  .status())
          .isEqualTo(404);
    }
    assertThat(Files.readString(folder.resolve("tianjin/audit/audit.log")))
        .contains("QUERY_SERVED", "DOCUMENTS_FETCHED", "COLLECTION_SHARED", "IMPORT_FINISHED")
        .doesNotContain("锂");
  }

  @Test
  void keepsEverythingOverARestart() throws Exception {
    TestHome[] region = region();
    try (TestHome beijing = region[0];
        TestHome tianjin = region[1]) {
      makeCollection(beijing, "network:jjj");
      beijing.importFile("patents", "a.jsonl", List.of(TestHome.patent(ONE, "一种锂电池隔膜")));
      String exported = beijing.call("GET", "/api/v1/collections/patents/export", "").text();
      beijing.stop();
      beijing.start();
      assertThat(beijing.call("GET", "/api/v1/collections/patents/export", "").text())
          .isEqualTo(exported);
      JsonNode again =
          beijing.importFile("patents", "a.jsonl", List.of(TestHome.patent(ONE, "一种锂电池隔膜")));
      assertThat(again.at("/result/unchanged").asLong()).isEqualTo(1);
      assertThat(beijing.get("/api/v1/networks/jjj/roster").path("members").size()).isEqualTo(2);
      assertThat(tianjin.get("/api/v1/status").path("ready").asBoolean()).isTrue();
    }
  }

  @Test
  void reindexesACollectionFromItsOwnDocuments() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("solo"), "solo")) {
      makeCollection(node, "none");
      node.importFile("patents", "a.jsonl", List.of(TestHome.patent(ONE, "一种锂电池隔膜")));
      String job = node.post("/api/v1/collections/patents/reindex", "").path("job").asString();
      assertThat(node.awaitJob(job).at("/result/documents").asLong()).isEqualTo(1);
      assertThat(keys(node.get(query("隔膜")))).containsExactly("PATENT:CN:" + ONE + ":A");
    }
  }

  @Test
  void refusesWhatMakesNoSenseWithAReason() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("solo"), "solo")) {
      makeCollection(node, "none");
      record Case(String method, String path, String body, int status, String reason) {}
      for (Case one :
          List.of(
              new Case("POST", "/api/v1/networks", "{}", 400, "INVALID_ARGUMENT"),
              new Case("POST", "/api/v1/networks", "{\"network\":\"J!\"}", 400, "INVALID_ARGUMENT"),
              new Case(
                  "POST",
                  "/api/v1/networks",
                  "{\"network\":\"a\",\"profile\":\"x\"}",
                  400,
                  "INVALID_ARGUMENT"),
              new Case(
                  "POST",
                  "/api/v1/networks/join",
                  "{\"invitation\":\"x\"}",
                  400,
                  "INVALID_INVITATION"),
              new Case("GET", "/api/v1/networks/zzz/roster", "", 404, "UNKNOWN_NETWORK"),
              new Case(
                  "POST",
                  "/api/v1/networks/zzz/invitations",
                  "{\"node\":\"a\"}",
                  404,
                  "UNKNOWN_NETWORK"),
              new Case(
                  "POST",
                  "/api/v1/collections",
                  "{\"collection\":\"patents\",\"kind\":\"PATENT\"}",
                  409,
                  "ALREADY_EXISTS"),
              new Case(
                  "POST",
                  "/api/v1/collections",
                  "{\"collection\":\"../x\",\"kind\":\"PATENT\"}",
                  400,
                  "INVALID_ARGUMENT"),
              new Case(
                  "POST",
                  "/api/v1/collections",
                  "{\"collection\":\"x\",\"kind\":\"BOOK\"}",
                  400,
                  "INVALID_ARGUMENT"),
              new Case(
                  "PUT",
                  "/api/v1/collections/patents/share",
                  "{\"share\":\"all\"}",
                  400,
                  "INVALID_ARGUMENT"),
              new Case("DELETE", "/api/v1/collections/zzz", "", 404, "UNKNOWN_COLLECTION"),
              new Case("POST", "/api/v1/collections/zzz/import", "x", 404, "UNKNOWN_COLLECTION"),
              new Case(
                  "POST",
                  "/api/v1/collections/patents/import?format=docx",
                  "x",
                  400,
                  "INVALID_ARGUMENT"),
              new Case("GET", "/api/v1/documents/PATENT:CN:1:A", "", 404, "NOT_FOUND"),
              new Case("GET", query("锂电池") + "&collection=zzz", "", 404, "UNKNOWN_COLLECTION"),
              new Case("GET", query("(锂电池"), "", 400, "INVALID_QUERY"))) {
        TestHome.Answer answer = node.call(one.method, one.path, one.body);
        assertThat(answer.status()).as(one.toString()).isEqualTo(one.status);
        assertThat(answer.json().path("reason").asString())
            .as(one.toString())
            .isEqualTo(one.reason);
      }
      assertThat(node.get("/api/v1/collections").path("collections").size()).isEqualTo(1);
    }
  }

  @Test
  void rejectsDocumentsOfAnotherKind() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("solo"), "solo")) {
      makeCollection(node, "none");
      JsonNode done =
          node.importFile(
              "patents",
              "a.jsonl",
              List.of(
                  """
                  {"schema":"tisc.document/1","kind":"LITERATURE","number":"10.1/x","doi":"10.1/x","titles":{"en":"A"}}\
                  """));
      assertThat(done.at("/result/rejects/0/reason").asString()).startsWith("KIND_DIFFERS");
    }
  }

  @Test
  void servesAHomeFolderOnceOnly() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("solo"), "solo")) {
      assertThatThrownBy(() -> Node.start(ConfigReader.read(node.home()), "0.0-test"))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.ALREADY_EXISTS));
      assertThat(node.get("/api/v1/status").path("ready").asBoolean()).isTrue();
    }
  }
}
