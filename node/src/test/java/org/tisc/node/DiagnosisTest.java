package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.doctor.Doctor;
import tools.jackson.databind.JsonNode;

/** Real nodes and folders with something wrong. */
class DiagnosisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static List<String> codes(JsonNode diagnosis) {
    return diagnosis
        .path("findings")
        .valueStream()
        .map(one -> one.path("code").asString())
        .toList();
  }

  private static List<String> codes(TestHome node) throws Exception {
    return codes(node.get("/api/v1/doctor"));
  }

  private static JsonNode of(JsonNode diagnosis, String code) {
    return diagnosis
        .path("findings")
        .valueStream()
        .filter(one -> one.path("code").asString().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode offline(Path home) {
    return Doctor.examine(home, Optional.empty());
  }

  @Test
  void aRunningNodeSeesItsPeersComeAndGoAndWhatIsItsOwn() throws Exception {
    try (TestHome first = new TestHome(folder.resolve("first"), "first");
        TestHome second = new TestHome(folder.resolve("second"), "second")) {
      assertThat(codes(first)).contains("NETWORK_NONE", "NODE_RUNS", "KEYS_GOOD");
      first.post("/api/v1/networks", "{\"network\":\"region\",\"title\":\"区域\"}");
      String invitation =
          first
              .post("/api/v1/networks/region/invitations", "{\"node\":\"second\"}")
              .path("invitation")
              .asString();
      second.post("/api/v1/networks/join", "{\"invitation\":\"" + invitation + "\"}");
      first.post("/api/v1/collections", "{\"collection\":\"own\",\"kind\":\"PATENT\"}");
      await().atMost(PATIENCE).until(() -> codes(first).contains("PEER_GOOD"));
      assertThat(codes(first))
          .contains("CERTIFICATE_GOOD", "ROSTER_GOOD", "COLLECTION_CLOSED", "COLLECTIONS_GOOD");

      second.stop();
      await().atMost(PATIENCE).until(() -> codes(first).contains("PEER_REFUSES_CONNECTIONS"));
      JsonNode lost = of(first.get("/api/v1/doctor"), "PEER_REFUSES_CONNECTIONS");
      assertThat(lost.path("about").asString()).isEqualTo("region/second");
      assertThat(lost.path("severity").asString()).isEqualTo("WARNING");
      assertThat(lost.at("/text/en").asString()).contains("127.0.0.1:" + second.grpcPort());
      assertThat(lost.at("/cure/zh").asString()).isNotBlank();
      String page = first.call("GET", "/doctor", "").text();
      assertThat(page).contains("PEER_REFUSES_CONNECTIONS", "region/second", "诊断");
      assertThat(first.call("GET", "/networks", "").text()).contains("href=\"/doctor\"");

      // The folder of the stopped node tells the same of its membership.
      JsonNode stopped = offline(second.home());
      assertThat(codes(stopped))
          .contains(
              "NODE_STOPPED",
              "CERTIFICATE_GOOD",
              "ROSTER_GOOD",
              "STORE_GOOD",
              "AUDIT_GOOD",
              "CLOCK_PLAUSIBLE",
              "RULES_GOOD",
              "KEYS_GOOD");
      assertThat(stopped.path("running").asBoolean()).isFalse();
      assertThat(stopped.path("worst").asString()).isEqualTo("WARNING");
      second.start();
      first.post("/api/v1/networks/region/members/second/expel", "{}");
      await().atMost(PATIENCE).until(() -> codes(second).contains("MEMBERSHIP_ENDED"));
    }
  }

  @Test
  void refusedCallersAndRulesAreShownToWhomTheyConcern() throws Exception {
    try (TestHome node = new TestHome(folder.resolve("solo"), "solo")) {
      node.post("/api/v1/accounts", "{\"name\":\"reader\",\"roles\":[\"READER\"]}");
      String token =
          node.post("/api/v1/accounts/reader/tokens", "{\"label\":\"test\"}")
              .path("token")
              .asString();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/doctor"))
              .header("Authorization", "Bearer " + token)
              .build();
      try (HttpClient http = HttpClient.newHttpClient()) {
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        assertThat(answer).contains("NODE_RUNS").doesNotContain("CALLERS", "RULES");
      }
      assertThat(codes(node)).contains("CALLERS_NONE_REFUSED", "RULES_GOOD");
    }
  }

  @Test
  void whatIsBrokenInAFolderIsFoundWithoutItsNode() throws Exception {
    Path home = folder.resolve("broken");
    try (TestHome node = new TestHome(home, "broken")) {
      node.post("/api/v1/networks", "{\"network\":\"region\"}");
      node.post("/api/v1/collections", "{\"collection\":\"lost\",\"kind\":\"PATENT\"}");
      assertThat(codes(offline(home))).contains("NODE_SILENT");
    }
    assertThat(offline(home).path("worst").asString()).isEqualTo("WARNING");

    Path key = home.resolve("keys/region/tls.p12");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    JsonNode open = of(offline(home), "SECRET_OPEN");
    assertThat(open.path("command").asString()).isEqualTo("chmod 600 " + key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    byte[] good = Files.readAllBytes(key);
    Files.write(key, new byte[] {1, 2, 3});
    assertThat(codes(offline(home))).contains("KEYS_REFUSED");
    Files.write(key, good);

    Path meta = home.resolve("index/collections/lost/collection.json");
    Files.writeString(meta, "{}");
    assertThat(codes(offline(home))).contains("COLLECTION_DAMAGED");

    Path log = home.resolve("audit/audit.log");
    String lines = Files.readString(log);
    Files.writeString(log, lines.replaceFirst("NODE_STARTED", "NODE_STOPPED"));
    assertThat(codes(offline(home))).contains("AUDIT_BROKEN");
    Files.writeString(log, lines);

    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = home.resolve("node.yaml");
      String yaml = Files.readString(file);
      Files.writeString(
          file, yaml.replaceFirst("bind: 127.0.0.1:0", "bind: 127.0.0.1:" + taken.getLocalPort()));
      JsonNode port = of(offline(home), "PORT_TAKEN");
      assertThat(port.at("/text/en").asString()).contains("http.bind");
      Files.writeString(file, yaml + "nonsense:\n  x: 1\n");
      JsonNode mistake = of(offline(home), "CONFIGURATION_MISTAKE");
      assertThat(mistake.at("/text/en").asString()).contains("nonsense");
      Files.writeString(file, yaml);
    }

    Path store = home.resolve("store/node.db");
    byte[] whole = Files.readAllBytes(store);
    byte[] damaged = whole.clone();
    java.util.Arrays.fill(damaged, 4096, Math.min(damaged.length, 40_000), (byte) 7);
    Files.write(store, damaged);
    JsonNode broken = offline(home);
    assertThat(codes(broken)).contains("STORE_DAMAGED", "KEYS_GOOD");
    assertThat(broken.path("worst").asString()).isEqualTo("PROBLEM");
    Files.write(store, whole);

    assertThat(codes(offline(folder.resolve("nothing")))).contains("CONFIGURATION_MISSING");
  }
}
