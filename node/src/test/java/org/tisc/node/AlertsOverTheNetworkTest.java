package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Three real nodes of one network that write alerts to each other. */
class AlertsOverTheNetworkTest {
  private static final String PATH = "/api/v1/alerts";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private TestHome beijing;
  private TestHome tianjin;
  private TestHome hebei;

  @BeforeEach
  void found() throws Exception {
    beijing = new TestHome(folder.resolve("beijing"), "beijing");
    beijing.post(
        "/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\",\"profile\":\"intl\"}");
    tianjin = joined("tianjin");
    hebei = joined("hebei");
  }

  private TestHome joined(String id) throws Exception {
    TestHome node = new TestHome(folder.resolve(id), id);
    String invitation =
        beijing
            .post("/api/v1/networks/jjj/invitations", "{\"node\":\"" + id + "\"}")
            .path("invitation")
            .asString();
    node.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
    return node;
  }

  @AfterEach
  void stop() {
    hebei.close();
    tianjin.close();
    beijing.close();
  }

  private static String file(String headline, String tlp, String peers) {
    return """
    {"headline":{"zh":"%s"},"severity":"SEVERE","urgency":"IMMEDIATE","certainty":"OBSERVED",
     "expires":"%s","tlp":"%s","audience":{"network":"jjj","peers":[%s]},"newer":1.10}
    """
        .formatted(headline, OffsetDateTime.now(ZoneOffset.UTC).plusDays(30), tlp, peers);
  }

  private static void until(Callable<Boolean> holds) {
    Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(holds);
  }

  private static List<String> matrix(TestHome origin, String id) throws Exception {
    return origin
        .get(PATH + "/" + id + "/deliveries")
        .path("deliveries")
        .valueStream()
        .map(line -> line.path("peer").asString() + " " + line.path("state").asString())
        .toList();
  }

  /** Publishing waits for the coordinator's answer about the key for feeds. */
  private static String published(TestHome node, String file) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> node.post(PATH, file).path("alertId").asString(), id -> !id.isEmpty());
  }

  @Test
  void anAlertIsStoredEverywhereAnsweredCorrectedAndWithdrawn() throws Exception {
    until(
        () ->
            tianjin.post(PATH + "/preview", file("预览", "GREEN", "")).path("recipients").size()
                == 2);
    String id = published(tianjin, file("展会扣押", "GREEN", ""));
    until(() -> matrix(tianjin, id).equals(List.of("beijing STORED", "hebei STORED")));
    assertThat(hebei.call("GET", PATH + "/" + id, "").text()).contains("\"newer\":1.10", "ACTIVE");
    until(() -> matrix(tianjin, id).contains("hebei SHOWN"));
    hebei.post(PATH + "/" + id + "/acknowledge", "");
    beijing.post(PATH + "/" + id + "/reject?reason=unrelated", "");
    until(() -> matrix(tianjin, id).equals(List.of("beijing REJECTED", "hebei ACKNOWLEDGED")));

    tianjin.call("PUT", PATH + "/" + id, file("更正", "GREEN", ""));
    until(() -> hebei.get(PATH + "/" + id).path("revision").asLong() == 2);
    tianjin.post(PATH + "/" + id + "/cancel?reason=mistake", "");
    for (TestHome node : List.of(beijing, tianjin, hebei)) {
      until(() -> node.get(PATH + "/" + id).path("state").asString().equals("CANCELLED"));
      JsonNode card = node.get(PATH + "/" + id);
      assertThat(card.path("reason").asString()).isEqualTo("mistake");
      assertThat(card.path("history").size()).isEqualTo(3);
    }
    until(
        () ->
            matrix(tianjin, id).stream()
                .allMatch(line -> line.endsWith("STORED") || line.endsWith("SHOWN")));
  }

  @Test
  void whoWasAwayGetsWhatTheyMissedAndAnswersSurviveARestart() throws Exception {
    String first = published(beijing, file("甲", "GREEN", ""));
    until(() -> matrix(beijing, first).stream().allMatch(line -> line.endsWith("STORED")));
    hebei.stop();
    String id = published(beijing, file("乙", "GREEN", ""));
    until(() -> matrix(beijing, id).contains("tianjin STORED"));
    assertThat(matrix(beijing, id)).contains("hebei QUEUED");
    beijing.post(PATH + "/" + first + "/cancel?reason=x", "");
    hebei.start();
    until(() -> matrix(beijing, id).contains("hebei STORED"));
    until(() -> hebei.get(PATH + "/" + first).path("state").asString().equals("CANCELLED"));
    hebei.post(PATH + "/" + id + "/acknowledge", "");
    until(() -> matrix(beijing, id).contains("hebei ACKNOWLEDGED"));
    beijing.stop();
    beijing.start();
    until(() -> matrix(beijing, id).contains("hebei ACKNOWLEDGED"));
  }

  @Test
  void whatIsForOneIsNowhereElseAndItsEvidenceComesAlong() throws Exception {
    String sha = beijing.post(PATH + "/evidence", "proof of it").path("sha256").asString();
    String withEvidence =
        file("机密", "RED", "\"hebei\"")
            .replace(
                "\"newer\"",
                "\"evidence\":[{\"name\":\"p.txt\",\"sha256\":\"" + sha + "\"}],\"newer\"");
    String id = published(beijing, withEvidence);
    until(() -> matrix(beijing, id).equals(List.of("hebei STORED")));
    assertThat(tianjin.call("GET", PATH + "/" + id, "").status()).isEqualTo(404);
    until(
        () ->
            hebei
                .call("GET", PATH + "/" + id + "/evidence/" + sha, "")
                .text()
                .equals("proof of it"));
    assertThat(beijing.call("POST", PATH, file("太宽", "RED", "")).status()).isEqualTo(400);
  }
}
