package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;

class AccountHttpTest {
  private static final String LI =
      "{\"name\":\"li\",\"password\":\"twelve chars\",\"roles\":[\"STAFF\",\"READER\"]}";

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller admin;

  @BeforeEach
  void start() throws Exception {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    admin = with(Files.readString(home.resolve("admin.token")).strip());
  }

  @AfterEach
  void stop() {
    admin.close();
    node.close();
  }

  private HttpCaller with(String token) {
    return HttpCaller.program(node.server.url(), Map.of("Authorization", "Bearer " + token));
  }

  @Test
  void anAccountIsMadeAndListedWithoutItsPassword() throws Exception {
    HttpResponse<String> made = admin.postJson("/api/v1/accounts", LI);

    assertThat(made.statusCode()).isEqualTo(201);
    String json =
        "{\"name\":\"li\",\"roles\":[\"READER\",\"STAFF\"],\"createdAt\":\"2026-03-01T08:00:00Z\","
            + "\"disabled\":false,\"suspended\":false,\"secondFactor\":false,\"codePending\":false}";
    // A fresh account waits for nobody's word, so its making does not speak of it.
    assertThat(made.body()).isEqualTo(json.replace("\"suspended\":false,", ""));
    assertThat(admin.get("/api/v1/accounts").body()).isEqualTo("{\"accounts\":[" + json + "]}");
  }

  @Test
  void aTakenNameIsAConflict() throws Exception {
    admin.postJson("/api/v1/accounts", LI);

    assertThat(admin.postJson("/api/v1/accounts", LI).statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"li\"}",
        "{\"name\":\"li\",\"password\":\"twelve chars\"}",
        "{\"name\":\"li\",\"password\":\"password1234\",\"roles\":[\"STAFF\"]}",
        "{\"name\":\"li\",\"password\":\"twelve chars\",\"roles\":[\"ADMINISTRATOR\",\"AUDITOR\"]}",
        "{\"name\":\"li\",\"password\":\"twelve chars\",\"roles\":[]}",
        "{\"name\":\"li\",\"password\":\"twelve chars\",\"roles\":[\"ROOT\"]}",
        "{\"name\":\"li\",\"password\":\"twelve chars\",\"roles\":[null]}",
        "{\"name\":\"li\",\"password\":\"eleven char\",\"roles\":[\"STAFF\"]}",
        "{\"name\":\"Li\",\"password\":\"twelve chars\",\"roles\":[\"STAFF\"]}",
        "{\"name\":\"a b\",\"password\":\"twelve chars\",\"roles\":[\"STAFF\"]}",
        "{\"name\":\"\",\"password\":\"twelve chars\",\"roles\":[\"STAFF\"]}",
        "{\"name\":\"admin@local\",\"password\":\"twelve chars\",\"roles\":[\"STAFF\"]}"
      })
  void badAccountsAreAProblem400(String json) throws Exception {
    HttpResponse<String> answer = admin.postJson("/api/v1/accounts", json);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("eleven char").contains("INVALID_ARGUMENT");
    assertThat(node.accounts.list()).isEmpty();
  }

  @Test
  void passwordsOfTwelveToOneHundredAndTwentyEightCharactersAreTaken() {
    node.person("short", "😀🐢🌲🚲🎻🍋⛵🏔🦉🪁🧭🧶", Role.READER);
    node.person("long", "zebra-quilt ".repeat(11).substring(0, 128), Role.READER);

    assertThatThrownBy(
            () -> node.person("over", "zebra-quilt ".repeat(11).substring(0, 129), Role.READER))
        .isInstanceOf(TiscException.class);
  }

  @Test
  void aTokenIsShownOnceAndCarriesASubsetOfRoles() throws Exception {
    admin.postJson("/api/v1/accounts", LI);
    HttpResponse<String> issued =
        admin.postJson(
            "/api/v1/accounts/li/tokens", "{\"label\":\"portal\",\"roles\":[\"READER\"]}");

    assertThat(issued.statusCode()).isEqualTo(201);
    String token = HttpCaller.json(issued).get("token").asString();
    assertThat(token).matches("tisc_[A-Za-z0-9_-]{43}");
    try (HttpCaller li = with(token)) {
      assertThat(li.get("/desk").body()).isEqualTo("{\"name\":\"li\"}");
      assertThat(li.get("/api/v1/accounts").statusCode()).isEqualTo(403);
    }
    try (HttpCaller damaged = with(token.substring(0, token.length() - 1))) {
      assertThat(damaged.get("/desk").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aTokenEndsAtItsTime() throws Exception {
    admin.postJson("/api/v1/accounts", LI);
    HttpResponse<String> issued =
        admin.postJson(
            "/api/v1/accounts/li/tokens",
            "{\"label\":\"x\",\"expiresAt\":\"2026-03-01T09:00:00Z\"}");
    try (HttpCaller li = with(HttpCaller.json(issued).get("token").asString())) {
      node.advance(Duration.ofMinutes(59));
      assertThat(li.get("/desk").statusCode()).isEqualTo(200);
      node.advance(Duration.ofMinutes(1));
      assertThat(li.get("/desk").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void sessionsOfOthersAreListedAndEndedAndTheLastSignInIsKept() throws Exception {
    admin.postJson("/api/v1/accounts", LI);
    try (HttpCaller li = HttpCaller.browser(node.server.url())) {
      String form = HttpCaller.formToken(li.get("/sign-in"));
      li.postForm("/sign-in", Map.of("name", "li", "password", "twelve chars", "_token", form));
      assertThat(li.get("/desk").statusCode()).isEqualTo(200);
      assertThat(admin.get("/api/v1/accounts").body())
          .contains("\"lastSignIn\":\"2026-03-01T08:00:00Z\"");
      assertThat(admin.get("/api/v1/accounts/li/sessions").body())
          .matches(
              "\\{\"(account\":\"li\",\"sessions|sessions).*\"id\":\"[0-9a-f]{16}\","
                  + "\"address\":\"127.0.0.1\",.*");
      assertThat(send("DELETE", "/api/v1/accounts/li/sessions").body()).contains("\"ended\":1");
      assertThat(li.get("/desk").statusCode()).isEqualTo(303);
    }
    assertThat(send("DELETE", "/api/v1/accounts/li/sessions").body()).contains("\"ended\":0");
    assertThat(admin.get("/api/v1/accounts/no/sessions").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/api/v1/accounts/no/sessions").statusCode()).isEqualTo(404);
    assertThat(Files.readString(home.resolve("audit/audit.log")))
        .containsOnlyOnce("SESSIONS_ENDED");
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return admin.send(method, path, "", "", Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"label\":\"\"}",
        "{\"label\":\"x\",\"roles\":[\"SECURITY\"]}",
        "{\"label\":\"x\",\"expiresAt\":\"2026-03-01T08:00:00Z\"}",
        "{\"label\":\"x\",\"expiresAt\":\"2027-03-03T08:00:00Z\"}",
        "{\"label\":\"x\\ny\"}",
        "{\"label\":\"x\",\"scopes\":[\"AUDIT_READ\"]}",
        "{\"label\":\"x\",\"scopes\":[\"PUBLIC\"]}",
        "{\"label\":\"x\",\"expiresAt\":\"tomorrow\"}"
      })
  void badTokensAreAProblem400(String json) throws Exception {
    admin.postJson("/api/v1/accounts", LI);

    assertThat(admin.postJson("/api/v1/accounts/li/tokens", json).statusCode()).isEqualTo(400);
    assertThat(admin.postJson("/api/v1/accounts/no/tokens", "{\"label\":\"x\"}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void auditIsReadByAuditorsAndHoldsRefusals() throws Exception {
    admin.postJson("/api/v1/accounts", LI);
    String token = node.token("li");
    try (HttpCaller li = with(token)) {
      assertThat(li.get("/api/v1/audit").statusCode()).isEqualTo(403);
    }
    HttpResponse<String> audit = admin.get("/api/v1/audit?from=1&limit=10");

    assertThat(audit.body())
        .startsWith("{\"entries\":3,\"list\":[{\"seq\":1,")
        .contains("\"event\":\"ACCOUNT_CREATED\",\"actor\":\"admin@local\"")
        .contains("\"event\":\"ACCESS_REFUSED\",\"actor\":\"li\"")
        .contains("\"permission\":\"AUDIT_READ\"");
    assertThat(
            HttpCaller.json(admin.get("/api/v1/audit?limit=1"))
                .get("list")
                .get(0)
                .get("seq")
                .asInt())
        .isEqualTo(3);
    assertThat(admin.get("/api/v1/audit?limit=0").statusCode()).isEqualTo(400);
    assertThat(admin.get("/api/v1/audit?from=x").statusCode()).isEqualTo(400);
    assertThat(AuditLog.verify(home.resolve("audit/audit.log")).valid()).isTrue();
  }

  @Test
  void theAdminTokenIsMadeOnceForItsOwnerAlone() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("admin.token"))))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> SecretFile.create(home.resolve("admin.token")))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_EXISTS));
    Files.setPosixFilePermissions(
        home.resolve("admin.token"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> AdminToken.read(home.resolve("admin.token")))
        .hasMessageContaining("chmod 600");
    Files.delete(home.resolve("admin.token"));
    assertThatThrownBy(() -> AdminToken.read(home.resolve("admin.token")))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }
}
