package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Attack test 18 of the trust model for feeds: of what is for one member alone, another member's
 * node holds nothing, whatever is looked at: its answers and every byte on its disk.
 */
class NoTraceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MARKER = "marker-of-the-direct-alert-7d1f";

  @TempDir private Path folder;
  private final List<TestHome> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (String name : List.of("beijing", "tianjin", "hebei")) {
      nodes.add(new TestHome(folder.resolve(name), name));
    }
    nodes.getFirst().post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    for (TestHome joining : nodes.subList(1, 3)) {
      String invitation =
          nodes
              .getFirst()
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

  private static String alert(String headline, String audience, String further) {
    return """
    {"headline":{"zh":"%s"},"severity":"MINOR","urgency":"FUTURE","certainty":"LIKELY",\
    "expires":"2099-01-01T00:00:00Z","audience":%s%s}\
    """
        .formatted(headline, audience, further);
  }

  private static JsonNode publish(TestHome node, String file) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> node.call("POST", "/api/v1/alerts/preview", file).status() == 200);
    return await()
        .atMost(PATIENCE)
        .until(() -> node.call("POST", "/api/v1/alerts", file), answer -> answer.status() < 300)
        .json();
  }

  private static boolean holds(TestHome node, String alert) throws Exception {
    return node.call("GET", "/api/v1/alerts/" + alert, "").status() == 200;
  }

  /** Files of a home folder in which a text stands, as UTF-8. */
  private static List<Path> traces(TestHome node, String text) throws IOException {
    String sought = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try (Stream<Path> files = Files.walk(node.home())) {
      List<Path> found = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(sought)) {
          found.add(file);
        }
      }
      return found;
    }
  }

  @Test
  void whatIsForOneMemberLeavesNoTraceAtAnother() throws Exception {
    TestHome beijing = nodes.get(0);
    TestHome tianjin = nodes.get(1);
    TestHome hebei = nodes.get(2);
    String sha =
        beijing.post("/api/v1/alerts/evidence", MARKER + " evidence").path("sha256").asString();
    JsonNode direct =
        publish(
            beijing,
            alert(
                MARKER,
                "{\"network\":\"jjj\",\"peers\":[\"tianjin\"]}",
                ",\"tlp\":\"RED\",\"evidence\":[{\"name\":\"a.txt\",\"sha256\":\"" + sha + "\"}]"));
    String id = direct.path("alertId").asString();
    await().atMost(PATIENCE).until(() -> holds(tianjin, id));
    assertThat(tianjin.call("GET", "/api/v1/alerts/" + id + "/evidence/" + sha, "").text())
        .isEqualTo(MARKER + " evidence");
    // What comes later for all has come: whatever would have come with the other is here too.
    String open =
        publish(beijing, alert("公开", "{\"network\":\"jjj\"}", "")).path("alertId").asString();
    await().atMost(PATIENCE).until(() -> holds(hebei, open));

    assertThat(hebei.call("GET", "/api/v1/alerts/" + id, "").status()).isEqualTo(404);
    assertThat(hebei.get("/api/v1/alerts").path("alerts").size()).isEqualTo(1);
    assertThat(
            hebei
                .get("/api/v1/feeds")
                .path("feeds")
                .valueStream()
                .filter(feed -> feed.path("origin").asString().equals("beijing"))
                .map(feed -> feed.path("audience").asString()))
        .containsExactly("NETWORK");
    assertThat(hebei.call("GET", "/api/v1/feeds/jjj/beijing/export?audience=tianjin", "").status())
        .isEqualTo(404);
    assertThat(hebei.call("GET", "/feeds", "").text()).doesNotContain(id);
    assertThat(traces(beijing, MARKER)).isNotEmpty();
    assertThat(traces(tianjin, id)).isNotEmpty();
    for (String told : List.of(MARKER, id, sha)) {
      assertThat(traces(hebei, told)).as("traces of %s", told).isEmpty();
    }
  }
}
