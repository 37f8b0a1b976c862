package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;
import tools.jackson.databind.JsonNode;

/** What the person for accounts does to others, and what of it is felt at once. */
class AccountChangesTest {
  private static final String PASSWORD = "correct horse 电池";

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller admin;
  private HttpCaller browser;

  @BeforeEach
  void start() throws Exception {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    node.person("li", PASSWORD, Role.STAFF, Role.READER);
    admin = with(Files.readString(home.resolve("admin.token")).strip());
    browser = HttpCaller.browser(node.server.url());
  }

  @AfterEach
  void stop() {
    browser.close();
    admin.close();
    node.close();
  }

  private HttpCaller with(String token) {
    return HttpCaller.program(node.server.url(), Map.of("Authorization", "Bearer " + token));
  }

  private HttpResponse<String> put(String path, String json) throws Exception {
    return admin.send("PUT", "/api/v1/accounts/" + path, "application/json", json, Map.of());
  }

  private HttpResponse<String> delete(String path) throws Exception {
    return admin.send("DELETE", "/api/v1/accounts/" + path, "", "", Map.of());
  }

  private int desk(String token) throws Exception {
    try (HttpCaller caller = with(token)) {
      return caller.get("/desk").statusCode();
    }
  }

  private String token(String json) throws Exception {
    return HttpCaller.json(admin.postJson("/api/v1/accounts/li/tokens", json))
        .path("token")
        .asString();
  }

  private void signIn(String password) throws Exception {
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    browser.postForm("/sign-in", Map.of("_token", token, "name", "li", "password", password));
  }

  @Test
  void newRolesHoldAtOnceForTokensAndEndSessions() throws Exception {
    String token = token("{\"label\":\"portal\"}");
    signIn(PASSWORD);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);

    HttpResponse<String> changed = put("li/roles", "{\"roles\":[\"AUDITOR\"]}");

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(HttpCaller.json(changed).path("roles").toString()).isEqualTo("[\"AUDITOR\"]");
    assertThat(desk(token)).isEqualTo(403);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    try (HttpCaller li = with(token)) {
      // The token had been given the roles of that day, and gains none.
      assertThat(li.get("/api/v1/audit").statusCode()).isEqualTo(403);
    }
    assertThat(audit()).contains("ACCOUNT_ROLES_CHANGED").contains("\"before\":\"READER STAFF\"");
  }

  @Test
  void rolesThatStayAsTheyAreEndNothing() throws Exception {
    signIn(PASSWORD);
    put("li/roles", "{\"roles\":[\"READER\",\"STAFF\"]}");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    assertThat(audit()).doesNotContain("ACCOUNT_ROLES_CHANGED");
  }

  @Test
  void aDisabledAccountIsOutAtOnceAndComesBackWithoutItsSessions() throws Exception {
    String token = token("{\"label\":\"portal\"}");
    signIn(PASSWORD);

    assertThat(put("li/disabled", "{\"disabled\":true}").statusCode()).isEqualTo(200);
    assertThat(desk(token)).isEqualTo(401);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    signIn(PASSWORD);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);

    put("li/disabled", "{\"disabled\":false}");
    assertThat(desk(token)).isEqualTo(200);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    signIn(PASSWORD);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    assertThat(audit()).contains("ACCOUNT_DISABLED", "ACCOUNT_ENABLED", "\"reason\":\"DISABLED\"");
  }

  @Test
  void aRemovedAccountLeavesNothingThatOpensADoor() throws Exception {
    String token = token("{\"label\":\"portal\"}");
    signIn(PASSWORD);

    assertThat(delete("li").statusCode()).isEqualTo(200);
    assertThat(delete("li").statusCode()).isEqualTo(404);

    assertThat(desk(token)).isEqualTo(401);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    node.person("li", "another horse 电池", Role.STAFF);
    assertThat(desk(token)).isEqualTo(401);
    assertThat(audit()).contains("ACCOUNT_REMOVED");
  }

  @Test
  void aResetEndsPasswordAndSessionsAndItsCodeWorksOnce() throws Exception {
    signIn(PASSWORD);
    HttpResponse<String> reset = admin.postJson("/api/v1/accounts/li/reset", "{}");
    String code = HttpCaller.json(reset).path("code").asString();
    assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    signIn(PASSWORD);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
    assertThat(admin.get("/api/v1/accounts").body()).contains("\"codePending\":true");

    // As somebody types it: small letters, spaces, a letter O for the nought.
    String typed = code.toLowerCase(Locale.ROOT).replace('-', ' ').replace('0', 'o');
    assertThat(redeem("li", typed, "another horse 电池").statusCode()).isEqualTo(303);
    signIn("another horse 电池");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    assertThat(redeem("li", code, "a third horse 电池").statusCode()).isEqualTo(401);
    assertThat(audit())
        .contains("PASSWORD_RESET", "PASSWORD_CHANGED")
        .doesNotContain(code)
        .doesNotContain("another horse");
  }

  private HttpResponse<String> redeem(String name, String code, String password) throws Exception {
    // The page of the own account has the token of whoever is signed in.
    String token = HttpCaller.formToken(browser.get("/reset"));
    return browser.postForm(
        "/reset",
        Map.of(
            "_token", token, "name", name, "code", code, "password", password, "again", password));
  }

  @Test
  void aCodeIsOverAfterADayAndUnknownNamesLookAlike() throws Exception {
    String code =
        HttpCaller.json(admin.postJson("/api/v1/accounts/li/reset", "{}")).path("code").asString();
    HttpResponse<String> unknown = redeem("nobody", code, "another horse 电池");
    HttpResponse<String> wrong = redeem("li", "AAAAA-AAAAA", "another horse 电池");
    node.advance(Duration.ofHours(24));
    HttpResponse<String> old = redeem("li", code, "another horse 电池");

    for (HttpResponse<String> refused : List.of(unknown, wrong, old)) {
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("Name or code is not right");
    }
    assertThat(redeem("li", code, "password1234").statusCode()).isEqualTo(400);
    assertThat(redeem("li", code, "password1234").body()).contains("too easy to guess");
  }

  @Test
  void aResetMayCarryTheNewPassword() throws Exception {
    HttpResponse<String> reset =
        admin.postJson("/api/v1/accounts/li/reset", "{\"password\":\"another horse 电池\"}");
    assertThat(reset.body()).isEqualTo("{\"name\":\"li\"}");
    signIn("another horse 电池");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    assertThat(
            admin
                .postJson("/api/v1/accounts/li/reset", "{\"password\":\"password1234\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void anAccountWithoutPasswordIsMadeWithACodeAndNothingElseOpensIt() throws Exception {
    HttpResponse<String> made =
        admin.postJson("/api/v1/accounts", "{\"name\":\"zhao\",\"roles\":[\"READER\"]}");
    String code = HttpCaller.json(made).path("code").asString();
    assertThat(HttpCaller.json(made).path("expiresAt").asString())
        .isEqualTo("2026-03-02T08:00:00Z");
    int before = node.hasher.checks();
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    HttpResponse<String> empty =
        browser.postForm("/sign-in", Map.of("_token", token, "name", "zhao", "password", ""));
    assertThat(empty.statusCode()).isEqualTo(401);
    assertThat(node.hasher.checks() - before).isEqualTo(1);
    assertThat(redeem("zhao", code, "another horse 电池").statusCode()).isEqualTo(303);
  }

  @Test
  void aTokenIsListedWithoutItselfAndRevokedByItsId() throws Exception {
    String token = token("{\"label\":\"portal\",\"scopes\":[\"SEARCH\"]}");
    HttpResponse<String> listed = admin.get("/api/v1/accounts/li/tokens");
    JsonNode one = HttpCaller.json(listed).path("tokens").get(0);

    assertThat(listed.body()).doesNotContain(token).doesNotContain(token.substring(5));
    assertThat(one.path("label").asString()).isEqualTo("portal");
    assertThat(one.path("scopes").toString()).isEqualTo("[\"SEARCH\"]");
    assertThat(one.path("expiresAt").asString()).isEqualTo("2026-05-30T08:00:00Z");
    assertThat(desk(token)).isEqualTo(200);

    String id = one.path("id").asString();
    assertThat(delete("li/tokens/" + id.substring(1)).statusCode()).isEqualTo(404);
    assertThat(delete("li/tokens/" + id).statusCode()).isEqualTo(200);
    assertThat(desk(token)).isEqualTo(401);
    assertThat(delete("li/tokens/" + id).statusCode()).isEqualTo(404);
    assertThat(audit()).contains("TOKEN_REVOKED").doesNotContain(token);
  }

  @Test
  void aScopeNarrowsWhatTheRolesHold() throws Exception {
    String narrow = token("{\"label\":\"portal\",\"scopes\":[\"CORPUS_WRITE\"]}");
    assertThat(desk(narrow)).isEqualTo(403);
    assertThat(desk(token("{\"label\":\"portal\"}"))).isEqualTo(200);
  }

  @Test
  void aTokenWithoutATimeEndsAfterNinetyDays() throws Exception {
    String token = token("{\"label\":\"portal\"}");
    node.advance(Duration.ofDays(90).minusSeconds(1));
    assertThat(desk(token)).isEqualTo(200);
    node.advance(Duration.ofSeconds(1));
    assertThat(desk(token)).isEqualTo(401);
    assertThat(admin.get("/api/v1/accounts/li/tokens").body()).contains("\"tokens\":[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT|nobody/roles|{\"roles\":[\"READER\"]}|404",
        "PUT|li/roles|{}|400",
        "PUT|li/roles|{\"roles\":[]}|400",
        "PUT|li/roles|{\"roles\":[\"ADMINISTRATOR\",\"SECURITY\"]}|400",
        "PUT|li/disabled|{}|400",
        "PUT|nobody/disabled|{\"disabled\":true}|404",
        "POST|nobody/reset|{}|404",
        "POST|li/reset|[]|400",
        "DELETE|nobody|''|404",
        "GET|nobody/tokens|''|404",
        "DELETE|nobody/tokens/abc|''|404",
        "DELETE|li/tokens/%25|''|404"
      })
  void whatMakesNoSenseIsRefused(String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> answer =
        admin.send(
            method,
            "/api/v1/accounts/" + path,
            body.isEmpty() ? "" : "application/json",
            body,
            Map.of());
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @Test
  void nobodyChangesTheOwnAccountAsIfItWereAnothers() throws Exception {
    node.person("zhao", PASSWORD, Role.SECURITY);
    try (HttpCaller zhao = with(node.token("zhao"))) {
      for (String[] one :
          new String[][] {
            {"PUT", "/roles", "{\"roles\":[\"ADMINISTRATOR\"]}"},
            {"PUT", "/disabled", "{\"disabled\":true}"},
            {"POST", "/reset", "{}"},
            {"DELETE", "", ""}
          }) {
        HttpResponse<String> answer =
            zhao.send(
                one[0],
                "/api/v1/accounts/zhao" + one[1],
                one[2].isEmpty() ? "" : "application/json",
                one[2],
                Map.of());
        assertThat(answer.statusCode()).as(one[1]).isEqualTo(403);
      }
      assertThat(
              zhao.send(
                      "PUT",
                      "/api/v1/accounts/li/disabled",
                      "application/json",
                      "{\"disabled\":true}",
                      Map.of())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private String audit() throws Exception {
    return Files.readString(home.resolve("audit/audit.log"));
  }
}
