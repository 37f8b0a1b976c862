package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;

class SecondFactorTest {
  private static final String PASSWORD = "correct horse 电池";
  private static final Pattern SECRET = Pattern.compile("secret=([A-Z2-7]{32})");
  private static final Pattern RECOVERY =
      Pattern.compile("<code class=\"code\">([0-9A-Z-]{23})</code>");

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller browser;

  @BeforeEach
  void start() {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home, new AccountPolicy(true, true, List.of()));
    node.person("li", PASSWORD, Role.STAFF);
    node.person("zhao", PASSWORD, Role.ADMINISTRATOR);
    browser = HttpCaller.browser(node.server.url());
  }

  @AfterEach
  void stop() {
    browser.close();
    node.close();
  }

  private HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
    Map<String, String> all = new HashMap<>(fields);
    all.put("_token", HttpCaller.formToken(browser.get("/problems/denied")));
    return browser.postForm(path, all);
  }

  private HttpResponse<String> signIn(String name) throws Exception {
    return post("/sign-in", Map.of("name", name, "password", PASSWORD, "next", "/desk"));
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static String session(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("tisc-session="))
        .findFirst()
        .orElse("")
        .replaceAll("tisc-session=([^;]*);.*", "$1");
  }

  /** Sets the factor up for whoever is signed in, and returns its secret. */
  private String enrol(List<String> recovery) throws Exception {
    HttpResponse<String> page = browser.get("/account/second-factor");
    Matcher matcher = SECRET.matcher(page.body());
    assertThat(matcher.find()).isTrue();
    String secret = matcher.group(1);
    HttpResponse<String> confirmed = post("/account/second-factor", Map.of("code", code(secret)));
    assertThat(confirmed.statusCode()).isEqualTo(200);
    Matcher codes = RECOVERY.matcher(confirmed.body());
    while (codes.find()) {
      recovery.add(codes.group(1));
    }
    return secret;
  }

  private String code(String secret) {
    return Totp.code(secret, Totp.step(node.now()));
  }

  @Test
  void anAdministratorWithoutItMayDoNothingButSetItUp() throws Exception {
    assertThat(location(signIn("zhao"))).isEqualTo("/desk");

    assertThat(location(browser.get("/desk"))).isEqualTo("/account/second-factor");
    assertThat(location(browser.get("/"))).isEqualTo("/account/second-factor");
    assertThat(
            post("/account/password", Map.of("old", PASSWORD, "password", "x", "again", "x"))
                .statusCode())
        .isEqualTo(403);

    List<String> recovery = new ArrayList<>();
    enrol(recovery);
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    assertThat(browser.get("/account").body()).contains("10 recovery codes");
    assertThat(location(browser.get("/account/second-factor"))).isEqualTo("/account");
    assertThat(post("/account/second-factor/remove", Map.of("code", "1")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void theSessionHasANewIdWithEveryNewRight() throws Exception {
    String enrolling = session(signIn("zhao"));
    HttpResponse<String> page = browser.get("/account/second-factor");
    Matcher matcher = SECRET.matcher(page.body());
    assertThat(matcher.find()).isTrue();
    String secret = matcher.group(1);
    String whole = session(post("/account/second-factor", Map.of("code", code(secret))));
    assertThat(whole).isNotEmpty().isNotEqualTo(enrolling);
    assertThat(desk(enrolling)).isEqualTo(401);

    node.advance(Duration.ofSeconds(30));
    post("/sign-out", Map.of());
    String waiting = session(signIn("zhao"));
    assertThat(desk(waiting)).isEqualTo(401);
    String admitted = session(post("/sign-in/code", Map.of("code", code(secret))));
    assertThat(admitted).isNotEmpty().isNotEqualTo(waiting);
    assertThat(desk(waiting)).isEqualTo(401);
    assertThat(desk(admitted)).isEqualTo(200);
  }

  private int desk(String session) throws Exception {
    try (HttpCaller caller =
        HttpCaller.program(node.server.url(), Map.of("Cookie", "tisc-session=" + session))) {
      return caller.get("/desk").statusCode();
    }
  }

  @Test
  void theFormsOfTheRecoveryPageBelongToTheNewSession() throws Exception {
    signIn("zhao");
    HttpResponse<String> page = browser.get("/account/second-factor");
    Matcher matcher = SECRET.matcher(page.body());
    assertThat(matcher.find()).isTrue();
    HttpResponse<String> codes =
        post("/account/second-factor", Map.of("code", code(matcher.group(1))));
    assertThat(
            browser
                .postForm("/sign-out", Map.of("_token", HttpCaller.formToken(codes)))
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void aCodeOpensOnceAndNeverAgain() throws Exception {
    signIn("zhao");
    String secret = enrol(new ArrayList<>());
    String used = code(secret);
    post("/sign-out", Map.of());

    assertThat(location(signIn("zhao"))).isEqualTo("/sign-in/code?next=%2Fdesk");
    HttpResponse<String> again = post("/sign-in/code", Map.of("code", used));
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.body()).contains("was used before");
    node.advance(Duration.ofSeconds(30));
    assertThat(post("/sign-in/code", Map.of("code", code(secret))).statusCode()).isEqualTo(303);
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
  }

  @Test
  void aRecoveryCodeOpensOnceInsteadAndIsTold() throws Exception {
    signIn("zhao");
    List<String> recovery = new ArrayList<>();
    enrol(recovery);
    String one = recovery.getFirst().toLowerCase(Locale.ROOT);
    for (int expected : List.of(303, 401)) {
      post("/sign-out", Map.of());
      signIn("zhao");
      assertThat(post("/sign-in/code", Map.of("code", one)).statusCode()).isEqualTo(expected);
    }
    assertThat(Files.readString(home.resolve("audit/audit.log")))
        .contains("RECOVERY_CODE_USED", "\"left\":\"9\"")
        .doesNotContain(recovery.getFirst());
  }

  @Test
  void afterFiveWrongCodesThePasswordIsAskedAgainAndGuessesStayCounted() throws Exception {
    signIn("zhao");
    String secret = enrol(new ArrayList<>());
    post("/sign-out", Map.of());
    signIn("zhao");
    for (int i = 0; i < 5; i++) {
      assertThat(post("/sign-in/code", Map.of("code", "00000" + i)).statusCode()).isEqualTo(401);
      node.advance(Duration.ofSeconds(20));
    }
    HttpResponse<String> over = post("/sign-in/code", Map.of("code", code(secret)));
    assertThat(over.statusCode()).isEqualTo(401);
    assertThat(over.body()).contains("begin again");

    // The right password does not forgive the wrong codes: the sixth waits longer than the fifth.
    assertThat(location(signIn("zhao"))).startsWith("/sign-in/code");
    assertThat(post("/sign-in/code", Map.of("code", "999999")).statusCode()).isEqualTo(401);
    assertThat(post("/sign-in/code", Map.of("code", "999998")).statusCode()).isEqualTo(429);
    node.advance(Duration.ofMinutes(1));
    assertThat(post("/sign-in/code", Map.of("code", code(secret))).statusCode()).isEqualTo(303);
  }

  @Test
  void theWaitForTheCodeEndsAfterFiveMinutes() throws Exception {
    signIn("zhao");
    String secret = enrol(new ArrayList<>());
    post("/sign-out", Map.of());
    signIn("zhao");
    node.advance(Duration.ofMinutes(5));
    assertThat(post("/sign-in/code", Map.of("code", code(secret))).statusCode()).isEqualTo(401);
    assertThat(location(browser.get("/sign-in/code"))).startsWith("/sign-in?next=");
  }

  @Test
  void whoNeedsNoneMaySetOneUpAndGiveItUpWithACode() throws Exception {
    signIn("li");
    assertThat(browser.get("/desk").statusCode()).isEqualTo(200);
    String secret = enrol(new ArrayList<>());
    assertThat(post("/account/second-factor/remove", Map.of("code", "000000")).statusCode())
        .isEqualTo(401);
    node.advance(Duration.ofSeconds(30));
    assertThat(post("/account/second-factor/remove", Map.of("code", code(secret))).statusCode())
        .isEqualTo(303);
    post("/sign-out", Map.of());
    assertThat(location(signIn("li"))).isEqualTo("/desk");
    assertThat(Files.readString(home.resolve("audit/audit.log")))
        .contains("SECOND_FACTOR_ADDED", "SECOND_FACTOR_REMOVED");
  }

  @Test
  void aLostDeviceIsHelpedByAResetThatSaysSo() throws Exception {
    signIn("li");
    enrol(new ArrayList<>());
    try (HttpCaller admin =
        HttpCaller.program(
            node.server.url(),
            Map.of(
                "Authorization",
                "Bearer " + Files.readString(home.resolve("admin.token")).strip()))) {
      admin.postJson("/api/v1/accounts/li/reset", "{\"password\":\"another horse 电池\"}");
      assertThat(node.accounts.find("li").orElseThrow().secondFactor()).isTrue();
      admin.postJson(
          "/api/v1/accounts/li/reset", "{\"password\":\"" + PASSWORD + "\",\"secondFactor\":true}");
    }
    assertThat(node.accounts.find("li").orElseThrow().secondFactor()).isFalse();
    assertThat(location(signIn("li"))).isEqualTo("/desk");
  }

  @Test
  void aWrongFirstCodeSetsNothingUpAndTheSecretStaysTheSame() throws Exception {
    signIn("li");
    String before = browser.get("/account/second-factor").body();
    assertThat(post("/account/second-factor", Map.of("code", "000000")).statusCode())
        .isEqualTo(401);
    Matcher first = SECRET.matcher(before);
    Matcher second = SECRET.matcher(browser.get("/account/second-factor").body());
    assertThat(first.find() && second.find()).isTrue();
    assertThat(second.group(1)).isEqualTo(first.group(1));
    assertThat(node.accounts.find("li").orElseThrow().secondFactor()).isFalse();
  }

  @Test
  void recoveryCodesStandInNoFile() throws Exception {
    signIn("zhao");
    List<String> recovery = new ArrayList<>();
    enrol(recovery);
    node.close();
    for (String file : List.of("node.db", "node.db-wal", "audit/audit.log")) {
      Path path = home.resolve(file);
      if (Files.exists(path)) {
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        recovery.forEach(code -> assertThat(text).doesNotContain(code, code.replace("-", "")));
      }
    }
  }
}
