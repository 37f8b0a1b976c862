package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.tisc.deploy.demo.Region.Account;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.node.cli.Jobs;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.Screen;
import org.tisc.node.cli.Shell;
import org.tisc.node.cli.Words;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Three real processes with real mutual TLS, one of them seen through a real browser. */
@Tag("user")
@EnabledIf("installed")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PROBES = "probes";

  private static final String EVIL =
      "<script>window.tiscRan=1;alert(1)</script>"
          + "<img src=x onerror=\"window.tiscRan=2\">\"' onmouseover='window.tiscRan=3' x='";
  private static final String TURNED = "\u202Eabc\u202C \u200B\u2067שלום\u2069 zero\u200Dwidth";

  private Path folder = Path.of("");
  private Region region = new Region(RegionStart.NETWORK, "", false, List.of());
  private Browser browser;
  private int profiles;

  static boolean installed() {
    return Browser.installed();
  }

  @BeforeAll
  void startRegion(@TempDir Path temporary) {
    folder = temporary;
    Shell shell =
        new Shell(
                InputStream.nullInputStream(),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                false,
                Optional.empty(),
                Words.of(Locale.ENGLISH))
            .withTexts(DemoCommand.TEXTS);
    Path home = folder.resolve("region");
    try (RegionNodes asking = new RegionNodes(Locale.ENGLISH)) {
      Region planned = RegionStart.plan(home, OptionalInt.of(3), OptionalInt.empty());
      home.toFile().mkdirs();
      region =
          new RegionStart(home, asking, new Screen(shell), List.of("-Xmx256m"))
              .run(planned, Content.Generated.documents(40));
      probes(asking.node(region.nodes().get(0)), own());
      probes(asking.node(region.nodes().get(1)), own() + hostile());
    }
  }

  @AfterAll
  void stopRegion() {
    region.nodes().parallelStream()
        .forEach(centre -> NodeProcess.stop(centre.pid(), centre.homeFolder()));
  }

  @BeforeEach
  void openBrowser() {
    browser = newBrowser("zh-CN");
  }

  private Browser newBrowser(String language) {
    Centre first = region.nodes().getFirst();
    return new Browser(folder.resolve("profile" + profiles++), first.url(), language);
  }

  @AfterEach
  void closeBrowser() {
    browser.close();
  }

  /** A document in Chinese and English that two nodes hold. */
  private static String own() {
    ObjectNode patent =
        document("CN199000001A")
            .put("applicationDate", "2019-03-04")
            .put("legalStatus", "IN_FORCE");
    patent.putObject("titles").put("zh", "一种探针石墨烯隔膜").put("en", "Probe graphene separator");
    patent.putObject("abstracts").put("zh", "本发明公开了一种探针石墨烯隔膜及其制备方法。");
    patent.putObject("claims").put("zh", "1. 一种探针石墨烯隔膜，其特征在于……\n".repeat(200));
    patent.putArray("applicants").add("示例大学");
    patent.putArray("ipc").add("H01M 50/40");
    patent.putArray("legalEvents").addObject().put("code", "GR01").put("date", "2021-05-06");
    patent.putArray("media").addObject().put("name", "图1.svg").put("mediaType", "image/svg+xml");
    return patent + "\n";
  }

  /** Documents that try to be more than text. */
  private static String hostile() {
    ObjectNode evil = document("CN199000002A");
    evil.putObject("titles").put("zh", "毒针 " + EVIL);
    evil.putObject("abstracts").put("zh", "毒针摘要 " + EVIL);
    evil.putArray("applicants").add("毒针公司 " + EVIL);
    evil.putObject("claims").put("zh", EVIL);
    evil.putObject("extra").put(EVIL, EVIL);
    ObjectNode turned = document("CN199000003A");
    turned.putObject("titles").put("zh", "反转针 " + TURNED);
    turned.putArray("applicants").add(TURNED);
    return evil + "\n" + turned + "\n";
  }

  private static ObjectNode document(String number) {
    return JSON.createObjectNode()
        .put("schema", "tisc.document/1")
        .put("kind", "PATENT")
        .put("office", "CN")
        .put("number", number);
  }

  private static void probes(NodeClient node, String lines) {
    node.post(
        "/api/v1/collections",
        JSON.createObjectNode()
            .put("collection", PROBES)
            .put("kind", "PATENT")
            .put("share", "network:" + RegionStart.NETWORK)
            .put("licence", "CC BY 4.0")
            .put("onward", "cite"));
    ObjectNode job =
        node.upload(
            "/api/v1/collections/" + PROBES + "/import?format=auto&file=probes.jsonl",
            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    assertThat(Jobs.result(node, job, _ -> {}).path("rejected").asInt(-1)).isZero();
  }

  private Account account(String role) {
    return region.nodes().getFirst().accounts().stream()
        .filter(account -> account.role().equals(role))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWrongPasswordIsRefusedKindlyAndTheRightOneLeadsToWhatWasAskedFor() {
    browser.open("/search?q=x");
    assertThat(browser.path()).startsWith("/sign-in?next=");
    browser.signIn("staff", "not the password");
    assertThat(browser.one("[role=alert]").getText()).isEqualTo("用户名或密码不正确");
    assertThat(browser.one("#name").getAttribute("value")).isEqualTo("staff");
    browser.signIn(account("STAFF"));
    assertThat(browser.path()).isEqualTo("/");
    browser.signOut();
    assertThat(browser.path()).isEqualTo("/sign-in");
    browser.open("/search");
    assertThat(browser.path()).startsWith("/sign-in");
    browser.assertQuiet();
  }

  @Test
  void whoMayNotSearchIsToldWhatTheAccountIsFor() {
    for (String role : List.of("AUDITOR", "SECURITY")) {
      browser.signIn(account(role));
      assertThat(browser.path()).isEqualTo("/");
      assertThat(browser.text()).contains("您的角色", "不包含检索权限", "工作人员");
      assertThat(browser.all("main .find")).isEmpty();
      // They may look at networks and rules of sharing, and change nothing there.
      for (String place : List.of("/networks", "/policies")) {
        browser.follow(browser.one("nav a[href='" + place + "']"));
        assertThat(browser.path()).isEqualTo(place);
        assertThat(browser.all("main form[method=post]")).isEmpty();
      }
      if (role.equals("AUDITOR")) {
        browser.follow(browser.one("nav a[href='/audit']"));
        assertThat(browser.text()).contains("节点启动", "建立网络");
      }
      browser.open("/search");
      assertThat(browser.text()).contains("您的角色或提供方的策略不允许此操作").contains("返回首页");
      browser.open("/");
      browser.signOut();
    }
    browser.assertQuiet();
  }

  @ParameterizedTest
  @CsvSource({
    "READER, /search /alerts /networks /doctor",
    "STAFF, /search /alerts /networks /activities /feeds /doctor",
    "REVIEWER, /search /alerts /networks /activities /feeds /doctor",
    "ADMINISTRATOR, /search /alerts /networks /activities /policies /feeds /doctor",
    "SECURITY, /networks /policies /users /doctor",
    "AUDITOR, /networks /activities /policies /feeds /doctor /audit"
  })
  void theStartAndTheNavigationShowWhatTheRoleMayUseAndNothingElse(String role, String places) {
    List<String> expected = List.of(places.split(" "));
    browser.signIn(account(role));
    assertThat(browser.path()).isEqualTo("/");
    assertThat(browser.paths("nav a")).isEqualTo(expected);
    assertThat(browser.paths(".entries a")).isEqualTo(expected);
    assertThat(browser.one(".standings").getText()).contains("京津冀", "3 个成员", "2");
    browser.assertGood("start-" + role);
    for (String place :
        List.of(
            "/search",
            "/alerts",
            "/networks",
            "/activities",
            "/policies",
            "/feeds",
            "/users",
            "/doctor",
            "/audit")) {
      browser.open(place);
      if (expected.contains(place)) {
        assertThat(browser.paths("nav a[aria-current]")).containsExactly(place);
      } else {
        assertThat(browser.text()).contains("您的角色或提供方的策略不允许此操作");
      }
    }
    browser.assertQuiet();
  }

  @Test
  void chineseWordsFindWithMarksAndEveryNodeIsNamed() {
    browser.signIn(account("READER"));
    browser.search("探针石墨烯");
    WebElement title = browser.one(".search-hits h2");
    assertThat(title.getText()).contains("一种探针石墨烯隔膜");
    assertThat(browser.all(".search-hits h2 mark")).isNotEmpty();
    assertThat(browser.one(".search-coverage").getText())
        .contains("结果完整", "beijing", "tianjin", "hebei", "已回答");
    assertThat(browser.one(".search-holders").getText())
        .contains("来自", "另见于", "tianjin", "CC BY 4.0", "仅可引用");
    assertThat(browser.one(".search-understood").getText()).contains("理解为");
    browser.assertQuiet();
  }

  @Test
  void whatWasFoundIsNarrowedDownByItsFacetsAndWidenedAgain() {
    browser.signIn(account("READER"));
    browser.search("电池");
    String all = number(browser.one(".search-total b").getText());
    browser.one(".search-facets summary").click();
    assertThat(browser.one(".search-facets").getText()).contains("类型", "申请人").doesNotContain("不精确");
    WebElement first = browser.one(".search-facets li");
    String count = first.findElement(By.tagName("span")).getText();
    String value = first.findElement(By.tagName("a")).getText();
    browser.follow(first.findElement(By.tagName("a")));
    assertThat(browser.one(".search-on").getText()).contains("类型", value);
    assertThat(number(browser.one(".search-total b").getText())).isEqualTo(number(count));
    assertThat(number(browser.one(".search-total b").getText())).isNotEqualTo(all);
    assertThat(browser.one("#q").getAttribute("value")).isEqualTo("电池");
    browser.assertGood("search-facets");
    browser.follow(browser.one(".search-on a"));
    assertThat(number(browser.one(".search-total b").getText())).isEqualTo(all);
    browser.assertQuiet();
  }

  @Test
  void pagesAreTurnedInPlaceAndTheListGoesIntoAFile() {
    browser.signIn(account("READER"));
    browser.open("/search?q=%E4%B8%80%E7%A7%8D&size=3");
    browser.value("window.tiscKept = 1");
    String first = browser.one(".search-hits h2").getText();
    browser.one(".search-pages a[rel=next]").click();
    browser.awaitAnswer();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> browser.one(".search-rank").getText().strip().equals("4"));
    assertThat(browser.value("window.tiscKept")).isEqualTo("1");
    assertThat(browser.one(".search-pages [aria-current=page]").getText()).isEqualTo("2");
    assertThat(browser.one(".search-coverage").getText()).contains("结果完整");
    browser.assertGood("search-pages");
    browser.one(".search-pages a[rel=prev]").click();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> browser.one(".search-hits h2").getText().equals(first));
    browser.awaitAnswer();
    browser.one(".search-export option[value=csv]").click();
    browser.follow(browser.one(".search-export button"));
    assertThat(browser.path()).startsWith("/search/exports/search-export-");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> browser.one("#export").getText().contains("已完成"));
    assertThat(browser.one("#export a").getText()).isEqualTo("下载文件");
    browser.assertGood("export");
    browser.assertQuiet();
    assertThat(
            browser.value(
                "(() => { const file = new XMLHttpRequest();"
                    + " file.open('GET', document.querySelector('#export a').href, false);"
                    + " file.send(); return file.status + file.responseText.slice(0, 12); })()"))
        .contains("200", "文献键,类型,名称");
  }

  private static String number(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  @Test
  void englishWordsNumbersAndNothingAreAnsweredInEnglish() {
    browser.signIn(account("STAFF"));
    assertThat(browser.one("html").getAttribute("lang")).isEqualTo("zh-CN");
    browser.switchLanguage();
    assertThat(browser.path()).isEqualTo("/");
    assertThat(browser.one("html").getAttribute("lang")).isEqualTo("en");
    browser.search("graphene separator");
    assertThat(browser.text()).contains("Complete: all", "ranked as one index", "also at");
    assertThat(browser.all(".search-hits mark")).isNotEmpty();
    browser.search("CN 199000001 A");
    assertThat(browser.all(".search-hits > li")).hasSize(1);
    browser.search("nosuchwordanywhere");
    assertThat(browser.text()).contains("No document matches.");
    browser.switchLanguage();
    assertThat(browser.path()).contains("nosuchwordanywhere");
    assertThat(browser.text()).contains("没有符合条件的文献");
    browser.assertQuiet();
  }

  @Test
  void aMistakeInTheQueryIsShownWhereItIs() {
    browser.signIn(account("STAFF"));
    browser.search("隔膜 AND (探针");
    assertThat(browser.one(".search-mistakes h2").getText()).isEqualTo("检索未执行");
    assertThat(browser.one(".search-where mark").getText()).isNotEmpty();
    assertThat(browser.one("#q").getAttribute("value")).isEqualTo("隔膜 AND (探针");
    browser.assertQuiet();
  }

  @Test
  void aHitOpensTheDocumentOfItsHolder() {
    browser.signIn(account("READER"));
    browser.search("探针石墨烯");
    browser.follow(browser.one(".search-hits h2 a"));
    assertThat(browser.path()).startsWith("/documents/PATENT%3ACN%3A199000001%3AA?node=");
    assertThat(browser.text())
        .contains("一种探针石墨烯隔膜", "Probe graphene separator", "CN199000001A", "2019-03-04")
        .contains("有效", "示例大学", "H01M 50/40", "GR01", "图1.svg", "CC BY 4.0", "仅可引用")
        .contains("本发明公开了")
        .doesNotContain("其特征在于");
    browser.one(".document details summary").click();
    assertThat(browser.text()).contains("其特征在于");
    browser.open("/documents/PATENT%3ACN%3A199000001%3AA?node=tianjin");
    assertThat(browser.one(".note").getText()).contains("tianjin", PROBES);
    browser.switchLanguage();
    assertThat(browser.one("h1").getText()).isEqualTo("Probe graphene separator");
    assertThat(browser.text()).contains("Applicants", "Legal events", "citing only");
    browser.assertQuiet();
  }

  @Test
  void aDocumentIsReadFromItsListMarkedAndWalkedFrom() {
    browser.signIn(account("STAFF"));
    browser.search("一种");
    String list = browser.path();
    browser.follow(browser.one(".search-hits h2 a"));
    String first = browser.path();
    assertThat(browser.all(".document mark")).isNotEmpty();
    assertThat(browser.one(".legend").getText()).contains("与所写一致");
    assertThat(browser.one(".document-place").getText()).contains("返回列表（第 1 条）", "下一篇");
    assertThat(browser.one(".document-holders").getText()).contains("当前显示的副本", "已回答");
    assertThat(browser.one("[aria-labelledby=numbers]").getText()).contains("公开（公告）号");
    browser.assertGood("document-marked");
    browser.assertPrints("document-marked");
    browser.follow(browser.one(".document-place a[rel=next]"));
    assertThat(browser.path()).startsWith("/documents/").isNotEqualTo(first);
    assertThat(browser.one(".document-place").getText()).contains("返回列表（第 2 条）");
    browser.follow(browser.one(".document-place a[rel=prev]"));
    assertThat(browser.path().replaceFirst("\\?.*", "")).isEqualTo(first.replaceFirst("\\?.*", ""));
    browser.follow(browser.one(".document-place a[href^='/search?']"));
    browser.awaitAnswer();
    assertThat(browser.path())
        .startsWith("/search?")
        .contains(list.substring(list.indexOf("q=")).split("&", 2)[0]);
    browser.assertQuiet();
  }

  @Test
  void classesAndPeopleOfADocumentLeadToTheirSearches() {
    browser.signIn(account("READER"));
    browser.open("/documents/PATENT%3ACN%3A199000001%3AA");
    browser.follow(browser.one(".document-wider"));
    browser.awaitAnswer();
    assertThat(browser.one("#q").getAttribute("value")).isEqualTo("IPC=H01M50");
    assertThat(browser.one(".search-hits").getText()).contains("H01M 50/40");
    browser.assertQuiet();
  }

  @Test
  void whatIsSimilarIsFoundByWordsThatAreShownAndCanBeChanged() {
    browser.signIn(account("STAFF"));
    browser.search("探针石墨烯");
    browser.follow(browser.one(".search-holders a[href^='/search/similar']"));
    browser.awaitAnswer();
    assertThat(browser.one(".search-similar").getText())
        .contains("相似于", "PATENT:CN:199000001:A", "据以查找的词");
    assertThat(browser.one("#q").getAttribute("value")).contains(" OR ").contains("探针石墨烯隔膜");
    assertThat(browser.one(".search-coverage").getText()).contains("结果完整");
    assertThat(browser.paths(".search-hits h2 a"))
        .noneMatch(path -> path.startsWith("/documents/PATENT%3ACN%3A199000001"));
    browser.assertGood("search-similar");
    // Sent again from the box it is an ordinary query, which finds the document itself.
    browser.one(".search-line button").click();
    browser.awaitAnswer();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> browser.all(".search-similar").isEmpty());
    browser.awaitAnswer();
    assertThat(browser.paths(".search-hits h2 a"))
        .anyMatch(path -> path.startsWith("/documents/PATENT%3ACN%3A199000001"));
    browser.open("/search/similar");
    browser.one("#text").sendKeys("一种石墨烯隔膜及其制备方法。所述石墨烯隔膜……");
    browser.assertGood("similar-text");
    browser.follow(browser.one("main form button"));
    browser.awaitAnswer();
    assertThat(browser.path()).startsWith("/search?q=").doesNotContain("text=");
    assertThat(browser.one(".search-similar").getText()).contains("相似于所给文本", "石墨烯隔膜");
    browser.assertQuiet();
  }

  @Test
  void rowsWriteTheQueryAndAMistakeKeepsThem() {
    browser.signIn(account("STAFF"));
    browser.open("/search/expert");
    assertThat(browser.all("input[name=terms]")).hasSize(3);
    browser.one("#field-1 option[value=TI]").click();
    browser.one("#terms-1").sendKeys("石墨烯");
    browser.one("#field-2 option[value=PD]").click();
    browser.one("#terms-2").sendKeys("yesterday");
    browser.follow(browser.one(".actions button[value=search]"));
    assertThat(browser.one("#mistake-2").getText()).isNotEmpty();
    assertThat(browser.one("#terms-1").getAttribute("value")).isEqualTo("石墨烯");
    assertThat(browser.one("#field-1").getAttribute("value")).isEqualTo("TI");
    browser.assertGood("expert-mistake");
    browser.follow(browser.one("button[name=less][value='2']"));
    assertThat(browser.all("input[name=terms]")).hasSize(2);
    browser.follow(browser.one(".actions button[value=more]"));
    assertThat(browser.all("input[name=terms]")).hasSize(3);
    browser.one("#op-2 option[value=NOT]").click();
    browser.one("#terms-2").sendKeys("nosuchword");
    browser.one("select[name=kind] option[value=PATENT]").click();
    browser.assertGood("expert");
    browser.one("#terms-2").sendKeys(Keys.ENTER);
    browser.awaitAnswer();
    assertThat(browser.one("#q").getAttribute("value")).isEqualTo("TI=石墨烯 NOT nosuchword");
    assertThat(browser.one(".search-hits").getText()).contains("石墨烯");
    browser.assertQuiet();
  }

  @Test
  void aDocumentThatIsNotThereIsExplained() {
    browser.signIn(account("READER"));
    browser.open("/documents/PATENT%3ACN%3A1%3AA?node=hebei");
    assertThat(browser.text()).contains("无法显示该文献", "没有该文献，或未向本中心共享");
    browser.open("/documents/PATENT%3ACN%3A1%3AA?node=nowhere");
    assertThat(browser.text()).contains("nowhere 没有该文献");
    browser.open("/documents/PATENT%3ACN%3A1%3AA?node=%3Cscript%3E");
    assertThat(browser.text()).contains("本页地址有误");
    browser.assertQuiet();
  }

  @Test
  void textOfPeersStaysText() {
    browser.signIn(account("STAFF"));
    browser.search("毒针");
    assertThat(browser.one(".search-hits h2").getText()).contains("<script>", "onerror=");
    assertThat(browser.one(".search-hits").getText()).contains("毒针公司 <script>");
    assertThat(browser.all("main script, main img, main [onmouseover]")).isEmpty();
    browser.assertQuiet();
    browser.follow(browser.one(".search-hits h2 a"));
    assertThat(browser.one("h1").getText()).contains("<script>window.tiscRan=1");
    assertThat(browser.text()).contains("毒针公司 <script>");
    assertThat(browser.all("main script, main img, main [onmouseover]")).isEmpty();
    browser.assertQuiet();
    browser.search("<script>window.tiscRan=4</script>");
    browser.assertQuiet();
    browser.search("反转针");
    assertThat(browser.one(".search-hits h2").getText()).contains("反转针");
    String outside = "getComputedStyle(document.querySelector('.search-key')).direction";
    assertThat(browser.value(outside)).isEqualTo("ltr");
    browser.follow(browser.one(".search-hits h2 a"));
    assertThat(browser.text()).contains("反转针", "著录项目");
    browser.assertQuiet();
  }

  @Test
  void rulesOfSharingAreShownTriedOutMadeExplainedAndRemoved() {
    browser.signIn(account("ADMINISTRATOR"));
    browser.open("/policies");
    assertThat(browser.one("h1").getText()).isEqualTo("共享规则");
    assertThat(browser.one(".policy-table").getText())
        .contains("jjj/tianjin", "jjj/hebei", "检索、获取全文、批量获取");
    int rules = browser.all("button[name=remove]").size();

    browser.one("#add-kind option[value=DENY]").click();
    browser.one("#add-peer").sendKeys("hebei");
    browser.one("#add-collection").sendKeys(PROBES);
    browser.one("input[name=verb][value=SEARCH]").click();
    browser.follow(browser.one("form.panel .policy-wide button"));
    assertThat(browser.text()).contains("新增这条规则？", "失去", "jjj/hebei", "获取全文");
    browser.assertGood("policies-preview");
    assertThat(browser.text()).doesNotContain("jjj/tianjin");
    assertThat(browser.faint()).isEmpty();
    browser.follow(browser.one("main form button"));
    assertThat(browser.path()).startsWith("/policies?changed=");
    assertThat(browser.one("[role=status]").getText()).contains("已完成");
    assertThat(browser.all("button[name=remove]")).hasSize(rules + 1);

    browser.one("#explain-peer").sendKeys("hebei");
    browser.one("#explain-collection").sendKeys(PROBES);
    browser.follow(browser.one(".policy-go button"));
    assertThat(browser.one(".policy-answers").getText())
        .contains("获取全文", "拒绝", "deny peer:hebei collection:" + PROBES);

    browser.follow(browser.all("button[name=remove]").getLast());
    assertThat(browser.text()).contains("删除这条规则？", "获得");
    browser.follow(browser.one("main form button"));
    assertThat(browser.all("button[name=remove]")).hasSize(rules);

    browser.one("#add-peer").sendKeys("Nobody Here");
    browser.one("#add-collection").sendKeys(PROBES);
    browser.follow(browser.one("form.panel .policy-wide button"));
    assertThat(browser.one("[role=alert]").getText()).contains("Nobody Here");

    browser.assertGood("policies");
    browser.assertQuiet();
  }

  @Test
  void aNarrowScreenNeedsNoScrollingSideways() {
    browser.signIn(account("STAFF"));
    browser.width(360);
    String overflow = "document.documentElement.scrollWidth > 360";
    browser.search("毒针");
    assertThat(browser.value(overflow)).isEqualTo("false");
    browser.search("探针石墨烯");
    assertThat(browser.value(overflow)).isEqualTo("false");
    browser.follow(browser.one(".search-hits h2 a"));
    assertThat(browser.value(overflow)).isEqualTo("false");
    browser.assertQuiet();
  }

  @Test
  void onANarrowScreenTheNavigationOpensByKeyboard() {
    browser.signIn(account("ADMINISTRATOR"));
    browser.open("/networks");
    browser.width(360);
    assertThat(browser.one("nav label").getText()).contains("导航", "区域网络");
    assertThat(browser.one(".place-groups").isDisplayed()).isFalse();
    browser.one("#places").sendKeys(" ");
    assertThat(browser.one(".place-groups").isDisplayed()).isTrue();
    browser.assertGood("navigation");
    browser.width(360);
    browser.follow(browser.one("nav a[href='/policies']"));
    assertThat(browser.path()).isEqualTo("/policies");
    browser.assertQuiet();
  }

  @Test
  void everyFieldHasALabelAndEveryTextItsContrast() {
    browser.signIn(account("STAFF"));
    browser.search("探针石墨烯");
    browser.assertGood("search");
    browser.follow(browser.one(".search-hits h2 a"));
    browser.assertGood("document");
    browser.assertPrints("document");
    browser.search("隔膜 AND (");
    browser.assertGood("search-mistake");
    browser.open("/doctor");
    browser.assertGood("doctor");
    browser.assertQuiet();
  }

  @ParameterizedTest
  @CsvSource({
    "zh-CN, 用户, 的一次性代码, 待设置密码, 角色已更改, 的新令牌, 令牌已收回, 账号已停用, 账号已恢复, 账号已删除, 该用户名已被使用",
    "en, Users, One-time code of, waits for a password, roles are changed, New token of, token is"
        + " taken back, is disabled, open again, is removed, name is taken"
  })
  void usersAreAddedChangedGivenTokensDisabledAndRemoved(
      String language,
      String title,
      String code,
      String waiting,
      String rolesDone,
      String token,
      String revoked,
      String disabled,
      String enabled,
      String removed,
      String taken) {
    String name = "wang-" + language.toLowerCase(Locale.ROOT);
    try (Browser security = newBrowser(language)) {
      security.signIn(account("SECURITY"));
      security.follow(security.one("nav a[href='/users']"));
      assertThat(security.one("h1").getText()).isEqualTo(title);
      security.one("#add-name").sendKeys(name);
      security.one("input[name=role][value=STAFF]").click();
      security.follow(security.one("form[action='/users'][method=post] button"));
      assertThat(security.one("#secret").getText()).contains(code, name);
      String oneTime = security.one(".secret").getText();
      security.assertGood(language + "-users-code");
      security.open("/users?part=" + name);
      assertThat(security.one("tbody tr").getText()).contains(name, waiting);
      security.assertGood(language + "-users");
      security.one("#add-name").sendKeys(name);
      security.one("input[name=role][value=READER]").click();
      security.follow(security.one("form[action='/users'][method=post] button"));
      assertThat(security.one("[role=alert]").getText()).contains(taken);
      assertThat(security.one("#add-name").getAttribute("value")).isEqualTo(name);

      browser.open("/reset");
      browser.one("#name").sendKeys(name);
      browser.one("#code").sendKeys(oneTime);
      browser.one("#password").sendKeys("correct horse 电池");
      browser.one("#again").sendKeys("correct horse 电池");
      browser.follow(browser.one("main form button"));
      browser.signIn(name, "correct horse 电池");
      assertThat(browser.path()).isEqualTo("/");

      security.open("/users/" + name);
      assertThat(security.one("[aria-labelledby=sessions]").getText()).contains("127.0.0.1");
      security.one("input[name=role][value=REVIEWER]").click();
      security.follow(security.one(act("roles")));
      assertThat(security.one("[role=status]").getText()).contains(rolesDone);
      browser.open("/search");
      assertThat(browser.path()).startsWith("/sign-in");

      security.one("[aria-labelledby=tokens] > details > summary").click();
      security.one("#token-label").sendKeys("门户");
      security.one("input[name=scope][value=SEARCH]").click();
      security.assertGood(language + "-user");
      security.follow(security.one(act("token")));
      assertThat(security.one("#secret").getText()).contains(token, name);
      assertThat(security.one(".secret").getText()).startsWith("tisc_");
      security.assertGood(language + "-user-token");
      security.one("[aria-labelledby=tokens] td summary").click();
      security.follow(security.one(act("revoke")));
      assertThat(security.one("[role=status]").getText()).contains(revoked);

      security.one("details:has(form[action$='/disable']) summary").click();
      security.follow(security.one(act("disable")));
      assertThat(security.one("[role=status]").getText()).contains(disabled);
      security.follow(security.one(act("enable")));
      assertThat(security.one("[role=status]").getText()).contains(enabled);
      security.one("details:has(form[action$='/remove']) summary").click();
      security.follow(security.one(act("remove")));
      assertThat(security.one("[role=status]").getText()).contains(removed);
      assertThat(security.text()).doesNotContain(name);

      security.open("/users/" + account("SECURITY").name());
      assertThat(security.all("main form[action$='/roles'], main form[action$='/disable']"))
          .isEmpty();
      security.assertGood(language + "-user-own");
      security.assertQuiet();
    }
  }

  /** The button of one act on the page of a user. */
  private static String act(String act) {
    return "form[action^='/users/'][action$='/" + act + "'] button";
  }

  // Late: the nodes are members of a second network from here on.
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void administratorsFoundJoinShareAndExpelInBothLanguages() {
    Centre tianjin = region.nodes().get(1);
    browser.signIn(account("ADMINISTRATOR"));
    browser.open("/networks");
    assertThat(browser.text()).contains("区域网络", "本节点为协调方", "tianjin", "hebei", "正常");
    browser.one("#create-network").sendKeys("second");
    browser.one("#create-title").sendKeys("第二网络");
    browser.follow(browser.one("form[action='/networks/create'] button"));
    assertThat(browser.one("[role=status]").getText()).contains("网络已建立");
    browser.one(in("second", "invite", " input[name=node]")).sendKeys("tianjin");
    browser.follow(browser.one(in("second", "invite", " button")));
    String invitation = browser.one("#invitation").getText();
    assertThat(invitation).startsWith("tisc-join://");
    browser.assertGood("networks-invited");

    Browser other = new Browser(folder.resolve("profile" + profiles++), tianjin.url(), "en");
    try (other) {
      Account administrator =
          tianjin.accounts().stream()
              .filter(one -> one.role().equals("ADMINISTRATOR"))
              .findFirst()
              .orElseThrow();
      other.signIn(administrator);
      other.open("/networks");
      other.one("#join-invitation").sendKeys(invitation + "x");
      other.follow(other.one("form[action='/networks/join'] button"));
      assertThat(other.one("[role=alert]").getText()).contains("invitation");
      other.one("#join-invitation").sendKeys(invitation);
      other.follow(other.one("form[action='/networks/join'] button"));
      assertThat(other.one("[role=status]").getText()).contains("This node has joined");
      assertThat(other.text()).contains("第二网络", "Roster version 2", "coordinator");

      browser.open("/policies?peer=second/tianjin&collection=" + PROBES);
      assertThat(browser.one(".policy-answers").getText()).contains("⊘ 拒绝").doesNotContain("✓");
      browser.one("#add-peer").sendKeys("second/tianjin");
      browser.one("#add-collection").sendKeys(PROBES);
      browser.follow(browser.one("form.panel .policy-wide button"));
      browser.follow(browser.one("main form button"));
      browser.open("/policies?peer=second/tianjin&collection=" + PROBES);
      assertThat(browser.one(".policy-answers").getText()).contains("✓ 允许");

      browser.open("/networks");
      browser.one("#network-second ~ .scroll details summary").click();
      browser.follow(browser.one(in("second", "expel", " button")));
      assertThat(browser.one("[role=status]").getText()).contains("已移出网络");
      assertThat(browser.all(in("second", "expel", " button"))).isEmpty();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                other.open("/networks");
                return other.text().contains("This node is no longer a member of this network");
              });
      other.assertQuiet();
    }
    browser.assertGood("networks");
    browser.assertQuiet();
  }

  /** The form of the page of networks for one act in one network. */
  private static String in(String network, String act, String part) {
    return "form[action='/networks/"
        + act
        + "']:has(input[name=network][value="
        + network
        + "])"
        + part;
  }

  @Test
  void theAuditLogIsReadAPageAtATime() {
    browser.signIn(account("AUDITOR"));
    browser.open("/audit?from=1");
    assertThat(browser.text()).contains("审计日志", "第 1 至", "节点启动", "建立网络");
    browser.switchLanguage();
    assertThat(browser.text()).contains("Audit log", "Node started", "Network created");
    browser.assertGood("audit");
    browser.assertQuiet();
  }

  // Last: the others need every node.
  @Test
  @Order(Integer.MAX_VALUE)
  void aPeerThatIsDownIsNamedAndItsDocumentsAreExplained() {
    Centre hebei = region.nodes().get(2);
    NodeProcess.kill(hebei.pid(), hebei.homeFolder());
    browser.signIn(account("READER"));
    // Of two networks none is the standard scope.
    browser.open("/search?q=探针石墨烯&scope=network:" + RegionStart.NETWORK);
    assertThat(browser.one(".search-coverage").getText())
        .contains("结果不完整", "hebei", "无法连接")
        .contains("已回答来源之间的排序准确");
    assertThat(browser.all(".search-hits > li")).isNotEmpty();
    browser.open("/documents/PATENT%3ACN%3A199000001%3AA?node=hebei");
    assertThat(browser.text()).contains("目前无法连接 hebei", "重试");
    browser.assertQuiet();
  }
}
