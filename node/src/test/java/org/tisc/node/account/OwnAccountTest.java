package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;

class OwnAccountTest {
  private static final String PASSWORD = "correct horse 电池";
  private static final String NEXT = "another horse 电池";
  private static final Pattern END = Pattern.compile("/account/sessions/([0-9a-f]{16})/end");

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller here;
  private HttpCaller there;

  @BeforeEach
  void start() throws Exception {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    node.person("li", PASSWORD, Role.STAFF);
    here = HttpCaller.browser(node.server.url());
    there = HttpCaller.browser(node.server.url());
    signIn(here, "li", PASSWORD);
    signIn(there, "li", PASSWORD);
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    node.close();
  }

  private static HttpResponse<String> post(
      HttpCaller browser, String path, Map<String, String> fields) throws Exception {
    Map<String, String> all = new HashMap<>(fields);
    browser.get("/sign-in");
    all.put("_token", HttpCaller.formToken(browser.get("/problems/denied")));
    return browser.postForm(path, all);
  }

  private static HttpResponse<String> signIn(HttpCaller browser, String name, String password)
      throws Exception {
    return post(browser, "/sign-in", Map.of("name", name, "password", password));
  }

  @Test
  void aNewPasswordRenewsThisSessionAndEndsTheOthers() throws Exception {
    HttpResponse<String> changed =
        post(here, "/account/password", Map.of("old", PASSWORD, "password", NEXT, "again", NEXT));

    assertThat(changed.statusCode()).isEqualTo(303);
    assertThat(changed.headers().firstValue("Set-Cookie").orElse("")).startsWith("tisc-session=");
    assertThat(here.get("/account?changed=1").body()).contains("all other sessions have ended");
    assertThat(there.get("/desk").statusCode()).isEqualTo(303);
    assertThat(signIn(there, "li", PASSWORD).statusCode()).isEqualTo(401);
    assertThat(signIn(there, "li", NEXT).statusCode()).isEqualTo(303);
    assertThat(Files.readString(home.resolve("audit/audit.log"))).contains("PASSWORD_CHANGED");
  }

  @Test
  void aWrongOldPasswordADifferentSecondOneAndAWeakOneChangeNothing() throws Exception {
    assertThat(
            post(here, "/account/password", Map.of("old", "x", "password", NEXT, "again", NEXT))
                .statusCode())
        .isEqualTo(401);
    assertThat(
            post(
                    here,
                    "/account/password",
                    Map.of("old", PASSWORD, "password", NEXT, "again", "other"))
                .body())
        .contains("The two new passwords differ");
    assertThat(
            post(
                    here,
                    "/account/password",
                    Map.of("old", PASSWORD, "password", "password1234", "again", "password1234"))
                .body())
        .contains("too easy to guess");
    assertThat(signIn(there, "li", PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void guessingTheOldPasswordIsSlowedDownToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      post(here, "/account/password", Map.of("old", "x" + i, "password", NEXT, "again", NEXT));
    }
    assertThat(
            post(
                    here,
                    "/account/password",
                    Map.of("old", PASSWORD, "password", NEXT, "again", NEXT))
                .statusCode())
        .isEqualTo(429);
  }

  @Test
  void sessionsAreListedAndOthersEnded() throws Exception {
    String page = here.get("/account").body();
    assertThat(page).contains("127.0.0.1", "this one");
    Matcher other = END.matcher(page);
    assertThat(other.find()).isTrue();
    String id = other.group(1);
    assertThat(other.find()).isFalse();

    assertThat(post(here, "/account/sessions/" + id + "/end", Map.of()).statusCode())
        .isEqualTo(303);
    assertThat(there.get("/desk").statusCode()).isEqualTo(303);
    assertThat(here.get("/desk").statusCode()).isEqualTo(200);
    assertThat(Files.readString(home.resolve("audit/audit.log"))).contains("SESSION_ENDED");
  }

  @Test
  void nobodyEndsSomebodyElsesSession() throws Exception {
    node.person("zhao", PASSWORD, Role.STAFF);
    Matcher other = END.matcher(here.get("/account").body());
    assertThat(other.find()).isTrue();
    try (HttpCaller zhao = HttpCaller.browser(node.server.url())) {
      signIn(zhao, "zhao", PASSWORD);
      post(zhao, "/account/sessions/" + other.group(1) + "/end", Map.of());
    }
    assertThat(there.get("/desk").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/account/password",
        "/account/sessions/0123456789abcdef/end",
        "/account/second-factor",
        "/account/second-factor/remove",
        "/sign-in/code",
        "/sign-out",
        "/reset",
        "/language"
      })
  void noOtherSiteSendsAForm(String path) throws Exception {
    String token = HttpCaller.formToken(here.get("/account"));
    Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");
    for (Map<String, String> foreign :
        List.of(
            Map.of("Origin", "https://evil.example"),
            Map.of("Origin", "null"),
            Map.of("Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "same-site"))) {
      Map<String, String> headers = new HashMap<>(form);
      headers.putAll(foreign);
      assertThat(here.send("POST", path, "", "_token=" + token, headers).statusCode())
          .as(foreign.toString())
          .isEqualTo(403);
    }
    String anothers = HttpCaller.formToken(there.get("/account"));
    for (String body : List.of("a=b", "_token=", "_token=" + anothers)) {
      assertThat(here.send("POST", path, "", body, form).statusCode()).as(body).isEqualTo(403);
    }
    assertThat(here.get("/desk").statusCode()).isEqualTo(200);
  }

  @Test
  void theOwnPagesAreForBrowsersOnly() throws Exception {
    try (HttpCaller script =
        HttpCaller.program(
            node.server.url(), Map.of("Authorization", "Bearer " + node.token("li")))) {
      assertThat(script.get("/account").statusCode()).isEqualTo(400);
      assertThat(
              script
                  .postForm(
                      "/account/password", Map.of("old", PASSWORD, "password", NEXT, "again", NEXT))
                  .statusCode())
          .isEqualTo(400);
    }
    assertThat(signIn(there, "li", PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void anOldHashIsMadeAnewAtSignIn() throws Exception {
    node.store.write(
        tx -> tx.update("UPDATE accounts SET password = 'old-' || password WHERE name = 'li'"));
    assertThat(signIn(there, "li", PASSWORD).statusCode()).isEqualTo(303);
    assertThat(stored()).startsWith("plain:");
    assertThat(here.get("/desk").statusCode()).isEqualTo(200);
    int before = node.hasher.hashes();
    signIn(there, "li", PASSWORD);
    assertThat(node.hasher.hashes()).isEqualTo(before);
  }

  private String stored() {
    return node.store
        .read(
            tx ->
                tx.first(
                    "SELECT password FROM accounts WHERE name = 'li'", row -> row.text("password")))
        .orElseThrow();
  }

  @Test
  void aSessionIsRefusedWhenThePasswordWasReplacedDuringTheCheck() {
    Sessions sessions = new Sessions(node.store, node::now);
    assertThat(
            sessions.begin(
                "li", "plain:of yesterday", Sessions.Stage.FULL, "127.0.0.1", Optional.empty()))
        .isEmpty();
  }

  @Test
  void aStrangerWhoKeepsGuessingDoesNotLockTheOwnerOut() {
    SignInThrottle throttle = new SignInThrottle(() -> 0);
    throttle.attempt("li", "10.0.0.1");
    throttle.succeeded("li", "10.0.0.1");
    for (int i = 0; i < 100; i++) {
      throttle.attempt("li", "10.9.9." + i);
    }
    assertThat(throttle.attempt("li", "10.9.9.200")).isPresent();
    assertThat(throttle.attempt("li", "10.0.0.1")).isEmpty();
  }

  @Test
  void twentyFailuresAreAnAlert() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(signIn(there, "li", "wrong " + i).statusCode()).isEqualTo(401);
      node.advance(Duration.ofMinutes(1));
    }
    String log = Files.readString(home.resolve("audit/audit.log"));
    assertThat(log.split("SIGN_IN_ALERT", -1)).hasSize(2);
    assertThat(log).contains("\"failures\":\"20\"");
    assertThat(signIn(there, "li", PASSWORD).statusCode()).isEqualTo(303);
  }
}
