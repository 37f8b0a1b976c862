package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;

class SignInTest {
  private static final String PASSWORD = "correct horse 电池";

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller browser;

  @BeforeEach
  void start() {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    node.person("wang", PASSWORD, Role.STAFF);
    browser = HttpCaller.browser(node.server.url());
  }

  @AfterEach
  void stop() {
    browser.close();
    node.close();
  }

  private HttpResponse<String> signIn(String name, String password) throws Exception {
    // Any page carries the token; the sign-in page itself sends on who is signed in.
    browser.get("/sign-in");
    String token = HttpCaller.formToken(browser.get("/problems/denied"));
    return browser.postForm(
        "/sign-in",
        Map.of("_token", token, "name", name, "password", password, "next", "/desk?a=1"));
  }

  @Test
  void signsInWorksAndSignsOut() throws Exception {
    HttpResponse<String> sent = browser.get("/desk?a=1");
    assertThat(sent.headers().firstValue("Location")).contains("/sign-in?next=%2Fdesk%3Fa%3D1");

    HttpResponse<String> in = signIn("wang", PASSWORD);

    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).contains("/desk?a=1");
    assertThat(browser.get("/desk").body()).isEqualTo("{\"name\":\"wang\"}");
    String token = HttpCaller.formToken(browser.get("/problems/denied"));
    HttpResponse<String> out = browser.postForm("/sign-out", Map.of("_token", token));
    assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(303);
  }

  @Test
  void theSessionCookieIsStrictHiddenFromScriptsAndEndsWithTheBrowser() throws Exception {
    String cookie = signIn("wang", PASSWORD).headers().firstValue("Set-Cookie").orElse("");

    assertThat(cookie).matches("tisc-session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
  }

  @Test
  void aSignedOutSessionIsWorthNothing() throws Exception {
    String id = sessionId(signIn("wang", PASSWORD));
    String token = HttpCaller.formToken(browser.get("/problems/denied"));
    browser.postForm("/sign-out", Map.of("_token", token));

    assertThat(deskWith(id)).isEqualTo(401);
  }

  @Test
  void everySignInHasANewSessionAndEndsTheOneBefore() throws Exception {
    String first = sessionId(signIn("wang", PASSWORD));
    String token = HttpCaller.formToken(browser.get("/problems/denied"));
    HttpResponse<String> again =
        browser.postForm("/sign-in", Map.of("_token", token, "name", "wang", "password", PASSWORD));

    assertThat(sessionId(again)).isNotEqualTo(first);
    assertThat(deskWith(first)).isEqualTo(401);
    assertThat(deskWith(sessionId(again))).isEqualTo(200);
  }

  @Test
  void aSessionThatTheServerDidNotMakeIsNeverTaken() throws Exception {
    String chosen = "A".repeat(43);
    try (HttpCaller victim =
        HttpCaller.program(node.server.url(), Map.of("Cookie", "tisc-session=" + chosen))) {
      assertThat(victim.get("/desk").statusCode()).isEqualTo(401);
    }
    signIn("wang", PASSWORD);
    assertThat(deskWith(chosen)).isEqualTo(401);
  }

  @Test
  void aSessionEndsAfterFifteenIdleMinutes() throws Exception {
    String id = sessionId(signIn("wang", PASSWORD));
    for (int i = 0; i < 3; i++) {
      node.advance(Duration.ofMinutes(14));
      assertThat(deskWith(id)).isEqualTo(200);
    }
    node.advance(Duration.ofMinutes(15));
    assertThat(deskWith(id)).isEqualTo(401);
  }

  @Test
  void aSessionEndsAfterEightHoursInAnyCase() throws Exception {
    String id = sessionId(signIn("wang", PASSWORD));
    for (int i = 0; i < 47; i++) {
      node.advance(Duration.ofMinutes(10));
      assertThat(deskWith(id)).isEqualTo(200);
    }
    node.advance(Duration.ofMinutes(10));
    assertThat(deskWith(id)).isEqualTo(401);
  }

  @Test
  void aWrongPasswordAndAnUnknownNameLookAlikeAndCostTheSame() throws Exception {
    int before = node.hasher.checks();
    HttpResponse<String> wrong = signIn("wang", "wrong password");
    HttpResponse<String> unknown = signIn("nobody", "wrong password");
    HttpResponse<String> malformed = signIn("<script>alert(1)</script>", "wrong password");

    assertThat(List.of(wrong.statusCode(), unknown.statusCode(), malformed.statusCode()))
        .containsOnly(401);
    assertThat(wrong.body().replace("wang", "").replaceAll("value=\"[^\"]*\"", ""))
        .isEqualTo(unknown.body().replace("nobody", "").replaceAll("value=\"[^\"]*\"", ""));
    assertThat(malformed.body()).doesNotContain("<script>");
    assertThat(node.hasher.checks() - before).isEqualTo(3);
  }

  @Test
  void fromTheFifthFailureOnOneMustWaitTwiceAsLongEachTime() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("wang", "wrong password").statusCode()).isEqualTo(401);
    }
    for (int seconds = 1; seconds <= 16; seconds *= 2) {
      assertThat(signIn("wang", PASSWORD).statusCode()).isEqualTo(429);
      node.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(signIn("wang", PASSWORD).statusCode()).isEqualTo(429);
      node.advance(Duration.ofMillis(1));
      assertThat(signIn("wang", "wrong password").statusCode()).isEqualTo(401);
    }
    node.advance(Duration.ofMinutes(1));
    assertThat(signIn("wang", PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void theFormTokenIsNeededAndBoundToTheBrowser() throws Exception {
    Map<String, String> fields = Map.of("name", "wang", "password", PASSWORD);
    assertThat(browser.postForm("/sign-in", fields).statusCode()).isEqualTo(403);
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    try (HttpCaller other = HttpCaller.browser(node.server.url())) {
      other.get("/sign-in");
      assertThat(
              other
                  .postForm(
                      "/sign-in", Map.of("_token", token, "name", "wang", "password", PASSWORD))
                  .statusCode())
          .isEqualTo(403);
    }
    signIn("wang", PASSWORD);
    assertThat(browser.postForm("/sign-out", Map.of("_token", token)).statusCode()).isEqualTo(403);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
  }

  @Test
  void nextNeverLeadsAway() throws Exception {
    String token = HttpCaller.formToken(browser.get("/sign-in?next=//evil.example"));
    HttpResponse<String> in =
        browser.postForm(
            "/sign-in",
            Map.of(
                "_token",
                token,
                "name",
                "wang",
                "password",
                PASSWORD,
                "next",
                "https://evil.example/"));

    assertThat(in.headers().firstValue("Location")).contains("/");
  }

  @Test
  void thePageSpeaksBothLanguages() throws Exception {
    assertThat(browser.get("/sign-in").body()).contains("lang=\"en\"").contains("Password");
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    browser.postForm("/language", Map.of("_token", token, "to", "zh", "back", "/sign-in"));
    assertThat(browser.get("/sign-in").body()).contains("lang=\"zh-CN\"").contains("密码");
  }

  @Test
  void aFormOverItsBoundIsTooLarge() throws Exception {
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    HttpResponse<String> answer =
        browser.postForm(
            "/sign-in", Map.of("_token", token, "name", "wang", "password", "x".repeat(300_000)));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void auditTellsWhoCameAndNoSecretStandsInAnyFile() throws Exception {
    String id = sessionId(signIn("wang", PASSWORD));
    signIn("my secret typed here", PASSWORD);
    String bearer = node.token("wang");
    node.close();

    String log = Files.readString(home.resolve("audit/audit.log"));
    assertThat(log).contains("SIGNED_IN").contains("SIGN_IN_REFUSED").contains("TOKEN_CREATED");
    String stored = Files.readString(home.resolve("node.db"), StandardCharsets.ISO_8859_1);
    for (String secret : List.of(id, bearer, "correct horse", "my secret typed here")) {
      assertThat(log).doesNotContain(secret);
      assertThat(stored).doesNotContain(secret);
    }
  }

  private int deskWith(String session) throws Exception {
    try (HttpCaller caller =
        HttpCaller.program(node.server.url(), Map.of("Cookie", "tisc-session=" + session))) {
      return caller.get("/desk").statusCode();
    }
  }

  private static String sessionId(HttpResponse<String> in) {
    return in.headers()
        .firstValue("Set-Cookie")
        .orElse("")
        .replaceAll("tisc-session=([^;]*);.*", "$1");
  }
}
