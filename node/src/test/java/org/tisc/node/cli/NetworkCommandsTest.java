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
  void membershipEndsAndIsRenewedByTheOnlyNetwork() {
    node.answers("GET /api/v1/networks", 200, "{\"networks\":[{\"network\":\"jjj\"}]}")
        .answers(
            "POST /api/v1/networks/jjj/members/hebei/expel",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"state\":\"REMOVED\",\"rosterVersion\":7}")
        .answers(
            "PUT /api/v1/networks/jjj/deputies/hebei",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"deputy\":true,\"rosterVersion\":8}")
        .answers(
            "DELETE /api/v1/networks/jjj/deputies/hebei",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"deputy\":false,\"rosterVersion\":9}")
        .answers(
            "PUT /api/v1/networks/jjj/blocks/hebei",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"blocked\":true}")
        .answers(
            "DELETE /api/v1/networks/jjj/blocks/hebei",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"blocked\":false}")
        .answers(
            "POST /api/v1/networks/jjj/renew",
            200,
            "{\"network\":\"jjj\",\"state\":\"RENEWED\",\"certificateNotAfter\":\"2027-01-01T00:00:00Z\"}")
        .answers(
            "POST /api/v1/networks/jjj/leave", 200, "{\"network\":\"jjj\",\"state\":\"LEFT\"}");
    assertThat(asks("network", "expel", "hebei").out()).contains("hebei", "no more", "7");
    assertThat(asks("network", "deputy", "hebei").out()).contains("hebei is a deputy", "8");
    assertThat(asks("network", "deputy", "hebei", "--remove").out()).contains("no deputy", "9");
    assertThat(asks("network", "block", "hebei").out()).contains("hebei is blocked");
    assertThat(asks("network", "unblock", "hebei").out()).contains("not blocked");
    assertThat(asks("network", "renew").out()).contains("2027-01-01");
    assertThat(asks("network", "leave").out()).contains("left jjj");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"local\":false}");
    assertThat(asks("network", "expel").exit()).isEqualTo(2);
  }

  @Test
  void theRootKeyIsReplacedStepByStep() {
    node.answers(
            "POST /api/v1/networks/jjj/rotation",
            200,
            "{\"state\":\"ANNOUNCED\",\"rosterVersion\":7,\"waitingFor\":[\"hebei\",\"tianjin\"]}")
        .answers(
            "POST /api/v1/networks/yrd/rotation",
            200,
            "{\"state\":\"ISSUING\",\"rosterVersion\":8,\"waitingFor\":[\"hebei\"]}")
        .answers(
            "POST /api/v1/networks/gba/rotation",
            200,
            "{\"state\":\"STEADY\",\"rosterVersion\":9,\"waitingFor\":[]}")
        .answers(
            "DELETE /api/v1/networks/jjj/rotation",
            200,
            "{\"state\":\"STEADY\",\"rosterVersion\":9,\"waitingFor\":[]}");
    assertThat(asks("network", "rotate-root", "jjj", "--root", "/media/key").out())
        .contains("announced", "hebei,tianjin", "version 7");
    assertThat(node.requests().getLast().body())
        .isEqualTo("{\"root\":\"/media/key\",\"without\":[]}");
    assertThat(asks("network", "rotate-root", "yrd", "--force", "hebei,tianjin").out())
        .contains("new root", "hebei");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"without\":[\"hebei\",\"tianjin\"]}");
    assertThat(asks("network", "rotate-root", "gba").out()).contains("Destroy");
    assertThat(asks("network", "rotate-root", "jjj", "--withdraw").exit()).isZero();
    assertThat(asks("network", "rotate-root").exit()).isEqualTo(2);
  }

  @Test
  void theCoordinationIsOfferedTakenWithdrawnAndRecovered() {
    node.answers("GET /api/v1/networks", 200, "{\"networks\":[{\"network\":\"jjj\"}]}")
        .answers(
            "POST /api/v1/networks/jjj/transfer/hebei",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"state\":\"OFFERED\",\"rosterVersion\":7}")
        .answers(
            "POST /api/v1/networks/jjj/transfer/beijing",
            200,
            "{\"network\":\"jjj\",\"node\":\"beijing\",\"state\":\"TAKEN\",\"rosterVersion\":9}")
        .answers(
            "DELETE /api/v1/networks/jjj/transfer",
            200,
            "{\"network\":\"jjj\",\"state\":\"WITHDRAWN\"}")
        .answers(
            "POST /api/v1/networks/jjj/recover",
            200,
            "{\"network\":\"jjj\",\"coordinator\":\"hebei\",\"rosterVersion\":8,"
                + "\"members\":[\"hebei\",\"tianjin\"]}");
    assertThat(asks("network", "transfer", "hebei", "--root", "/media/key").out())
        .contains("offered to hebei", "tisc network transfer hebei");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"root\":\"/media/key\"}");
    assertThat(asks("network", "transfer", "beijing").out()).contains("coordinates jjj now", "9");
    assertThat(asks("network", "transfer", "--withdraw").out()).contains("taken back");
    assertThat(asks("network", "transfer").err()).contains("--withdraw");
    assertThat(asks("network", "recover", "jjj", "--root", "/media/key").out())
        .contains("hebei coordinates jjj now", "hebei, tianjin");
    assertThat(asks("network", "recover", "jjj").exit()).isEqualTo(2);
  }

  @Test
  void joinShowsTheWordsAndWaitsForApproval() {
    node.answers(
            "POST /api/v1/networks/join",
            424,
            "{\"reason\":\"APPROVAL_PENDING\",\"title\":\"t\",\"detail\":\"d\"}")
        .answers(
            "POST /api/v1/networks/join",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"rosterVersion\":2,\"certificateNotAfter\":\"x\"}")
        .answers("POST /api/v1/networks/join/words", 200, "{\"words\":[\"0001\",\"2345\"]}");
    Outcome joined = asks("network", "join", "tisc-1:abc");
    assertThat(joined.err()).contains("0001 2345");
    assertThat(joined.out()).contains("hebei is a member of jjj");
    node.answers(
        "POST /api/v1/networks/rekey",
        424,
        "{\"reason\":\"APPROVAL_PENDING\",\"title\":\"t\",\"detail\":\"d\"}");
    assertThat(asks("network", "rekey", "tisc-1:abc", "--wait", "0").exit()).isEqualTo(1);
  }

  @Test
  void approveListsWhoWaitsAndApprovesByWords() {
    node.answers("GET /api/v1/networks", 200, "{\"networks\":[{\"network\":\"jjj\"}]}")
        .answers(
            "GET /api/v1/networks/jjj/pending",
            200,
            "{\"network\":\"jjj\",\"pending\":[{\"node\":\"hebei\",\"words\":[\"0001\",\"2345\"],\"until\":\"u\"}]}")
        .answers(
            "POST /api/v1/networks/jjj/pending/hebei/approve",
            200,
            "{\"network\":\"jjj\",\"node\":\"hebei\",\"words\":[\"0001\",\"2345\"]}");
    assertThat(asks("network", "approve").out()).contains("hebei", "0001 2345");
    assertThat(asks("network", "approve", "hebei", "--words", " 0001  2345 ").out())
        .contains("hebei may become a member");
    assertThat(node.requests().getLast().body()).isEqualTo("{\"words\":[\"0001\",\"2345\"]}");
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
        "{\"entries\":9,\"list\":[{\"seq\":3,\"at\":\"2026-01-02T03:04:05Z\",\"event\":\"NETWORK_JOINED\","
            + "\"actor\":\"node\",\"details\":{\"network\":\"a\",\"invitation\":\"b\"}}]}");
    assertThat(asks("audit", "list", "--from", "3", "--limit", "2").out().lines())
        .contains("3    2026-01-02T03:04:05Z  NETWORK_JOINED  node   network=a invitation=b");
  }
}
