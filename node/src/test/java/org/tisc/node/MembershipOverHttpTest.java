package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The daily life of membership as an administrator meets it, over HTTP, with three nodes. */
class MembershipOverHttpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> NAMES = List.of("beijing", "tianjin", "hebei");
  private static final String SEARCH =
      "/api/v1/search?q=battery&scope=network:jjj&timeoutMillis=20000";

  @TempDir private Path folder;
  private final List<TestHome> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (String name : NAMES) {
      nodes.add(new TestHome(folder.resolve(name), name));
    }
    nodes.getFirst().post("/api/v1/networks", "{\"network\":\"jjj\",\"title\":\"京津冀\"}");
    join(1, "/api/v1/networks/join", "{\"node\":\"tianjin\"}");
    join(2, "/api/v1/networks/join", "{\"node\":\"hebei\"}");
    for (TestHome node : nodes) {
      await().atMost(PATIENCE).until(() -> sources(node, "EMPTY").size() == 3);
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestHome::close);
  }

  private void join(int node, String path, String invitation) throws Exception {
    String text =
        nodes
            .getFirst()
            .post("/api/v1/networks/jjj/invitations", invitation)
            .path("invitation")
            .asString();
    nodes.get(node).post(path, "{\"invitation\":\"" + text + "\"}");
  }

  /** The nodes that a search meets in a state or with a reason. */
  private static List<String> sources(TestHome node, String state) throws Exception {
    return node.get(SEARCH)
        .path("sources")
        .valueStream()
        .filter(
            one ->
                one.path("state").asString("").equals(state)
                    || one.path("reason").asString("").equals(state))
        .map(one -> one.path("node").asString(""))
        .toList();
  }

  private static JsonNode network(TestHome node) throws Exception {
    return node.get("/api/v1/status").at("/networks/0");
  }

  @Test
  void anExpelledNodeSeesItPlainlyAndIsGoneForTheOthers() throws Exception {
    JsonNode expelled = nodes.getFirst().post("/api/v1/networks/jjj/members/hebei/expel", "{}");
    assertThat(expelled.path("state").asString()).isEqualTo("REMOVED");
    TestHome hebei = nodes.get(2);
    await().atMost(PATIENCE).until(() -> hebei.call("GET", SEARCH, "").status() == 403);
    await()
        .atMost(PATIENCE)
        .until(() -> network(hebei).path("state").asString("").equals("NOT_A_MEMBER"));
    assertThat(hebei.call("GET", SEARCH, "").text()).contains("\"NOT_A_MEMBER\"");
    assertThat(network(hebei).at("/peers/0/link").asString("")).isEqualTo("REFUSED");
    for (TestHome node : nodes.subList(0, 2)) {
      await().atMost(PATIENCE).until(() -> sources(node, "EMPTY").size() == 2);
      assertThat(node.get(SEARCH).path("exact").asBoolean()).isTrue();
    }
    join(2, "/api/v1/networks/join", "{\"node\":\"hebei\"}");
    await().atMost(PATIENCE).until(() -> sources(hebei, "EMPTY").size() == 3);
    assertThat(Files.readString(folder.resolve("beijing/audit/audit.log")))
        .contains("MEMBER_EXPELLED");
    assertThat(Files.readString(folder.resolve("hebei/audit/audit.log")))
        .contains("MEMBERSHIP_ENDED");
  }

  @Test
  void aDeputyExpelsAndTheCoordinatorMakesItItsOwn() throws Exception {
    TestHome beijing = nodes.getFirst();
    TestHome tianjin = nodes.get(1);
    String expel = "/api/v1/networks/jjj/members/hebei/expel";
    assertThat(tianjin.call("POST", expel, "{}").text()).contains("NOT_COORDINATOR");
    assertThat(
            beijing
                .call("PUT", "/api/v1/networks/jjj/deputies/tianjin", "{}")
                .json()
                .path("deputy")
                .asBoolean())
        .isTrue();
    await()
        .atMost(PATIENCE)
        .until(() -> tianjin.call("POST", expel, "{}").text().contains("\"REMOVED\""));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Files.readString(folder.resolve("beijing/audit/audit.log"))
                    .contains("REMOVAL_ACCEPTED"));
    await().atMost(PATIENCE).until(() -> sources(beijing, "EMPTY").size() == 2);
    assertThat(Files.readString(folder.resolve("beijing/audit/audit.log")))
        .contains("DEPUTY_NAMED");
    assertThat(beijing.get("/api/v1/networks/jjj/roster").toString()).contains("\"deputy\":true");
  }

  @Test
  void theRootKeyIsReplacedByTheCoordinatorAndEveryRowSaysItsRoot() throws Exception {
    TestHome beijing = nodes.getFirst();
    String rotation = "/api/v1/networks/jjj/rotation";
    assertThat(nodes.get(1).call("POST", rotation, "{}").text()).contains("NOT_COORDINATOR");
    assertThat(beijing.call("POST", rotation, "{\"root\":\"relative\"}").status()).isEqualTo(400);
    String former = beijing.get(rotation).path("root").asString();
    assertThat(page(beijing)).contains("action=\"/networks/rotate\"", former.substring(0, 16));
    assertThat(beijing.post(rotation, "{}").path("state").asString()).isEqualTo("ANNOUNCED");
    assertThat(page(beijing)).contains("action=\"/networks/unrotate\"");
    await().atMost(PATIENCE).until(() -> beijing.get(rotation).path("waitingFor").isEmpty());
    assertThat(beijing.post(rotation, "{}").path("state").asString()).isEqualTo("ISSUING");
    JsonNode roster = beijing.get("/api/v1/networks/jjj/roster");
    assertThat(roster.path("members").valueStream().map(one -> one.path("root").asString()))
        .containsOnly(former);
    assertThat(roster.path("roots").valueStream().map(one -> one.path("state").asString()))
        .containsExactly("FORMER", "CURRENT");
    assertThat(network(beijing).path("warnings").toString()).contains("ROOT_ROTATION_OPEN");
    // Nobody has a certificate under it yet; the page names them, and goes on without them.
    assertThat(page(beijing)).contains("value=\"beijing,hebei,tianjin\"", former.substring(0, 16));
    for (TestHome node : nodes.subList(1, 3)) {
      JsonNode renewed = node.post("/api/v1/networks/jjj/renew", "{}");
      assertThat(renewed.path("state").asString()).isIn("RENEWED", "WAITING");
    }
    assertThat(beijing.call("DELETE", rotation, "").text()).contains("INVALID_ARGUMENT");
    await().atMost(PATIENCE).until(() -> sources(nodes.get(2), "EMPTY").size() == 3);
    assertThat(Files.readString(folder.resolve("beijing/audit/audit.log")))
        .contains("ROOT_ANNOUNCED", "ROOT_BEGUN");
  }

  @Test
  void theCoordinationIsGivenTakenAndRecoveredOnThePage() throws Exception {
    TestHome beijing = nodes.getFirst();
    TestHome tianjin = nodes.get(1);
    Path key = Files.createDirectory(folder.resolve("key"));
    assertThat(page(beijing)).contains("action=\"/networks/transfer\"", "<option>tianjin</option>");
    assertThat(page(tianjin))
        .contains("action=\"/networks/take\"", "action=\"/networks/recover\"")
        .doesNotContain("action=\"/networks/transfer\"", "action=\"/networks/rotate\"");
    assertThat(beijing.form("/networks/transfer", "network=jjj&node=tianjin&root=key").status())
        .isEqualTo(400);
    assertThat(tianjin.form("/networks/take", "network=jjj").status()).isEqualTo(404);
    String offer = "network=jjj&node=tianjin&root=" + key;
    assertThat(beijing.form("/networks/transfer", offer).status()).isEqualTo(303);
    assertThat(page(beijing)).contains("action=\"/networks/withdraw\"");
    assertThat(beijing.form("/networks/withdraw", "network=jjj").status()).isEqualTo(303);
    assertThat(beijing.form("/networks/transfer", offer).status()).isEqualTo(303);
    assertThat(tianjin.form("/networks/take", "network=jjj").status()).isEqualTo(303);
    assertThat(network(tianjin).path("role").asString()).isEqualTo("COORDINATOR");

    TestHome hebei = nodes.get(2);
    assertThat(hebei.form("/networks/recover", "network=jjj&root=" + folder).status())
        .isGreaterThanOrEqualTo(400);
    assertThat(hebei.form("/networks/recover", "network=jjj&root=" + key).status()).isEqualTo(303);
    assertThat(network(hebei).path("role").asString()).isEqualTo("COORDINATOR");
    assertThat(hebei.form("/networks/rotate", "network=jjj&root=" + key).status()).isEqualTo(303);
    assertThat(page(hebei)).contains("action=\"/networks/unrotate\"");
    assertThat(hebei.form("/networks/unrotate", "network=jjj").status()).isEqualTo(303);
    assertThat(page(hebei)).doesNotContain("action=\"/networks/unrotate\"");
  }

  private static String page(TestHome node) throws Exception {
    return node.call("GET", "/networks", "").text();
  }

  @Test
  void whoLeavesKnowsTheNetworkNoMore() throws Exception {
    TestHome tianjin = nodes.get(1);
    assertThat(tianjin.post("/api/v1/networks/jjj/leave", "{}").path("state").asString())
        .isEqualTo("LEFT");
    assertThat(tianjin.get("/api/v1/networks").path("networks").size()).isZero();
    assertThat(tianjin.call("GET", SEARCH, "").status()).isGreaterThanOrEqualTo(400);
    await().atMost(PATIENCE).until(() -> sources(nodes.get(2), "EMPTY").size() == 2);
    assertThat(nodes.getFirst().call("POST", "/api/v1/networks/jjj/leave", "{}").status())
        .isEqualTo(400);
  }

  @Test
  void aBlockIsTwoSidedKeptAndShown() throws Exception {
    TestHome tianjin = nodes.get(1);
    tianjin.call("PUT", "/api/v1/networks/jjj/blocks/hebei", "{}");
    assertThat(sources(tianjin, "BLOCKED")).containsExactly("hebei");
    await().atMost(PATIENCE).until(() -> sources(nodes.get(2), "BLOCKED").contains("tianjin"));
    assertThat(network(tianjin).path("peers").valueStream())
        .filteredOn(peer -> peer.path("blocked").asBoolean(false))
        .singleElement()
        .satisfies(
            peer -> {
              assertThat(peer.path("node").asString()).isEqualTo("hebei");
              assertThat(peer.path("lastError").asString()).startsWith("BLOCKED");
            });
    assertThat(tianjin.call("PUT", "/api/v1/networks/jjj/blocks/nobody", "{}").status())
        .isEqualTo(404);
    tianjin.call("DELETE", "/api/v1/networks/jjj/blocks/hebei", "");
    await().atMost(PATIENCE).until(() -> sources(tianjin, "EMPTY").size() == 3);
    assertThat(Files.readString(folder.resolve("tianjin/audit/audit.log")))
        .contains("PEER_BLOCKED", "PEER_UNBLOCKED", "admin");
  }

  @Test
  void keysAreRenewedAndReplacedWithoutARestart() throws Exception {
    TestHome hebei = nodes.get(2);
    JsonNode renewed = hebei.post("/api/v1/networks/jjj/renew", "{}");
    assertThat(renewed.path("state").asString()).isIn("RENEWED", "WAITING");
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                Files.readString(folder.resolve("hebei/audit/audit.log"))
                    .contains("CERTIFICATE_RENEWED"));
    join(2, "/api/v1/networks/rekey", "{\"node\":\"hebei\",\"replaces\":true}");
    for (TestHome node : nodes) {
      await().atMost(PATIENCE).until(() -> sources(node, "EMPTY").size() == 3);
    }
    assertThat(network(hebei).path("warnings").size()).isZero();
  }

  @Test
  void aCarefulNetworkAdmitsAfterComparingWords() throws Exception {
    TestHome founder = nodes.get(1);
    TestHome joining = nodes.get(2);
    founder.post(
        "/api/v1/networks", "{\"network\":\"careful\",\"title\":\"审慎\",\"approval\":\"manual\"}");
    String invitation =
        founder
            .post("/api/v1/networks/careful/invitations", "{\"node\":\"hebei\"}")
            .path("invitation")
            .asString();
    String body = "{\"invitation\":\"" + invitation + "\"}";
    TestHome.Answer waiting = joining.call("POST", "/api/v1/networks/join", body);
    assertThat(waiting.json().path("reason").asString()).isEqualTo("APPROVAL_PENDING");
    JsonNode words = joining.post("/api/v1/networks/join/words", body).path("words");
    assertThat(waiting.json().path("detail").asString())
        .contains(words.path(0).asString(), words.path(5).asString());
    JsonNode pending = founder.get("/api/v1/networks/careful/pending").at("/pending/0");
    assertThat(pending.path("words")).isEqualTo(words);
    founder.post("/api/v1/networks/careful/pending/hebei/approve", "{\"words\":" + words + "}");
    assertThat(joining.post("/api/v1/networks/join", body).path("network").asString())
        .isEqualTo("careful");
    assertThat(joining.get("/api/v1/networks").path("networks").size()).isEqualTo(2);
  }
}
