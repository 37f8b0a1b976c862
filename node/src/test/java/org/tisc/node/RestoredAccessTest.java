package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.backup.Backups;
import tools.jackson.databind.JsonNode;

/** What was taken away after a backup does not come back with it unasked. */
class RestoredAccessTest {
  private static final String PASSPHRASE = "correct horse battery";
  private static final String STATUS = "/api/v1/status";

  @TempDir private Path folder;

  private static int status(TestHome node, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url() + STATUS))
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String token(TestHome node, String account) throws Exception {
    return node.post("/api/v1/accounts/" + account + "/tokens", "{\"label\":\"portal\"}")
        .path("token")
        .asString();
  }

  private static JsonNode account(TestHome node, String name) throws Exception {
    return node.get("/api/v1/accounts")
        .path("accounts")
        .valueStream()
        .filter(one -> one.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Path backup(TestHome node) throws IOException, InterruptedException {
    Path file = folder.resolve("node.zip");
    try (InputStream content =
        node.stream("/api/v1/backup", "{\"passphrase\":\"" + PASSPHRASE + "\"}")) {
      Files.copy(content, file);
    }
    return file;
  }

  @Test
  void accountsAndTokensWaitUntilSomebodyConfirmsThem() throws Exception {
    Path file;
    String revoked;
    String oldAdministrator;
    try (TestHome node = new TestHome(folder.resolve("old"), "solo")) {
      for (String name : new String[] {"alice", "closed"}) {
        node.post(
            "/api/v1/accounts",
            "{\"name\":\"%s\",\"roles\":[\"READER\"],\"password\":\"Lamp7-Quiet-Harbour\"}"
                .formatted(name));
      }
      node.call("PUT", "/api/v1/accounts/closed/disabled", "{\"disabled\":true}");
      node.post("/api/v1/networks", "{\"network\":\"jjj\"}");
      node.post("/api/v1/networks/jjj/invitations", "{\"node\":\"tianjin\"}");
      revoked = token(node, "alice");
      oldAdministrator = Files.readString(node.home().resolve("admin.token")).strip();
      file = backup(node);
      String id = node.get("/api/v1/accounts/alice/tokens").at("/tokens/0/id").asString();
      node.call("DELETE", "/api/v1/accounts/alice/tokens/" + id, "");
      assertThat(status(node, revoked)).isEqualTo(401);
    }

    Path home = folder.resolve("new");
    JsonNode restored =
        Backups.restore(file, home, PASSPHRASE.toCharArray(), read -> {}, Main::withhold);
    assertThat(restored.path("suspendedAccounts").asInt()).isEqualTo(1);
    assertThat(restored.path("suspendedTokens").asInt()).isEqualTo(1);
    assertThat(restored.path("voidInvitations").asInt()).isEqualTo(1);
    try (TestHome node = TestHome.at(home)) {
      assertThat(status(node, revoked)).isEqualTo(401);
      assertThat(status(node, oldAdministrator)).isEqualTo(401);
      assertThat(account(node, "alice").path("suspended").asBoolean()).isTrue();
      assertThat(account(node, "alice").path("disabled").asBoolean()).isTrue();
      assertThat(account(node, "closed").path("suspended").asBoolean()).isFalse();
      assertThat(node.get("/api/v1/accounts/alice/tokens").at("/tokens/0/suspended").asBoolean())
          .isTrue();
      assertThat(node.call("GET", "/users/alice", "").text()).contains("恢复备份后暂停");

      node.post("/api/v1/accounts/alice/confirm", "{}");
      assertThat(account(node, "alice").path("disabled").asBoolean()).isFalse();
      assertThat(status(node, revoked)).isEqualTo(401);
      assertThat(status(node, token(node, "alice"))).isEqualTo(200);

      node.post("/api/v1/accounts/alice/confirm", "{\"tokens\":true}");
      assertThat(status(node, revoked)).isEqualTo(200);
      assertThat(node.call("GET", "/users/alice", "").text()).doesNotContain("恢复备份后暂停");
      node.post("/api/v1/accounts/closed/confirm", "{\"tokens\":true}");
      assertThat(account(node, "closed").path("disabled").asBoolean()).isTrue();
    }
    assertThat(home.resolve("audit/audit.log"))
        .content()
        .contains("suspendedAccounts", "ACCOUNT_CONFIRMED");
  }
}
