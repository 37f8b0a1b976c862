package org.tisc.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A centre that nobody can dial: it joins, searches others, and is shown as what it is. */
class NoInboundTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SEARCH = "/api/v1/search?q=battery&scope=network:region";

  @TempDir private Path folder;

  @Test
  void aNodeWithoutEndpointJoinsSearchesOthersAndIsShownAsSuch() throws Exception {
    try (TestHome open = new TestHome(folder.resolve("open"), "open");
        TestHome walled = new TestHome(folder.resolve("walled"), "walled", "advertise: dial-out")) {
      open.post("/api/v1/networks", "{\"network\":\"region\",\"title\":\"区域\"}");
      String invitation =
          open.post("/api/v1/networks/region/invitations", "{\"node\":\"walled\"}")
              .path("invitation")
              .asString();
      walled.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
      for (TestHome node : List.of(open, walled)) {
        node.post(
            "/api/v1/collections",
            "{\"collection\":\"patents\",\"kind\":\"PATENT\",\"share\":\"network:region\"}");
        node.importFile(
            "patents",
            "one.jsonl",
            List.of(TestHome.patent(node.equals(open) ? "100000001" : "100000002", "battery")));
      }

      await().atMost(PATIENCE).until(() -> peer(open).path("stream").asString().equals("THEIRS"));
      JsonNode seen = peer(open);
      assertThat(seen.path("node").asString()).isEqualTo("walled");
      assertThat(seen.path("link").asString()).isEqualTo("READY");
      assertThat(seen.path("lastError").asString()).startsWith("NO_INBOUND");
      assertThat(seen.path("outbound").path("reach").asString()).isEqualTo("NO_INBOUND");
      assertThat(seen.path("inbound").path("reach").asString()).isEqualTo("WORKING");
      assertThat(seen.path("lastContact").asString()).isNotEmpty();
      assertThat(seen.path("breaker").asString()).isEqualTo("CLOSED");
      assertThat(peer(walled).path("stream").asString()).isEqualTo("OURS");
      assertThat(peer(walled).path("inbound").path("reach").asString()).isEqualTo("NO_INBOUND");
      assertThat(peer(walled).has("lastError")).isFalse();

      JsonNode byWalled = walled.get(SEARCH);
      assertThat(byWalled.path("exact").asBoolean()).isTrue();
      assertThat(byWalled.path("hits")).hasSize(2);
      JsonNode byOpen = open.get(SEARCH);
      assertThat(byOpen.path("exact").asBoolean()).isFalse();
      assertThat(byOpen.path("hits")).hasSize(1);
      assertThat(byOpen.path("sources").valueStream())
          .anySatisfy(
              source -> {
                assertThat(source.path("node").asString()).isEqualTo("walled");
                assertThat(source.path("state").asString()).isEqualTo("UNAVAILABLE");
                assertThat(source.path("reason").asString()).isEqualTo("NO_INBOUND");
              });

      walled.stop();
      await().atMost(PATIENCE).until(() -> peer(open).path("stream").asString().equals("NONE"));
      walled.start();
      await().atMost(PATIENCE).until(() -> peer(open).path("stream").asString().equals("THEIRS"));
    }
  }

  @Test
  void whoWasRefusedIsListedWithItsReasonOnTheRefusingSide() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("refusing"), "refusing")) {
      node.post("/api/v1/networks", "{\"network\":\"region\",\"title\":\"区域\"}");
      assertThat(node.get("/api/v1/refusals").path("refusals")).isEmpty();
      try (java.net.Socket socket =
          new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), node.grpcPort())) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
        assertThat(socket.getInputStream().readAllBytes()).isNotNull();
      } catch (java.net.SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode refused = node.get("/api/v1/refusals").path("refusals").path(0);
                assertThat(refused.path("caller").asString()).isEqualTo("127.0.0.1");
                assertThat(refused.path("reason").asString()).isEqualTo("UNAUTHENTICATED");
                assertThat(refused.path("count").asInt()).isEqualTo(1);
              });
    }
  }

  private static JsonNode peer(TestHome node) throws Exception {
    return node.get("/api/v1/status").at("/networks/0/peers/0");
  }
}
