package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A fourth centre joins, is blocked, renewed, expelled, back and gone; and a network of its own
 * changes its deputies, its root key and its coordinator, by commands alone.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class MembershipTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ProcessRegion region;

  MembershipTest(ProcessRegion region) {
    this.region = region;
  }

  private JsonNode good(ProcessNode node, String input, String... command) {
    String[] json = new String[command.length + 1];
    System.arraycopy(command, 0, json, 0, command.length);
    json[command.length] = "--json";
    TiscProcess.Ended ended = region.tisc(node, input, json);
    assertThat(ended.exit()).as(String.join(" ", command) + ended.err() + ended.out()).isZero();
    return ended.json();
  }

  private void join(ProcessNode node, String by, String... option) {
    String[] invite =
        option.length == 0
            ? new String[] {"network", "invite", node.id()}
            : new String[] {"network", "invite", node.id(), option[0]};
    String invitation = good(region.node(0), "", invite).path("invitation").asString("");
    region.secret(invitation);
    good(node, invitation + "\n", "network", by, "-");
  }

  /** The nodes that a search of this node meets with a state or a reason. */
  private static List<String> sources(ProcessNode node, String state) {
    return node.search("电池", ProcessRegion.NETWORK, "", 1, 20_000)
        .path("sources")
        .valueStream()
        .filter(
            one ->
                one.path("state").asString("").equals(state)
                    || one.path("reason").asString("").equals(state))
        .map(one -> one.path("node").asString(""))
        .toList();
  }

  private static boolean meets(ProcessNode node, String other) {
    return node.search("电池", ProcessRegion.NETWORK, "", 1, 20_000)
        .path("sources")
        .valueStream()
        .anyMatch(one -> one.path("node").asString("").equals(other));
  }

  private static String state(ProcessNode node) {
    return node.get("/api/v1/status").at("/networks/0/state").asString("");
  }

  private void awaitWhole(ProcessNode fourth) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fourth
                    .search("电池", ProcessRegion.NETWORK, "", 1, 5000)
                    .path("exact")
                    .asBoolean(false));
    region.awaitWhole();
  }

  @Test
  void membershipFromTheFirstDayToTheLast() throws IOException {
    ProcessNode beijing = region.node(0);
    ProcessNode tianjin = region.node(1);
    ProcessNode shanxi = region.stranger("shanxi", "shanxi");
    join(shanxi, "join");
    awaitWhole(shanxi);

    good(tianjin, "", "network", "block", "shanxi", "--network", "jjj");
    assertThat(sources(tianjin, "BLOCKED")).containsExactly("shanxi");
    await().atMost(PATIENCE).until(() -> sources(shanxi, "BLOCKED").contains("tianjin"));
    assertThat(region.tisc(tianjin, "", "status").out()).contains("BLOCKED");
    good(tianjin, "", "network", "unblock", "shanxi", "--network", "jjj");
    awaitWhole(shanxi);

    good(shanxi, "", "network", "renew");
    join(shanxi, "rekey", "--replace");
    awaitWhole(shanxi);

    long begun = System.nanoTime();
    good(beijing, "", "network", "expel", "shanxi", "--network", "jjj");
    beijing.kill();
    try {
      await().atMost(PATIENCE).until(() -> !meets(tianjin, "shanxi"));
      await().atMost(PATIENCE).until(() -> !meets(region.node(2), "shanxi"));
      System.out.println(
          "expelled everywhere with the coordinator gone after "
              + Duration.ofNanos(System.nanoTime() - begun).toMillis()
              + " ms");
      await().atMost(PATIENCE).until(() -> state(shanxi).equals("NOT_A_MEMBER"));
      TiscProcess.Ended refused =
          region.tisc(shanxi, "", "search", "电池", "--scope", ProcessRegion.NETWORK, "--json");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.json().at("/problem/reason").asString("")).isEqualTo("NOT_A_MEMBER");
      assertThat(region.tisc(shanxi, "", "status").out()).contains("NOT_A_MEMBER");
    } finally {
      beijing.serve();
    }
    region.awaitWhole();

    join(shanxi, "join");
    awaitWhole(shanxi);
    good(shanxi, "", "network", "leave");
    assertThat(good(shanxi, "", "network", "list").path("networks").size()).isZero();
    await().atMost(PATIENCE).until(() -> !meets(tianjin, "shanxi"));
    region.awaitWhole();
  }

  private static final String OWN = "province";

  private void invite(ProcessNode by, ProcessNode node) {
    String invitation =
        good(by, "", "network", "invite", node.id(), "--network", OWN)
            .path("invitation")
            .asString("");
    region.secret(invitation);
    good(node, invitation + "\n", "network", "join", "-");
  }

  private static JsonNode roster(ProcessNode at) {
    return at.get("/api/v1/networks/" + OWN + "/roster");
  }

  private static JsonNode line(ProcessNode at, ProcessNode of) {
    return roster(at)
        .path("members")
        .valueStream()
        .filter(one -> one.path("node").asString("").equals(of.id()))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitState(ProcessNode at, ProcessNode of, String state) {
    await().atMost(PATIENCE).until(() -> line(at, of).path("state").asString("").equals(state));
  }

  private static void awaitCoordinator(ProcessNode at, ProcessNode coordinator) {
    await()
        .atMost(PATIENCE)
        .until(() -> line(at, coordinator).path("role").asString("").equals("COORDINATOR"));
  }

  private static String rotation(ProcessNode at, String field) {
    return at.get("/api/v1/networks/" + OWN + "/rotation").path(field).asString("");
  }

  @Test
  void theNetworkChangesItsDeputiesItsRootKeyAndItsCoordinator(@TempDir Path media)
      throws IOException {
    ProcessNode first = region.stranger("jinan", "jinan");
    ProcessNode second = region.stranger("qingdao", "qingdao");
    ProcessNode third = region.stranger("yantai", "yantai");
    String key = media.toString();
    good(first, "", "network", "create", OWN, "--title", "省内", "--root-out", key);
    invite(first, second);
    invite(first, third);

    // A deputy takes a member out while the coordinator is away.
    good(first, "", "network", "deputy", second.id(), "--network", OWN);
    await().atMost(PATIENCE).until(() -> line(second, second).path("deputy").asBoolean(false));
    first.kill();
    good(second, "", "network", "expel", third.id(), "--network", OWN);
    awaitState(third, third, "REMOVED");
    first.serve();
    awaitState(first, third, "REMOVED");
    good(first, "", "network", "deputy", second.id(), "--remove", "--network", OWN);
    invite(first, third);

    // Another root key, with the coordinator killed between the steps.
    String former = rotation(first, "root");
    String[] rotate = {"network", "rotate-root", OWN, "--root", key};
    assertThat(good(first, "", rotate).path("state").asString("")).isEqualTo("ANNOUNCED");
    first.kill();
    first.serve();
    await()
        .atMost(PATIENCE)
        .until(
            () -> first.get("/api/v1/networks/" + OWN + "/rotation").path("waitingFor").isEmpty());
    assertThat(good(first, "", rotate).path("state").asString("")).isEqualTo("ISSUING");
    first.kill();
    first.serve();
    for (ProcessNode member : List.of(second, third)) {
      await().atMost(PATIENCE).until(() -> !rotation(member, "root").equals(former));
      good(member, "", "network", "renew", "--network", OWN);
    }
    assertThat(rotation(first, "formerRoot")).isEqualTo(former);
    assertThat(good(first, "", rotate).path("waitingFor").size()).isPositive();
    // Old keys stay listed for minutes; this test names all and does not wait.
    JsonNode retired =
        good(
            first,
            "",
            "network",
            "rotate-root",
            OWN,
            "--root",
            key,
            "--force",
            "jinan,qingdao,yantai");
    assertThat(retired.path("state").asString("")).isEqualTo("STEADY");

    // Given by both administrators, then taken up by the new root key.
    good(first, "", "network", "transfer", second.id(), "--network", OWN, "--root", key);
    good(second, "", "network", "transfer", second.id(), "--network", OWN);
    awaitCoordinator(first, second);
    awaitCoordinator(third, second);
    second.kill();
    JsonNode recovered = good(third, "", "network", "recover", OWN, "--root", key);
    assertThat(recovered.path("coordinator").asString("")).isEqualTo("yantai");
    awaitCoordinator(first, third);
    awaitState(first, second, "REMOVED");
    second.serve();
    awaitState(second, second, "REMOVED");
    invite(third, second);
    awaitState(first, second, "ACTIVE");
  }
}
