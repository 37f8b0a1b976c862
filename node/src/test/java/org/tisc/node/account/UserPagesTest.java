package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Role;
import org.tisc.node.web.Times;

class UserPagesTest {
  private static final String PASSWORD = "correct horse 电池";
  private static final Pattern SECRET = Pattern.compile("<p class=\"secret\">([^<]+)</p>");

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller zhao;

  @BeforeEach
  void start() throws Exception {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    node.person("zhao", PASSWORD, Role.SECURITY);
    node.person("li", PASSWORD, Role.STAFF);
    zhao = HttpCaller.browser(node.server.url());
    signIn(zhao, "zhao", PASSWORD);
  }

  @AfterEach
  void stop() {
    zhao.close();
    node.close();
  }

  private static HttpResponse<String> post(
      HttpCaller browser, String path, Map<String, String> fields) throws Exception {
    Map<String, String> all = new HashMap<>(fields);
    all.put("_token", HttpCaller.formToken(browser.get("/problems/denied")));
    return browser.postForm(path, all);
  }

  private static HttpResponse<String> signIn(HttpCaller browser, String name, String password)
      throws Exception {
    return post(browser, "/sign-in", Map.of("name", name, "password", password));
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
    return post(zhao, path, fields);
  }

  private String audit() throws Exception {
    return Files.readString(home.resolve("audit/audit.log"));
  }

  private static String secret(HttpResponse<String> page) {
    Matcher secret = SECRET.matcher(page.body());
    assertThat(secret.find()).as(page.body()).isTrue();
    return secret.group(1);
  }

  @Test
  void aUserIsAddedWithACodeThatIsShownOnceAndWorksOnce() throws Exception {
    HttpResponse<String> made = post("/users", Map.of("name", "wang", "role", "REVIEWER"));

    assertThat(made.statusCode()).isEqualTo(200);
    String code = secret(made);
    assertThat(zhao.get("/users").body())
        .contains(">wang<", "Reviewer", "waits for a password")
        .doesNotContain(code);
    assertThat(zhao.get("/users/wang").body()).doesNotContain(code);
    try (HttpCaller wang = HttpCaller.browser(node.server.url())) {
      Map<String, String> choice =
          Map.of("name", "wang", "code", code, "password", PASSWORD, "again", PASSWORD);
      assertThat(post(wang, "/reset", choice).statusCode()).isEqualTo(303);
      assertThat(post(wang, "/reset", choice).statusCode()).isEqualTo(401);
      assertThat(signIn(wang, "wang", PASSWORD).statusCode()).isEqualTo(303);
    }
    assertThat(zhao.get("/users/wang").body()).contains("2026-03-01").doesNotContain("never");
    assertThat(audit())
        .contains("\"event\":\"ACCOUNT_CREATED\",\"actor\":\"zhao\"")
        .doesNotContain(code);
  }

  @ParameterizedTest
  @CsvSource({
    "Wang, STAFF, 400, A name has",
    "'', STAFF, 400, A name has",
    "wang, '', 400, Choose at least one role",
    "li, STAFF, 409, The name is taken"
  })
  void whatCannotBeAddedIsSaidAndKeptInTheForm(String name, String role, int status, String said)
      throws Exception {
    HttpResponse<String> page =
        post("/users", role.isEmpty() ? Map.of("name", name) : Map.of("name", name, "role", role));

    assertThat(page.statusCode()).isEqualTo(status);
    assertThat(page.body()).contains("role=\"alert\"", said, "value=\"" + name + "\"");
    assertThat(post("/users", Map.of("name", "wang", "role", "ROOT")).statusCode()).isEqualTo(400);
    assertThat(node.accounts.list()).hasSize(2);
  }

  @Test
  void rolesAreChangedAndSeparateDutiesKept() throws Exception {
    try (HttpCaller li = HttpCaller.browser(node.server.url())) {
      signIn(li, "li", PASSWORD);
      assertThat(li.get("/desk").statusCode()).isEqualTo(200);

      HttpResponse<String> changed = post("/users/li/roles", Map.of("role", "AUDITOR"));

      assertThat(changed.headers().firstValue("Location")).contains("/users/li?done=roles");
      assertThat(zhao.get("/users/li?done=roles").body()).contains("The roles are changed");
      assertThat(li.get("/desk").statusCode()).isEqualTo(303);
    }
    assertThat(post("/users/li/roles", Map.of()).body()).contains("Choose at least one role");
    HttpResponse<String> both =
        zhao.send(
            "POST",
            "/users/li/roles",
            "application/x-www-form-urlencoded",
            "role=AUDITOR&role=ADMINISTRATOR&_token="
                + HttpCaller.formToken(zhao.get("/users/li")).replace("+", "%2B"),
            Map.of());
    assertThat(both.statusCode()).isEqualTo(400);
    assertThat(both.body()).contains("Separate duties: one person");
    assertThat(node.accounts.require("li").roles()).containsExactly(Role.AUDITOR);
  }

  @Test
  void anAccountIsDisabledOpenedResetAndRemoved() throws Exception {
    try (HttpCaller li = HttpCaller.browser(node.server.url())) {
      signIn(li, "li", PASSWORD);
      assertThat(zhao.get("/users/li").body()).contains("127.0.0.1", "End all sessions");
      assertThat(post("/users/li/end", Map.of()).statusCode()).isEqualTo(303);
      assertThat(li.get("/desk").statusCode()).isEqualTo(303);
      assertThat(zhao.get("/users/li").body()).contains("Not signed in at present");

      post("/users/li/disable", Map.of());
      assertThat(zhao.get("/users/li?done=disable").body()).contains("The account is disabled");
      assertThat(signIn(li, "li", PASSWORD).statusCode()).isEqualTo(401);
      post("/users/li/enable", Map.of());
      assertThat(signIn(li, "li", PASSWORD).statusCode()).isEqualTo(303);

      String code = secret(post("/users/li/reset", Map.of()));
      assertThat(signIn(li, "li", PASSWORD).statusCode()).isEqualTo(401);
      assertThat(audit()).doesNotContain(code);

      HttpResponse<String> removed = post("/users/li/remove", Map.of());
      assertThat(removed.headers().firstValue("Location")).contains("/users?done=remove");
    }
    assertThat(zhao.get("/users/li").statusCode()).isEqualTo(404);
    assertThat(post("/users/li/disable", Map.of()).body()).contains("There is no such account");
    assertThat(audit())
        .contains("SESSIONS_ENDED", "ACCOUNT_DISABLED", "ACCOUNT_ENABLED", "PASSWORD_RESET")
        .contains("ACCOUNT_REMOVED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"roles", "disable", "enable", "reset", "end", "remove"})
  void nobodyChangesTheOwnAccount(String act) throws Exception {
    HttpResponse<String> page = post("/users/zhao/" + act, Map.of("role", "SECURITY"));

    assertThat(page.statusCode()).isEqualTo(403);
    assertThat(page.body()).contains("Nobody changes the own account");
    assertThat(node.accounts.require("zhao").disabled()).isFalse();
    assertThat(zhao.get("/users").statusCode()).isEqualTo(200);
    assertThat(zhao.get("/users/zhao").body()).doesNotContain("/users/zhao/" + act);
  }

  @Test
  void aTokenIsNarrowedShownOnceListedAndTakenBack() throws Exception {
    String day = LocalDate.ofInstant(node.now(), Times.zone()).plusDays(10).toString();
    HttpResponse<String> made =
        post("/users/li/token", Map.of("label", "门户 <b>", "scope", "SEARCH", "until", day));
    String token = secret(made);

    assertThat(token).matches("tisc_[A-Za-z0-9_-]{43}");
    try (HttpCaller portal =
        HttpCaller.program(node.server.url(), Map.of("Authorization", "Bearer " + token))) {
      assertThat(portal.get("/desk").statusCode()).isEqualTo(200);
      String page = zhao.get("/users/li").body();
      assertThat(page).contains("门户 &lt;b&gt;", "search and read documents").doesNotContain(token);
      String id = node.tokens.list("li").getFirst().id();
      assertThat(post("/users/li/revoke", Map.of("token", id)).statusCode()).isEqualTo(303);
      assertThat(portal.get("/desk").statusCode()).isEqualTo(401);
      assertThat(post("/users/li/revoke", Map.of("token", id)).body())
          .contains("There is no such token");
    }
    assertThat(audit())
        .contains("\"event\":\"TOKEN_CREATED\",\"actor\":\"zhao\"", "TOKEN_REVOKED")
        .doesNotContain(token);
  }

  @Test
  void theLastPossibleDayOfATokenIsTaken() throws Exception {
    LocalDate today = LocalDate.ofInstant(node.now(), Times.zone());
    Matcher last = Pattern.compile("max=\"([0-9-]{10})\"").matcher(zhao.get("/users/li").body());
    assertThat(last.find()).isTrue();

    assertThat(post("/users/li/token", Map.of("label", "x", "until", last.group(1))).statusCode())
        .isEqualTo(200);
    for (String day :
        new String[] {
          today.minusDays(1).toString(), today.plusDays(367).toString(), "", "tomorrow"
        }) {
      HttpResponse<String> page = post("/users/li/token", Map.of("label", "x", "until", day));
      assertThat(page.statusCode()).as(day).isEqualTo(400);
      assertThat(page.body()).contains("within 366 days");
    }
    assertThat(post("/users/li/token", Map.of("until", today.toString())).body())
        .contains("what the token is for");
    assertThat(
            post(
                    "/users/li/token",
                    Map.of("label", "x", "until", today.toString(), "scope", "AUDIT_READ"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void aFormOfAnotherSessionChangesNothing() throws Exception {
    Map<String, String> forged =
        Map.of("_token", "x".repeat(43), "name", "eve", "role", "SECURITY");

    assertThat(zhao.postForm("/users", forged).statusCode()).isEqualTo(403);
    assertThat(zhao.postForm("/users/li/remove", forged).statusCode()).isEqualTo(403);
    assertThat(node.accounts.list()).extracting(Account::name).containsExactly("li", "zhao");
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "SECURITY")
  void otherRolesSeeNoUsers(Role role) throws Exception {
    node.person("other", PASSWORD, role);
    try (HttpCaller other = HttpCaller.browser(node.server.url())) {
      signIn(other, "other", PASSWORD);
      assertThat(other.get("/users").statusCode()).isEqualTo(403);
      assertThat(other.get("/users/li").statusCode()).isEqualTo(403);
      assertThat(post(other, "/users/li/remove", Map.of()).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void manyUsersAreNarrowedByName() throws Exception {
    for (int i = 0; i < UserPages.MAX_SHOWN; i++) {
      node.person("reader-%03d".formatted(i), PASSWORD, Role.READER);
    }
    assertThat(zhao.get("/users").body())
        .contains("The first 200 of 202 accounts", ">reader-000<")
        .doesNotContain("/users/zhao");
    assertThat(zhao.get("/users?part=ader-19").body())
        .contains(">reader-199<", "Accounts: 10.")
        .doesNotContain(">reader-000<");
    assertThat(zhao.get("/users?part=%3Cscript%3E").body())
        .contains("No account has a name like that", "&lt;script")
        .doesNotContain("<script>");
  }

  @Test
  void everyPermissionRoleAndStateHasItsWord() {
    Messages own = Messages.of(UserPages.class);
    assertThat(Permission.values())
        .filteredOn(permission -> permission != Permission.PUBLIC)
        .allMatch(permission -> own.has("scope." + permission.name()));
    assertThat(UserView.State.values()).allMatch(state -> own.has("users.state." + state.name()));
    Messages frame = Messages.of(Role.class);
    assertThat(Arrays.stream(Role.values()))
        .allMatch(role -> frame.has("role." + role.name()))
        .allMatch(role -> frame.has("role." + role.name() + ".may"));
  }
}
