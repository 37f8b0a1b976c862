package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A fourth centre joins, is blocked, renewed, expelled, back and gone, by commands alone. */
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
}
