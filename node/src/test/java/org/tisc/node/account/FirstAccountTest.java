package org.tisc.node.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.identity.SecretFile;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Role;

class FirstAccountTest {
  private static final String PASSWORD = "correct horse 电池";

  @TempDir Path home;
  private AccountNode node;
  private HttpCaller browser;

  @BeforeEach
  void start() {
    SecretFile.create(home.resolve("admin.token"));
    node = new AccountNode(home);
    browser = HttpCaller.browser(node.server.url());
  }

  @AfterEach
  void stop() {
    browser.close();
    node.close();
  }

  private String code() throws Exception {
    return Files.readString(home.resolve("setup.code")).strip();
  }

  private HttpResponse<String> setUp(Map<String, String> changes) throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("_token", HttpCaller.formToken(browser.get("/sign-in")));
    fields.put("code", code());
    fields.put("name", "li");
    fields.put("password", PASSWORD);
    fields.put("again", PASSWORD);
    fields.put("security", "zhao");
    fields.putAll(changes);
    return browser.postForm("/setup", fields);
  }

  @Test
  void theCodeIsForItsOwnerAloneAndMakesTheFirstAccountsOnce() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("setup.code"))))
        .isEqualTo("rw-------");
    assertThat(browser.get("/sign-in").body()).contains("href=\"/setup\"");
    String code = code();

    HttpResponse<String> done = setUp(Map.of("auditor", "qian"));

    assertThat(done.statusCode()).isEqualTo(201);
    assertThat(done.body()).contains("zhao", "qian", "-");
    assertThat(node.accounts.list().stream().map(Account::name))
        .containsExactly("li", "qian", "zhao");
    assertThat(node.accounts.find("li").orElseThrow().roles()).containsExactly(Role.ADMINISTRATOR);
    assertThat(node.accounts.find("zhao").orElseThrow().codePending()).isTrue();
    assertThat(home.resolve("setup.code")).doesNotExist();
    assertThat(browser.get("/setup").statusCode()).isEqualTo(404);
    assertThat(browser.get("/sign-in").body()).doesNotContain("/setup");
    String token = HttpCaller.formToken(browser.get("/sign-in"));
    assertThat(
            browser
                .postForm(
                    "/setup",
                    Map.of(
                        "_token",
                        token,
                        "code",
                        code,
                        "name",
                        "evil",
                        "password",
                        PASSWORD,
                        "again",
                        PASSWORD,
                        "security",
                        "evil2"))
                .statusCode())
        .isEqualTo(404);
    assertThat(Files.readString(home.resolve("audit/audit.log")))
        .contains("SETUP_DONE")
        .doesNotContain(code)
        .doesNotContain(PASSWORD);
  }

  @Test
  void whereOnePersonMayHoldAllDutiesOneAccountHasThem() throws Exception {
    node.close();
    Path other = Files.createDirectory(home.resolve("other"));
    SecretFile.create(other.resolve("admin.token"));
    try (AccountNode small = new AccountNode(other, new AccountPolicy(false, false, List.of()));
        HttpCaller own = HttpCaller.browser(small.server.url())) {
      HttpResponse<String> page = own.get("/setup");
      assertThat(page.body()).doesNotContain("name=\"security\"");
      HttpResponse<String> done =
          own.postForm(
              "/setup",
              Map.of(
                  "_token",
                  HttpCaller.formToken(page),
                  "code",
                  Files.readString(other.resolve("setup.code")),
                  "name",
                  "li",
                  "password",
                  PASSWORD,
                  "again",
                  PASSWORD));
      assertThat(done.statusCode()).isEqualTo(201);
      assertThat(small.accounts.find("li").orElseThrow().roles())
          .containsExactly(Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR);
    }
  }

  @Test
  void whatIsTypedWronglyMakesNothingAndCanBeMended() throws Exception {
    assertThat(setUp(Map.of("code", "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA")).statusCode()).isEqualTo(401);
    assertThat(setUp(Map.of("again", "something else")).statusCode()).isEqualTo(400);
    assertThat(setUp(Map.of("password", "password1234", "again", "password1234")).body())
        .contains("too easy to guess");
    assertThat(setUp(Map.of("name", "Li Ming")).statusCode()).isEqualTo(400);
    assertThat(setUp(Map.of("security", "")).statusCode()).isEqualTo(400);
    assertThat(setUp(Map.of("security", "li")).statusCode()).isEqualTo(400);
    assertThat(setUp(Map.of("security", "<script>")).body()).doesNotContain("<script>");
    assertThat(node.accounts.list()).isEmpty();
    assertThat(setUp(Map.of()).statusCode()).isEqualTo(201);
  }

  @Test
  void guessingTheCodeIsSlowedDownAndTold() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(setUp(Map.of("code", "guess " + i)).statusCode()).isEqualTo(401);
    }
    assertThat(setUp(Map.of()).statusCode()).isEqualTo(429);
    node.advance(Duration.ofSeconds(1));
    assertThat(setUp(Map.of()).statusCode()).isEqualTo(201);
    assertThat(Files.readString(home.resolve("audit/audit.log"))).contains("SETUP_REFUSED");
  }

  @Test
  void anAccountMadeOnTheCommandLineClosesTheSetUpForEver() throws Exception {
    try (HttpCaller admin =
        HttpCaller.program(
            node.server.url(),
            Map.of(
                "Authorization",
                "Bearer " + Files.readString(home.resolve("admin.token")).strip()))) {
      admin.postJson("/api/v1/accounts", "{\"name\":\"li\",\"roles\":[\"READER\"]}");
      assertThat(home.resolve("setup.code")).doesNotExist();
      admin.send("DELETE", "/api/v1/accounts/li", "", "", Map.of());
    }
    assertThat(node.accounts.list()).isEmpty();
    assertThat(browser.get("/setup").statusCode()).isEqualTo(404);
    node.close();
    node = new AccountNode(home);
    assertThat(home.resolve("setup.code")).doesNotExist();
  }

  @Test
  void everyStartHasACodeOfItsOwn() throws Exception {
    String first = code();
    node.close();
    node = new AccountNode(home);
    assertThat(code()).isNotEqualTo(first);
  }

  @Test
  void thePageSpeaksBothLanguages() throws Exception {
    assertThat(browser.get("/setup").body()).contains("First set-up", "Set-up code");
    browser.postForm(
        "/language", Map.of("_token", HttpCaller.formToken(browser.get("/setup")), "to", "zh"));
    assertThat(browser.get("/setup").body()).contains("首次设置", "设置码");
  }
}
