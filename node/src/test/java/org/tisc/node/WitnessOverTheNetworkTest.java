package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.config.ConfigReader;
import tools.jackson.databind.JsonNode;

/** Real nodes keep each other's checkpoints; one of them is hurt as its own administrator could. */
class WitnessOverTheNetworkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WITNESS = "/api/v1/audit/witness";

  @TempDir private Path folder;
  private final List<TestHome> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("beijing", "tianjin", "hebei")) {
      nodes.add(new TestHome(folder.resolve(name), name));
    }
    beijing().post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    for (TestHome joining : nodes.subList(1, 3)) {
      String invitation =
          beijing()
              .post(
                  "/api/v1/networks/jjj/invitations",
                  "{\"node\":\"%s\"}".formatted(joining.home().getFileName()))
              .path("invitation")
              .asString();
      joining.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestHome::close);
  }

  private TestHome beijing() {
    return nodes.get(0);
  }

  private TestHome tianjin() {
    return nodes.get(1);
  }

  private TestHome hebei() {
    return nodes.get(2);
  }

  /**
   * Tells the network how far the log is, as soon as it may, and waits until both peers hold it.
   */
  private JsonNode tell(TestHome node) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> node.call("POST", "/api/v1/audit/checkpoints", "{}").status() == 200);
    JsonNode told = node.get(WITNESS).at("/own/0/told");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(node.get(WITNESS).at("/own/0/holders").size()).isEqualTo(2));
    return told;
  }

  private static Optional<JsonNode> kept(TestHome at, String origin) throws Exception {
    return at.get(WITNESS)
        .path("others")
        .valueStream()
        .filter(one -> one.path("origin").asString().equals(origin))
        .findFirst();
  }

  private Path exported(TestHome at, String origin) throws Exception {
    TestHome.Answer file = at.call("GET", WITNESS + "/jjj/" + origin + "/export", "");
    assertThat(file.status()).as(file.text()).isEqualTo(200);
    Path to = folder.resolve("kept-by-" + at.home().getFileName() + ".jsonl");
    Files.writeString(to, file.text());
    return to;
  }

  private static Path log(TestHome node) {
    return node.home().resolve("audit/audit.log");
  }

  /** Cuts the last entries, and writes the head file so that nothing beside the log tells. */
  private static long cut(TestHome node, int entries) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log(node)));
    lines.subList(lines.size() - entries, lines.size()).clear();
    String text = String.join("\n", lines) + "\n";
    Files.writeString(log(node), text);
    String last = lines.getLast();
    String hash = last.substring(last.length() - 66, last.length() - 2);
    Files.writeString(
        node.home().resolve("audit/audit.log.head"),
        "%019d %019d %s\n"
            .formatted(lines.size(), text.getBytes(StandardCharsets.UTF_8).length, hash));
    return lines.size();
  }

  private static JsonNode verified(TestHome node, Path checkpoints) {
    return new Main("0").verifyAudit(ConfigReader.read(node.home()), Optional.of(checkpoints));
  }

  private static List<String> codes(TestHome node) throws Exception {
    return node.get("/api/v1/doctor")
        .path("findings")
        .valueStream()
        .map(one -> one.path("code").asString())
        .toList();
  }

  private static List<String> alarms(TestHome node) throws Exception {
    return node.get("/api/v1/audit?limit=1000")
        .path("list")
        .valueStream()
        .filter(one -> one.path("event").asString().equals("AUDIT_CONTRADICTED"))
        .map(one -> one.path("details"))
        .map(
            one ->
                one.path("origin").asString()
                    + " "
                    + one.path("finding").asString()
                    + " "
                    + one.path("keptSize").asString())
        .toList();
  }

  @Test
  void aLogThatWasCutIsFoundByItsPeersAndByWhatTheyKeep() throws Exception {
    for (int i = 0; i < 30; i++) {
      tianjin()
          .post("/api/v1/collections", "{\"collection\":\"c%d\",\"kind\":\"PATENT\"}".formatted(i));
    }
    JsonNode told = tell(tianjin());
    long size = told.path("size").asLong();
    for (TestHome peer : List.of(beijing(), hebei())) {
      await().atMost(PATIENCE).until(() -> kept(peer, "tianjin").isPresent());
      JsonNode kept = kept(peer, "tianjin").orElseThrow();
      assertThat(kept.path("size").asLong()).isEqualTo(size);
      assertThat(kept.path("head").asString()).isEqualTo(told.path("head").asString("-"));
    }
    // Told again, nothing new is told: the log has not grown by telling.
    assertThat(
            tianjin()
                .post("/api/v1/audit/checkpoints", "{}")
                .at("/checkpoints/0/sequence")
                .asLong())
        .isEqualTo(told.path("sequence").asLong());
    assertThat(tianjin().get(WITNESS).path("valid").asBoolean()).isTrue();

    Path file = exported(hebei(), "tianjin");
    JsonNode whole = verified(tianjin(), file);
    assertThat(whole.path("valid").asBoolean()).as(whole.toString()).isTrue();
    assertThat(whole.at("/checkpoints/agreed").asInt()).isEqualTo(1);
    assertThat(whole.at("/checkpoints/keptBy").asString()).isEqualTo("hebei");
    assertThat(whole.at("/checkpoints/rootKnown").asBoolean()).isTrue();

    tianjin().stop();
    // The stop was logged as well; far more goes than is written at the next start.
    int missing = (int) (Files.readAllLines(log(tianjin())).size() - size) + 25;
    long left = cut(tianjin(), missing);
    assertThat(
            new Main("0")
                .verifyAudit(ConfigReader.read(tianjin().home()), Optional.empty())
                .path("valid")
                .asBoolean())
        .isTrue();
    JsonNode found = verified(tianjin(), file);
    assertThat(found.path("valid").asBoolean()).isFalse();
    assertThat(found.path("firstBad").asLong()).isEqualTo(left + 1);
    assertThat(found.at("/contradiction/finding").asString()).isEqualTo("CUT");
    assertThat(found.at("/contradiction/size").asLong()).isEqualTo(size);

    tianjin().start();
    // The node finds it in what it told itself, which is also what the network holds.
    await().atMost(PATIENCE).until(() -> codes(tianjin()).contains("AUDIT_CUT"));
    await().atMost(PATIENCE).until(() -> alarms(tianjin()).contains("tianjin CUT " + size));
    JsonNode own = tianjin().get(WITNESS);
    assertThat(own.path("valid").asBoolean()).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        tianjin()
                            .get(WITNESS)
                            .at("/own/0/holders")
                            .valueStream()
                            .map(JsonNode::asString))
                    .containsExactly("beijing", "hebei"));

    // Its next word proves it to the others.
    await()
        .atMost(PATIENCE)
        .until(() -> tianjin().call("POST", "/api/v1/audit/checkpoints", "{}").status() == 200);
    for (TestHome peer : List.of(beijing(), hebei())) {
      await().atMost(PATIENCE).until(() -> alarms(peer).contains("tianjin CUT " + size));
      assertThat(alarms(peer)).hasSize(1);
      await().atMost(PATIENCE).until(() -> codes(peer).contains("PEER_AUDIT_CUT"));
      assertThat(peer.get("/api/v1/feeds").at("/warnings/0/origin").asString())
          .isEqualTo("tianjin");
      assertThat(peer.call("GET", "/feeds", "").text()).contains("其审计日志有 " + size + " 条");
      assertThat(peer.get(WITNESS).at("/contradictions/0/keptSize").asLong()).isEqualTo(size);
      assertThat(peer.get(WITNESS).path("valid").asBoolean()).isTrue();
    }
  }

  @Test
  void forgedCheckpointsProveNothingAndAreNamed() throws Exception {
    tell(tianjin());
    await().atMost(PATIENCE).until(() -> kept(hebei(), "tianjin").isPresent());
    Path file = exported(hebei(), "tianjin");
    List<String> lines = Files.readAllLines(file);
    int at = 0;
    while (!lines.get(at).contains("\"audit-checkpoint\"")) {
      at++;
    }
    String line = lines.get(at);

    String body = line.substring(line.indexOf("\"body\":\"") + 8, line.length() - 2);
    String forgedBody =
        java.util.Base64.getEncoder()
            .encodeToString(
                new String(java.util.Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                    .replaceFirst("\"size\":[0-9]", "\"size\":9")
                    .getBytes(StandardCharsets.UTF_8));
    assertRefused(file, lines, at, line.replace(body, forgedBody), "whose hash its header names");
    int signature = line.indexOf("\"signature\":\"") + 13;
    String forged =
        line.substring(0, signature)
            + (line.charAt(signature) == 'A' ? 'B' : 'A')
            + line.substring(signature + 1);
    assertRefused(file, lines, at, forged, "BAD_SIGNATURE");
    assertRefused(file, lines.subList(0, lines.size() - 1), at, line, "the file ends here");

    // A file of another node's log says nothing of this one.
    tell(beijing());
    await().atMost(PATIENCE).until(() -> kept(hebei(), "beijing").isPresent());
    Path other = exported(hebei(), "beijing");
    assertThatThrownBy(() -> verified(tianjin(), other)).hasMessageContaining("are of beijing");
  }

  @Test
  void checkpointsUnderAnotherRootAreRefused() throws Exception {
    tell(tianjin());
    try (TestHome false1 = new TestHome(folder.resolve("elsewhere/tianjin"), "tianjin");
        TestHome false2 = new TestHome(folder.resolve("elsewhere/hebei"), "hebei")) {
      false1.post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"假\"}");
      String invitation =
          false1
              .post("/api/v1/networks/jjj/invitations", "{\"node\":\"hebei\"}")
              .path("invitation")
              .asString();
      false2.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
      await()
          .atMost(PATIENCE)
          .until(() -> false1.call("POST", "/api/v1/audit/checkpoints", "{}").status() == 200);
      Path file = exported(false1, "tianjin");
      assertThatThrownBy(() -> verified(tianjin(), file))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
          .hasMessageContaining("another root");
    }
  }

  private void assertRefused(Path file, List<String> lines, int at, String line, String why)
      throws IOException {
    List<String> changed = new ArrayList<>(lines);
    changed.set(at, line);
    Files.write(file, changed);
    assertThatThrownBy(() -> verified(tianjin(), file))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_ARGUMENT))
        .hasMessageContaining(why);
  }
}
