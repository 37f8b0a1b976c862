package org.tisc.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.node.cli.TryOut.Outcome;

class NetworkCommandsTest {
  private PretendedNode node;
  private final TryOut tisc = new TryOut();

  @BeforeEach
  void start() throws IOException {
    node = new PretendedNode();
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
  void createSendsWhatWasSaid() {
    node.answers("POST /api/v1/networks", 201, "{\"network\":\"jjj\"}");
    assertThat(asks("network", "create", "jjj", "--title", "京津冀").exit()).isZero();
    assertThat(node.requests().getFirst().body())
        .isEqualTo("{\"network\":\"jjj\",\"title\":\"京津冀\",\"profile\":\"intl\"}");
  }

  @Test
  void theOnlyNetworkNeedNotBeNamed() {
    node.answers("GET /api/v1/networks", 200, "{\"networks\":[{\"network\":\"jjj\"}]}")
        .answers(
            "POST /api/v1/networks/jjj/invitations",
            201,
            "{\"invitation\":\"tisc-1:abc\",\"node\":\"hebei\",\"network\":\"jjj\",\"expiresAt\":\"2026-01-01T00:00:00Z\"}")
        .answers(
            "GET /api/v1/networks/jjj/roster",
            200,
            "{\"network\":\"jjj\",\"version\":3,\"validUntil\":\"2026-03-01T00:00:00Z\",\"members\":[{\"node\":\"a\",\"names\":{\"zh\":\"甲\",\"en\":\"A\"},\"endpoints\":[\"h:1\",\"h:2\"]}]}");
    Outcome invited = asks("network", "invite", "hebei", "--valid-for", "2d");
    assertThat(invited.out()).isEqualTo("tisc-1:abc\n");
    assertThat(node.requests().getLast().body())
        .isEqualTo("{\"node\":\"hebei\",\"validFor\":\"2d\"}");
    assertThat(asks("network", "roster").out()).contains("version 3", "h:1, h:2", "A");
  }

  @Test
  void oneOfSeveralNetworksMustBeNamed() {
    node.answers(
        "GET /api/v1/networks", 200, "{\"networks\":[{\"network\":\"a\"},{\"network\":\"b\"}]}");
    Outcome failed = asks("network", "roster");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("--network");
  }

  @Test
  void joinReadsTheInvitationFromInputSoThatNobodySeesIt() {
    node.answers(
        "POST /api/v1/networks/join",
        200,
        "{\"network\":\"jjj\",\"node\":\"hebei\",\"rosterVersion\":2,\"certificateNotAfter\":\"x\"}");
    tisc.input(" tisc-1:abc \n");
    assertThat(asks("network", "join", "-").out()).contains("hebei is a member of jjj");
    assertThat(node.requests().getFirst().body()).isEqualTo("{\"invitation\":\"tisc-1:abc\"}");
  }

  @Test
  void accountsTakeTheirPasswordFromInput() {
    node.answers("POST /api/v1/accounts", 201, "{\"name\":\"li\"}")
        .answers("POST /api/v1/accounts/li/tokens", 201, "{\"token\":\"t-1\"}");
    tisc.input("geheim\n");
    assertThat(asks("user", "add", "li", "--roles", "STAFF,READER", "--password-file", "-").exit())
        .isZero();
    assertThat(node.requests().getFirst().body())
        .isEqualTo("{\"name\":\"li\",\"password\":\"geheim\",\"roles\":[\"STAFF\",\"READER\"]}");
    assertThat(asks("user", "token", "li", "--label", "portal").out()).isEqualTo("t-1\n");
    assertThat(asks("user", "add", "x", "--roles", "STAFF", "--json").exit()).isEqualTo(1);
  }

  @Test
  void auditIsListed() {
    node.answers(
        "GET /api/v1/audit?from=3&limit=2",
        200,
        "{\"entries\":9,\"list\":[{\"seq\":3,\"event\":\"MEMBER_JOINED\",\"details\":{\"node\":\"a\"}}]}");
    assertThat(asks("audit", "list", "--from", "3", "--limit", "2").out())
        .contains("3", "MEMBER_JOINED", "{\"node\":\"a\"}");
  }
}
