package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.tisc.node.Node;
import org.tisc.node.cli.Jobs;
import org.tisc.node.cli.NodeAddress;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.config.ConfigReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What people keep and choose around a search, in their browsers. */
@Tag("user")
@EnabledIf("installed")
class DeskBrowserTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PASSWORD = "correct horse 电池";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EVIL =
      "毒 <script>window.tiscRan=1</script><img src=x onerror=\"window.tiscRan=2\">\"'";

  @TempDir private Path folder;
  private Node node;
  private NodeClient client;
  private String url = "";

  static boolean installed() {
    return Browser.installed();
  }

  @BeforeEach
  void start() throws IOException {
    Path home = folder.resolve("beijing");
    NodeHome.create(
        home,
        Map.of(
            "node.id", "beijing",
            "node.name_zh", "北京示例中心",
            "http.bind", "127.0.0.1:0",
            "grpc.bind", "127.0.0.1:0"));
    node = Node.start(ConfigReader.read(home), "0.0-test");
    url = "http://127.0.0.1:" + node.httpPort();
    String token = Files.readString(home.resolve("admin.token")).strip();
    client = new NodeClient(new NodeAddress(URI.create(url), token), Locale.ENGLISH);
    client.post(
        "/api/v1/collections",
        JSON.createObjectNode().put("collection", "p").put("kind", "PATENT"));
    imported(patent("1000001", "一种固态电池", "IN_FORCE") + patent("1000002", EVIL + "电池", "DEAD"));
    for (String name : List.of("li", "wang")) {
      ObjectNode body = JSON.createObjectNode().put("name", name).put("password", PASSWORD);
      body.putArray("roles").add("STAFF");
      client.post("/api/v1/accounts", body);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    node.close();
  }

  private static String patent(String number, String title, String status) {
    ObjectNode patent =
        JSON.createObjectNode()
            .put("schema", "tisc.document/1")
            .put("kind", "PATENT")
            .put("office", "CN")
            .put("number", number)
            .put("kindCode", "A")
            .put("publicationDate", "2020-05-06")
            .put("legalStatus", status);
    patent.putObject("titles").put("zh", title);
    patent.putArray("applicants").add("示例大学");
    return patent + "\n";
  }

  private void imported(String lines) {
    ObjectNode job =
        client.upload(
            "/api/v1/collections/p/import?format=auto&file=p.jsonl",
            new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    assertThat(Jobs.result(client, job, _ -> {}).path("rejected").asInt(-1)).isZero();
  }

  private Browser browser(String name, String language) {
    Browser browser = new Browser(folder.resolve("profile-" + name), url, language);
    browser.signIn(name, PASSWORD);
    return browser;
  }

  private static List<String> heads(Browser browser) {
    return browser.all(".search-table th").stream().map(WebElement::getText).toList();
  }

  @Test
  void aReaderChoosesTheColumnsOfTheListAndTheirOrder() {
    try (Browser browser = browser("li", "zh-CN")) {
      browser.search("电池");
      assertThat(browser.all(".search-hits > li")).hasSize(2);
      browser.follow(browser.one(".search-layout button[value=TABLE]"));
      assertThat(browser.path()).startsWith("/search?q=");
      assertThat(heads(browser))
          .containsExactly("序号", "名称", "号码", "公开日", "申请人", "IPC", "法律状态", "所在节点");
      assertThat(browser.one(".search-table tbody").getText()).contains("2020-05-06", "有效");
      browser.assertGood("search-table");
      browser.follow(browser.one(".search-layout a"));
      browser.follow(browser.one("button[name=add][value=score]"));
      browser.follow(browser.one("button[name=remove][value=ipc]"));
      for (int i = 0; i < 6; i++) {
        browser.follow(browser.one("button[name=up][value=score]"));
      }
      browser.assertGood("columns");
      browser.follow(browser.all("main p a").getLast());
      assertThat(browser.path()).startsWith("/search?q=");
      assertThat(heads(browser))
          .containsExactly("序号", "得分", "名称", "号码", "公开日", "申请人", "法律状态", "所在节点");
      // The choice holds for the next search, too, which fills the page in place.
      browser.search("固态");
      assertThat(heads(browser)).hasSize(8);
      assertThat(browser.all(".search-table mark")).isNotEmpty();
      assertThat(browser.all("main script, main img")).isEmpty();
      browser.assertQuiet();
    }
  }

  @Test
  void hitsAreKeptWithNotesFoundAgainAndUsed() {
    try (Browser browser = browser("li", "zh-CN");
        Browser other = browser("wang", "en")) {
      browser.search("电池");
      browser.one(".search-pick input").click();
      browser.one(".search-keep input[name=name]").sendKeys("固态");
      browser.follow(browser.one(".search-keep button[value=marked]"));
      assertThat(browser.one("[role=status]").getText()).contains("已放入 1 件");
      browser.search("电池");
      browser.follow(browser.one(".search-keep button[value=page]"));
      assertThat(browser.one("[role=status]").getText()).contains("已放入 1 件", "1 件原已在内");
      assertThat(browser.all(".search-kept > li")).hasSize(2);
      browser.one(".search-kept details summary").click();
      browser.one(".search-kept input[name=tags]").sendKeys("核心，" + "待读");
      browser.one(".search-kept textarea").sendKeys(EVIL);
      browser.follow(browser.one(".search-kept details button"));
      assertThat(browser.one(".search-note").getText()).contains("<script>");
      assertThat(browser.all("main script, main img")).isEmpty();
      browser.assertGood("basket");
      String basket = browser.path().replaceAll("[?].*", "");
      browser.follow(browser.one(".search-on a"));
      assertThat(browser.all(".search-kept > li")).hasSize(1);
      browser.one("form[role=search] input").sendKeys("固态");
      browser.follow(browser.one("button[name=inBasket]"));
      assertThat(browser.one(".search-on").getText()).contains("限于“固态”");
      assertThat(browser.all(".search-hits > li")).hasSize(1);
      browser.open(basket);
      browser.follow(browser.one("form:has(select[name=format]) button"));
      assertThat(browser.path()).startsWith("/search/exports/search-export-");
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> browser.one("#export").getText().contains("已完成"));
      browser.open("/baskets");
      assertThat(browser.one("tbody").getText()).contains("固态", "2 件文献");
      browser.assertGood("baskets");
      browser.assertQuiet();

      other.open("/baskets");
      assertThat(other.text()).contains("Baskets").doesNotContain("固态");
      other.open(basket);
      assertThat(other.text()).doesNotContain("固态", "示例大学", "核心");
      other.assertQuiet();
    }
  }

  @Test
  void aSavedSearchTellsWhatIsNewAndIsSharedByChoice() {
    try (Browser browser = browser("li", "zh-CN");
        Browser other = browser("wang", "en")) {
      browser.search("电池");
      browser.one(".search-save summary").click();
      browser.one(".search-save input[name=name]").sendKeys("电池跟踪");
      assertThat(browser.one(".search-save").getText()).contains("在回答时都会得知检索式");
      browser.follow(browser.one(".search-save button"));
      assertThat(browser.path()).startsWith("/searches/s-");
      assertThat(browser.one("#export").getText()).contains("尚未查看");
      looked(browser, "共 2 件");
      assertThat(browser.one("#export").getText()).contains("没有新增内容");
      imported(patent("1000003", "电池外壳", "PENDING") + patent("1000001", "一种固态电池", "DEAD"));
      awaitFound(3);
      looked(browser, "共 3 件");
      assertThat(browser.one(".search-hits").getText()).contains("新增", "电池外壳", "状态变更", "有效 → 失效");
      browser.assertGood("saved-search");
      other.open("/searches");
      assertThat(other.text()).doesNotContain("电池跟踪");
      browser.one("input[name=shared]").click();
      browser.follow(browser.one("button[value=change]"));
      browser.follow(browser.one("button[value=read]"));
      assertThat(browser.all(".search-hits")).isEmpty();
      other.open("/searches");
      assertThat(other.text()).contains("Shared by colleagues", "电池跟踪", "li");
      other.follow(other.one("tbody td a"));
      other.awaitAnswer();
      assertThat(other.all(".search-hits > li")).hasSize(3);
      other.open("/searches");
      other.follow(other.one("button[value=copy]"));
      assertThat(other.text()).contains("Not looked through yet");
      other.assertGood("saved-copy");
      browser.open("/searches");
      browser.assertGood("saved-searches");
      browser.assertQuiet();
      other.assertQuiet();
    }
  }

  private static void looked(Browser browser, String told) {
    browser.follow(browser.one("button[value=look]"));
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                browser.all("#export[data-job]").isEmpty()
                    && browser.one("#export").getText().contains(told));
  }

  /** Until what was imported can be searched. */
  private void awaitFound(int documents) {
    ObjectNode search = JSON.createObjectNode().put("q", "电池");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.post("/api/v1/search", search).path("hits").size() == documents
                    && client.post("/api/v1/search", search).toString().contains("PENDING")
                    && !client.post("/api/v1/search", search).toString().contains("IN_FORCE"));
  }
}
