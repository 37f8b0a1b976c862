package org.tisc.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.Node;
import org.tisc.node.cli.NodeAddress;
import org.tisc.node.cli.NodeClient;
import org.tisc.node.cli.NodeHome;
import org.tisc.node.config.ConfigReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An alert on its way between two centres, in the browsers of those who write and read it. */
@Tag("user")
@EnabledIf("installed")
class AlertBrowserTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PASSWORD = "correct horse 电池";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;
  private Centre beijing;
  private Centre tianjin;

  static boolean installed() {
    return Browser.installed();
  }

  /** A node with its administrator at the command line. */
  private record Centre(Node node, NodeClient client, String url) implements AutoCloseable {
    void person(String name, String role) {
      ObjectNode body = JSON.createObjectNode().put("name", name).put("password", PASSWORD);
      body.putArray("roles").add(role);
      client.post("/api/v1/accounts", body);
    }

    @Override
    public void close() {
      client.close();
      node.close();
    }
  }

  private Centre centre(String id, Map<String, String> more) throws IOException {
    Path home = folder.resolve(id);
    Map<String, String> values = new HashMap<>(more);
    values.put("node.id", id);
    values.put("node.name_zh", id + "示例中心");
    values.put("node.name_en", id + " sample centre");
    values.put("http.bind", "127.0.0.1:0");
    values.put("grpc.bind", "127.0.0.1:0");
    NodeHome.create(home, values);
    Node node = Node.start(ConfigReader.read(home), "0.0-test");
    String url = "http://127.0.0.1:" + node.httpPort();
    String token = Files.readString(home.resolve("admin.token")).strip();
    return new Centre(
        node, new NodeClient(new NodeAddress(URI.create(url), token), Locale.ENGLISH), url);
  }

  @BeforeEach
  void found() throws IOException {
    beijing = centre("beijing", Map.of("alerts.review", "required"));
    tianjin = centre("tianjin", Map.of());
    beijing
        .client()
        .post(
            "/api/v1/networks",
            JSON.createObjectNode()
                .put("network", "jjj")
                .put("title", "京津冀")
                .put("profile", "intl"));
    String invitation =
        beijing
            .client()
            .post(
                "/api/v1/networks/jjj/invitations", JSON.createObjectNode().put("node", "tianjin"))
            .path("invitation")
            .asString("");
    tianjin
        .client()
        .post("/api/v1/networks/join", JSON.createObjectNode().put("invitation", invitation));
    beijing.person("li", "STAFF");
    beijing.person("wang", "REVIEWER");
    tianjin.person("zhao", "STAFF");
  }

  @AfterEach
  void stop() {
    tianjin.close();
    beijing.close();
  }

  private Browser browser(Centre centre, String name, String language) {
    Browser browser = new Browser(folder.resolve("profile-" + name), centre.url(), language);
    browser.signIn(name, PASSWORD);
    return browser;
  }

  /** A file named in the editor's list as soon as the node has it. */
  private void attach(Browser browser, Path file) {
    browser.one("form.alert-editor details summary").click();
    browser.one("#f-evidence-files").sendKeys(file.toString());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String listed = browser.value("document.getElementById('f-evidence').value");
              return listed.matches("[0-9a-f]{64} " + file.getFileName());
            });
    assertThat(browser.one("#f-evidence-said").getText())
        .contains("Taken", file.getFileName().toString());
  }

  @Test
  void anAlertIsWrittenReviewedReadAcknowledgedAndWatched() throws IOException {
    Path letter = Files.writeString(folder.resolve("warning letter.txt"), "Cease and desist. 停止侵权");
    try (Browser li = browser(beijing, "li", "en");
        Browser zhao = browser(tianjin, "zhao", "zh")) {
      li.open("/alerts");
      assertThat(li.text()).contains("No alert fits");
      li.follow(li.one("main a.button"));
      li.one("#f-hz").sendKeys("展会扣押风险 <script>window.tiscRan=1</script>");
      li.one("#f-he").sendKeys("Seizure at a fair <b>x</b>");
      li.one("#f-dz").sendKeys("第一段");
      attach(li, letter);
      li.value("document.getElementById('f-severity').value = 'SEVERE'");
      li.follow(li.one("form.alert-editor button[value=preview]"));
      assertThat(li.one("[role=alert]").getText()).contains("expires");
      li.value("document.getElementById('f-expires').value = '2099-01-01T00:00'");
      li.follow(li.one("form.alert-editor > .actions button[value=preview]"));
      assertThat(li.one(".alert-preview").getText())
          .contains("1 centres", "tianjin", "second person");
      li.assertGood("alert-editor");
      li.follow(li.one(".alert-preview button[value=publish]"));
      assertThat(li.text()).contains("In review", "Handed in");
      assertThat(li.all("button[value=pass]")).as("nobody reviews the own alert").isEmpty();
      String place = li.path().replaceAll("[?].*", "");

      try (Browser wang = browser(beijing, "wang", "en")) {
        wang.open("/alerts?state=IN_REVIEW");
        wang.follow(wang.one(".alert-list a"));
        wang.follow(wang.one("button[value=pass]"));
        assertThat(wang.text()).contains("Approved and published", "In force");
      }

      li.open(place);
      awaitState(li, "STORED");
      li.assertGood("alert-card");

      zhao.open("/alerts");
      assertThat(zhao.text()).contains("展会扣押风险 <script>", "未处理", "有 1 条");
      zhao.assertGood("alert-list");
      zhao.follow(zhao.one(".alert-list a"));
      // The page of the sender is not loaded again.
      awaitState(li, "SHOWN");
      zhao.follow(zhao.one("button[value=acknowledge]"));
      assertThat(zhao.text()).contains("已确认", "warning letter.txt");
      awaitState(li, "ACKNOWLEDGED");
      zhao.assertGood("alert-received");

      li.one("form.alert-act input[name=reason]").sendKeys("a mistake");
      li.follow(li.one("button[value=cancel]"));
      assertThat(li.text()).contains("Withdrawn", "a mistake");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                zhao.open(place);
                return zhao.text().contains("已撤销") && zhao.text().contains("a mistake");
              });
      li.open("/activities");
      assertThat(li.text()).contains("Alert published", "Alert reviewed", "Alert withdrawn");
      li.assertGood("ledger");
      li.assertQuiet();
      zhao.assertQuiet();
    }
  }

  private static void awaitState(Browser browser, String state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !browser.all(".alert-matrix [data-state=" + state + "]").isEmpty());
  }
}
