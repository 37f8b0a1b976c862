package org.tisc.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.PeerLink;

/** Twenty nodes in one process: streams of all pairs, and rosters over them. */
@Tag("network")
final class MeshTest {
  private static final int NODES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void twentyNodesMakeOneStreamEachPairAndARosterSpreadsOverThem() {
    long begun = System.nanoTime();
    try (FederationRegion region = FederationRegion.start(NODES)) {
      awaitStreams(region, NODES);
      System.out.printf(
          "%d nodes: joined, with a stream for each pair, after %d ms%n", NODES, millis(begun));
      // Who dialled is the same on both sides of every pair.
      for (int i = 0; i < NODES; i++) {
        for (int k = 0; k < i; k++) {
          assertThat(region.link(i, k).health().stream())
              .isNotEqualTo(region.link(k, i).health().stream());
        }
      }
      long version = version(region, 0);
      long joined = System.nanoTime();
      TestNode late = region.addAlone();
      late.federation().memberships().join(region.invitation(late.id()));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                for (int i = 0; i < NODES; i++) {
                  if (version(region, i) != version + 1) {
                    return false;
                  }
                }
                return true;
              });
      System.out.printf("a roster reached %d nodes within %d ms%n", NODES, millis(joined));
      assertThat(millis(joined)).isLessThan(10_000);
    }
  }

  @Test
  void aRosterMadeAtTheCoordinatorArrivesOverStreamsAndGossipGoesOnWithoutIt() {
    try (FederationRegion region = FederationRegion.start(3)) {
      awaitStreams(region, 3);
      NetworkId network = region.network();
      // node2 hears it while its own calls are the only ones that could not have told it.
      TestNode late = region.addAlone();
      late.federation().memberships().join(region.invitation(new NodeId("node3")));
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> version(region, 1) == 4 && version(region, 2) == 4);
      region.node(2).stop();
      TestNode later = region.addAlone();
      later.federation().memberships().join(region.invitation(later.id()));
      await().atMost(PATIENCE).until(() -> version(region, 1) == 5);
      region.node(0).stop();
      region.node(2).start();
      await().atMost(PATIENCE).until(() -> version(region, 2) == 5);
      assertThat(region.node(2).federation().memberships().roster(network).version()).isEqualTo(5);
    }
  }

  private static void awaitStreams(FederationRegion region, int nodes) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              for (int i = 0; i < nodes; i++) {
                for (PeerLink link : region.node(i).federation().links().peers(region.network())) {
                  if (link.health().stream() == LinkHealth.StreamUse.NONE) {
                    throw new AssertionError(i + " to " + link.id() + ": " + link.lastError());
                  }
                }
              }
            });
  }

  private static long version(FederationRegion region, int node) {
    return region.node(node).federation().memberships().roster(region.network()).version();
  }

  private static long millis(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis();
  }
}
