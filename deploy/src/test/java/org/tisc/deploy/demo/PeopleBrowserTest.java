package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;
import org.tisc.node.Node;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.config.ConfigReader;

/** The way of people into a new node: first set-up, second factor, password, sessions. */
@Tag("user")
@EnabledIf("installed")
class PeopleBrowserTest {
  private static final String PASSWORD = "correct horse 电池";
  private static final String NEXT = "another horse 电池";
  private static final Pattern SECRET = Pattern.compile("secret=([A-Z2-7]{32})");

  @TempDir private Path folder;

  static boolean installed() {
    return Browser.installed();
  }

  /** A new node that wants a second factor, and a browser before it. */
  private record Stage(Path home, Node node, Browser browser) implements AutoCloseable {
    String setupCode() throws IOException {
      return Files.readString(home.resolve("setup.code")).strip();
    }

    @Override
    public void close() {
      browser.close();
      node.close();
    }
  }

  private Stage stage(String language) {
    Path home = folder.resolve("home");
    NodeHome.create(
        home,
        Map.of(
            "node.id", "beijing",
            "node.name_zh", "北京示例中心",
            "http.bind", "127.0.0.1:0",
            "grpc.bind", "127.0.0.1:0",
            "accounts.totp_required", "true"));
    Node node = Node.start(ConfigReader.read(home), "0.0-test");
    String url = "http://127.0.0.1:" + node.httpPort();
    return new Stage(home, node, new Browser(folder.resolve("profile"), url, language));
  }

  private static void type(Browser browser, Map<String, String> fields) {
    fields.forEach(
        (id, text) -> {
          WebElement field = browser.one("#" + id);
          field.clear();
          field.sendKeys(text);
        });
    browser.follow(browser.one("main form:last-of-type button"));
  }

  private static Map<String, String> setup(String code) {
    return Map.of(
        "code",
        code,
        "name",
        "li",
        "password",
        PASSWORD,
        "again",
        PASSWORD,
        "security",
        "zhao",
        "auditor",
        "qian");
  }

  private static String code(String page) throws GeneralSecurityException {
    Matcher secret = SECRET.matcher(page);
    assertThat(secret.find()).isTrue();
    return totp(secret.group(1), Instant.now().getEpochSecond() / 30);
  }

  /** RFC 6238, written a second time so that the node's own is not its own judge. */
  private static String totp(String secret, long step) throws GeneralSecurityException {
    BigInteger bits = BigInteger.ZERO;
    for (int i = 0; i < secret.length(); i++) {
      bits =
          bits.shiftLeft(5)
              .or(BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(secret.charAt(i))));
    }
    byte[] key = HexFormat.of().parseHex(String.format(Locale.ROOT, "%040x", bits));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(key, "HmacSHA1"));
    byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
    int number = ByteBuffer.wrap(hash, hash[19] & 0xf, 4).getInt() & 0x7fffffff;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "zh-CN, 本节点尚无账号, 设置码不正确, 过于容易猜测, 节点设置完成, 设置双因素验证, 恢复代码, 验证码不正确或已被使用",
    "en, no account yet, code is not right, too easy to guess, The node is set up, Set up a second"
        + " factor, Recovery codes, was used before"
  })
  void aNewNodeIsSetUpAndItsAdministratorEntersWithTwoFactors(
      String language,
      String noAccount,
      String wrongCode,
      String weak,
      String done,
      String factor,
      String recovery,
      String used)
      throws Exception {
    try (Stage stage = stage(language)) {
      Browser browser = stage.browser();
      browser.open("/");
      assertThat(browser.text()).contains(noAccount);
      browser.assertGood(language + "-1-sign-in");
      browser.follow(browser.one("main a[href='/setup']"));
      browser.assertGood(language + "-2-setup");
      type(browser, setup("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"));
      assertThat(browser.one("[role=alert]").getText()).contains(wrongCode);
      Map<String, String> weakly = new HashMap<>(setup(stage.setupCode()));
      weakly.put("password", "password1234");
      weakly.put("again", "password1234");
      type(browser, weakly);
      assertThat(browser.one("[role=alert]").getText()).contains(weak);
      browser.assertGood(language + "-3-setup-refused");
      type(browser, setup(stage.setupCode()));
      assertThat(browser.one("h1").getText()).isEqualTo(done);
      browser.assertGood(language + "-4-setup-done");
      String oneTime = browser.all("code.code").getFirst().getText();

      browser.signIn("li", PASSWORD);
      assertThat(browser.path()).isEqualTo("/account/second-factor");
      assertThat(browser.one("h1").getText()).isEqualTo(factor);
      browser.one("details summary").click();
      browser.assertGood(language + "-5-second-factor");
      String taken = code(browser.value("document.body.innerText"));
      type(browser, Map.of("code", taken));
      assertThat(browser.one("h1").getText()).isEqualTo(recovery);
      assertThat(browser.all(".codes li")).hasSize(10);
      browser.assertGood(language + "-6-recovery");
      String lost = browser.all(".codes code").getFirst().getText();
      browser.open("/account");
      browser.assertGood(language + "-7-account");
      browser.signOut();

      browser.signIn("li", PASSWORD);
      assertThat(browser.path()).startsWith("/sign-in/code");
      browser.assertGood(language + "-8-code");
      type(browser, Map.of("code", taken));
      assertThat(browser.one("[role=alert]").getText()).contains(used);
      type(browser, Map.of("code", lost));
      assertThat(browser.path()).isEqualTo("/");
      browser.signOut();

      browser.open("/reset");
      browser.assertGood(language + "-9-reset");
      type(browser, Map.of("name", "zhao", "code", oneTime, "password", NEXT, "again", NEXT));
      assertThat(browser.path()).startsWith("/sign-in");
      browser.assertGood(language + "-10-chosen");
      browser.signIn("zhao", NEXT);
      assertThat(browser.path()).isEqualTo("/account/second-factor");
      browser.open("/setup");
      assertThat(browser.all("form[action='/setup']")).isEmpty();
      browser.assertQuiet();
    }
  }

  @Test
  void aWrongPasswordIsRefusedInTheLanguageThatIsSwitchedTo() throws Exception {
    try (Stage stage = stage("zh-CN")) {
      Browser browser = stage.browser();
      browser.signIn("nobody", "not the password");
      assertThat(browser.one("[role=alert]").getText()).isEqualTo("用户名或密码不正确");
      browser.switchLanguage();
      browser.signIn("nobody", "not the password");
      assertThat(browser.one("[role=alert]").getText()).isEqualTo("Name or password is not right");
      browser.assertGood("en-11-wrong");
      browser.assertQuiet();
    }
  }
}
