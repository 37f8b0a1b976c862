package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.roster.MemberState;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** A member that is taken out, or blocked, is cut off at every point, over real connections. */
@Tag("network")
final class ExpulsionTest {
  private static final Logger LOG = LoggerFactory.getLogger(ExpulsionTest.class);
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What one node has open with the member that is to go. */
  private record Grip(Attacker attacker, ManagedChannel channel, Holding.Call stream)
      implements AutoCloseable {
    static Grip on(TestNode node, Identity identity) {
      Attacker attacker = new Attacker(node.port());
      ManagedChannel channel = attacker.channel(identity, "region.tisc");
      return new Grip(attacker, channel, Holding.open(Attacker.with(channel, "region", "0")));
    }

    @Override
    public void close() {
      attacker.close();
    }
  }

  @Test
  void inARegionOfTwentyAnExpelledMemberIsCutOffEverywhere() {
    int size = 20;
    int last = size - 1;
    try (FederationRegion region =
        FederationRegion.start(size, (index, links) -> List.of(new Holding()))) {
      Identity identity = region.node(last).key(NET, "tls");
      List<Grip> grips = new ArrayList<>();
      try {
        List<CompletableFuture<Long>> cuts = new ArrayList<>();
        for (int i = 0; i < last; i++) {
          Grip grip = Grip.on(region.node(i), identity);
          grips.add(grip);
          cuts.add(notReady(grip.channel()));
        }
        PeerLink towards = region.link(1, last);
        Holding.Call outbound = Holding.open(towards.channel());
        Holding.Call own = Holding.open(region.link(last, 2).channel());

        long begun = System.nanoTime();
        region.node(0).federation().memberships().expel(NET, region.node(last).id(), "admin");

        assertThat(grips.getFirst().stream().reason()).isEqualTo(Reason.NOT_A_MEMBER);
        for (Grip grip : grips) {
          assertThat(grip.stream().reason()).isEqualTo(Reason.NOT_A_MEMBER);
        }
        assertThat(outbound.reason()).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(own.reason()).isEqualTo(Reason.NOT_A_MEMBER);
        long tcp = 0;
        for (CompletableFuture<Long> cut : cuts) {
          tcp = Math.max(tcp, cut.orTimeout(20, TimeUnit.SECONDS).join() - begun);
        }
        LOG.info(
            "Expelled from {} nodes: stream at the coordinator {} ms, last stream {} ms, last"
                + " connection {} ms",
            size,
            grips.getFirst().stream().after(begun).toMillis(),
            grips.stream().mapToLong(g -> g.stream().after(begun).toMillis()).max().orElseThrow(),
            tcp / 1_000_000);

        for (int i = 0; i < last; i++) {
          assertThat(region.node(i).federation().links().peer(region.peerId(last))).isEmpty();
          try (Attacker again = new Attacker(region.node(i).port())) {
            assertThat(
                    again
                        .greet(again.channel(identity, "region.tisc"), "region", "0")
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.NOT_A_MEMBER);
          }
        }
        assertThat(reasonOf(towards)).isEqualTo(Reason.NOT_A_MEMBER);
        assertThatItKnows(region.node(last));
        assertThat(region.node(0).events().of("member.expelled")).hasSize(1);
      } finally {
        grips.forEach(Grip::close);
      }
    }
  }

  /** The node itself has learned it: every link says so, and its own membership, too. */
  private static void assertThatItKnows(TestNode node) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.federation().memberships().list().getFirst().state() == MemberState.REMOVED
                    && node.events().of("membership.ended").size() == 1);
    assertThat(node.federation().links().peers(NET))
        .isNotEmpty()
        .allSatisfy(
            link -> {
              assertThat(link.state()).isEqualTo(LinkState.REFUSED);
              assertThat(link.lastError().orElseThrow()).startsWith("NOT_A_MEMBER");
              assertThat(reasonOf(link)).isEqualTo(Reason.NOT_A_MEMBER);
            });
  }

  @Test
  void anExpulsionSpreadsWhileTheCoordinatorIsAway() {
    try (FederationRegion region =
        FederationRegion.start(4, (index, links) -> List.of(new Holding()))) {
      region.node(2).stop();
      region.node(0).federation().memberships().expel(NET, region.node(3).id(), "admin");
      await().atMost(PATIENCE).until(() -> isRemovedAt(region.node(1), region.node(3)));
      region.node(0).stop();
      region.node(2).start();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> isRemovedAt(region.node(2), region.node(3)));
      try (Attacker again = new Attacker(region.node(2).port())) {
        Identity identity = region.node(3).key(NET, "tls");
        assertThat(
                again
                    .greet(again.channel(identity, "region.tisc"), "region", "0")
                    .orElseThrow()
                    .reason())
            .isEqualTo(Reason.NOT_A_MEMBER);
      }
      region.node(0).start();
    }
  }

  private static boolean isRemovedAt(TestNode node, TestNode removed) {
    return node.federation().memberships().roster(NET).member(removed.id()).orElseThrow().state()
        == MemberState.REMOVED;
  }

  @Test
  void aBlockedPeerIsRefusedCutOffAndNotAskedUntilItIsUnblocked() {
    try (FederationRegion region =
        FederationRegion.start(3, (index, links) -> List.of(new Holding()))) {
      var memberships = region.node(1).federation().memberships();
      Identity identity = region.node(2).key(NET, "tls");
      try (Grip grip = Grip.on(region.node(1), identity)) {
        CompletableFuture<Long> cut = notReady(grip.channel());
        Holding.Call outbound = Holding.open(region.link(1, 2).channel());
        memberships.block(NET, region.node(2).id(), "admin");
        memberships.block(NET, region.node(2).id(), "admin");
        assertThat(grip.stream().reason()).isEqualTo(Reason.BLOCKED);
        assertThat(outbound.reason()).isEqualTo(Reason.BLOCKED);
        assertThat(cut.orTimeout(20, TimeUnit.SECONDS).join()).isNotZero();
      }
      assertThat(reasonOf(region.link(1, 2))).isEqualTo(Reason.BLOCKED);
      assertThat(region.link(1, 2).state()).isEqualTo(LinkState.REFUSED);
      // The first call may still meet the connection that is being cut.
      await().atMost(PATIENCE).until(() -> reasonOf(region.link(2, 1)) == Reason.BLOCKED);
      assertThat(reasonOf(region.link(2, 0))).isNull();
      assertThat(reasonOf(region.link(0, 2))).isNull();

      region.node(1).stop();
      region.node(1).start();
      assertThat(reasonOf(region.link(1, 2))).isEqualTo(Reason.BLOCKED);
      assertThat(region.node(1).federation().memberships().list().getFirst().blocked())
          .containsExactly(region.node(2).id());

      region.node(1).federation().memberships().unblock(NET, region.node(2).id(), "admin");
      assertThat(reasonOf(region.link(1, 2))).isNull();
      region.awaitConverged();
      assertThat(region.node(1).events().of("peer.blocked")).hasSize(2);
      assertThat(region.node(1).events().of("peer.unblocked")).hasSize(1);
    }
  }

  @Test
  void theConnectionOfABlockedPeerThatNeverWasLetInIsClosed() {
    try (FederationRegion region = FederationRegion.start(3)) {
      var memberships = region.node(1).federation().memberships();
      memberships.block(NET, region.node(2).id(), "admin");
      try (Attacker attacker = new Attacker(region.node(1).port())) {
        ManagedChannel channel = attacker.channel(region.node(2).key(NET, "tls"), "region.tisc");
        assertThat(attacker.greet(channel, "region", "0").orElseThrow().reason())
            .isEqualTo(Reason.BLOCKED);
        await().atMost(PATIENCE).until(() -> channel.getState(false) != ConnectivityState.READY);
      }
    }
  }

  /** Done with the moment when the connection of a ready channel ended. */
  private static CompletableFuture<Long> notReady(ManagedChannel channel) {
    CompletableFuture<Long> moment = new CompletableFuture<>();
    assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);
    channel.notifyWhenStateChanged(
        ConnectivityState.READY, () -> moment.complete(System.nanoTime()));
    return moment;
  }

  private static @Nullable Reason reasonOf(PeerLink link) {
    try {
      LinkServiceGrpc.newBlockingStub(link.channel())
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .greet(GreetRequest.getDefaultInstance());
      return null;
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e).reason();
    }
  }
}
