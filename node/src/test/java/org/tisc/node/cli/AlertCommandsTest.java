package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.node.cli.TryOut.Outcome;

class AlertCommandsTest {
  private static final String FILE = "{ \"headline\": {\"zh\":\"标题\"}, \"newer\": 1.10 }";
  private static final String OUT =
      "{\"alertId\":\"a.1\",\"revision\":2,\"state\":\"ACTIVE\",\"recipients\":[\"b\",\"c\"]}";

  @TempDir Path folder;
  private Path file;
  private PretendedNode node;
  private final TryOut tisc = new TryOut();

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
    file = Files.writeString(folder.resolve("alert.json"), FILE);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Outcome asks(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = node.url();
    return tisc.run(all);
  }

  @Test
  void publishSendsTheFileAsItIs() {
    node.answers("POST /api/v1/alerts", 201, OUT);
    Outcome out = asks("alert", "publish", file.toString());
    assertThat(out.exit()).isZero();
    assertThat(node.requests().getLast().body()).isEqualTo(FILE);
    assertThat(out.out()).contains("a.1", "b, c");
  }

  @Test
  void draftsReviewsAndMinutesAreAskedFor() {
    node.answers(
        "POST /api/v1/alerts?then=KEEP&minutes=5",
        202,
        "{\"alertId\":\"a.1\",\"revision\":1,\"state\":\"DRAFT\"}");
    assertThat(asks("alert", "publish", file.toString(), "--draft", "--minutes", "5").out())
        .contains("DRAFT");
    node.answers("PUT /api/v1/alerts/a.1?seen=3&then=REVIEW", 202, OUT);
    assertThat(asks("alert", "update", "a.1", file.toString(), "--review", "--seen", "3").exit())
        .isZero();
  }

  @Test
  void aPreviewIsATable() {
    node.answers(
        "POST /api/v1/alerts/preview",
        200,
        "{\"network\":\"n\",\"tlp\":\"RED\",\"reviewRequired\":true,\"recipients\":[{\"peer\":\"b\","
            + "\"names\":{\"en\":\"Beijing\"},\"feed\":\"n/a->b\"}]}");
    assertThat(asks("alert", "publish", file.toString(), "--preview").out())
        .contains("RED", "Beijing", "n/a->b", "second person");
  }

  @Test
  void aNeededReviewIsAFailureWithItsReason() {
    node.answers(
        "POST /api/v1/alerts",
        409,
        "{\"type\":\"/problems/review-needed\",\"title\":\"x\",\"status\":409,\"detail\":\"alert"
            + " a.1\",\"reason\":\"REVIEW_NEEDED\"}");
    Outcome out = asks("alert", "publish", file.toString(), "--json");
    assertThat(out.exit()).isEqualTo(1);
    assertThat(out.out()).contains("\"problem\"", "REVIEW_NEEDED", "a.1");
  }

  @Test
  void actsCarryTheirReason() {
    node.answers("POST /api/v1/alerts/a.1/cancel", 200, OUT);
    asks("alert", "cancel", "a.1", "--reason", "误报");
    assertThat(node.requests().getLast().body()).contains("误报");
    node.answers(
        "POST /api/v1/alerts/a.1/reject?network=n",
        200,
        "{\"alertId\":\"a.1\",\"state\":\"ACTIVE\",\"inbox\":\"REJECTED\"}");
    assertThat(asks("alert", "reject", "a.1", "--network", "n", "--reason", "x").out())
        .contains("REJECTED");
    assertThat(asks("alert", "cancel", "a.1").exit()).as("no reason").isEqualTo(2);
    node.answers("POST /api/v1/alerts/a.1/review", 200, OUT);
    asks("alert", "review", "a.1", "--return", "--reason", "x");
    assertThat(node.requests().getLast().body()).contains("RETURN");
  }

  @Test
  void theMatrixIsATableOfTheJson() {
    node.answers(
        "GET /api/v1/alerts/a.1/deliveries",
        200,
        "{\"alertId\":\"a.1\",\"revision\":1,\"deliveries\":[{\"peer\":\"b\",\"state\":\"REJECTED\",\"reason\":\"\\u001b[31mx\"}]}");
    assertThat(asks("alert", "deliveries", "a.1").out())
        .contains("REJECTED")
        .doesNotContain("\u001b");
    assertThat(asks("alert", "deliveries", "a.1", "--json").out()).contains("\"deliveries\"");
  }

  @Test
  void aMissingFileIsNamed() {
    Outcome out = asks("alert", "verify", folder.resolve("none.json").toString());
    assertThat(out.exit()).isEqualTo(1);
    assertThat(out.err()).contains("none.json");
  }

  @Test
  void theListShowsDraftsAndAlerts() {
    node.answers(
        "GET /api/v1/alerts?state=ACTIVE",
        200,
        "{\"alerts\":[{\"alertId\":\"a.1\",\"revision\":1,\"state\":\"ACTIVE\",\"severity\":\"MINOR\","
            + "\"status\":\"TEST\",\"headline\":{\"zh\":\"标题\"}}],\"drafts\":[{\"alertId\":\"a.2\","
            + "\"revision\":1,\"state\":\"DRAFT\",\"headline\":{\"zh\":\"草稿\"}}],\"cursor\":\"x_y\"}");
    assertThat(asks("alert", "list", "--state", "ACTIVE").out())
        .contains("a.1", "TEST", "标题", "a.2", "草稿", "x_y");
  }

  @Test
  void theLedgerIsATableWithItsSums() {
    node.answers(
        "GET /api/v1/activities?article=8",
        200,
        "{\"activities\":[{\"at\":\"2026-03-01T08:00:00Z\",\"what\":\"alert.publish\",\"tier\":\"KEY\"}],"
            + "\"counted\":{\"activities\":7,\"minutes\":90}}");
    assertThat(asks("activity", "list", "--article", "8").out())
        .contains("alert.publish", "7", "90");
  }
}
