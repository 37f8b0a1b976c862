package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.MemberState;

/** Leaving a network, and coming back. */
@Tag("network")
final class LeavingTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void whoLeavesIsGoneEverywhereAndMayComeBackByAFreshInvitation() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode leaving = region.node(2);
      leaving.federation().memberships().leave(NET, false, "admin");
      assertThat(leaving.federation().memberships().list()).isEmpty();
      assertFails(Reason.UNKNOWN_NETWORK, () -> leaving.federation().memberships().roster(NET));
      assertThat(leaving.federation().links().peers(NET)).isEmpty();
      for (int i = 0; i < 2; i++) {
        TestNode other = region.node(i);
        await().atMost(PATIENCE).until(() -> stateAt(other, leaving) == MemberState.REMOVED);
        assertThat(other.federation().links().peer(region.peerId(2))).isEmpty();
      }
      assertThat(region.node(0).events().of("member.left")).hasSize(1);
      assertThat(leaving.events().of("network.left")).hasSize(1);
      leaving.stop();
      leaving.start();
      assertThat(leaving.federation().memberships().list()).isEmpty();
      leaving.federation().memberships().join(region.invitation(leaving.id()));
      region.awaitConverged();
    }
  }

  @Test
  void whoWasExpelledMayComeBackByAFreshInvitationOnly() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode expelled = region.node(1);
      region.node(0).federation().memberships().expel(NET, expelled.id(), "admin");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  expelled.federation().memberships().list().getFirst().state()
                      == MemberState.REMOVED);
      expelled.stop();
      expelled.start();
      assertThat(expelled.federation().memberships().list().getFirst().state())
          .isEqualTo(MemberState.REMOVED);
      expelled.federation().memberships().join(region.invitation(expelled.id()));
      region.awaitConverged();
      assertThat(expelled.federation().memberships().list().getFirst().state())
          .isEqualTo(MemberState.ACTIVE);
    }
  }

  @Test
  void withoutTheCoordinatorNothingChangesUnlessOneLeavesLocally() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode leaving = region.node(1);
      region.node(0).stop();
      assertFails(
          Reason.UNAVAILABLE, () -> leaving.federation().memberships().leave(NET, false, "admin"));
      assertThat(leaving.federation().memberships().list()).hasSize(1);
      leaving.federation().memberships().leave(NET, true, "admin");
      assertThat(leaving.federation().memberships().list()).isEmpty();
      region.node(0).start();
      assertThat(stateAt(region.node(0), leaving)).isEqualTo(MemberState.ACTIVE);
    }
  }

  @Test
  void theCoordinatorOfOthersStaysAndOneAloneMayEndItsNetwork() {
    try (FederationRegion region = FederationRegion.start(2)) {
      var first = region.node(0).federation().memberships();
      assertFails(Reason.INVALID_ARGUMENT, () -> first.leave(NET, false, "admin"));
      assertFails(Reason.INVALID_ARGUMENT, () -> first.leave(NET, true, "admin"));
      assertFails(Reason.INVALID_ARGUMENT, () -> first.expel(NET, region.node(0).id(), "admin"));
      assertFails(
          Reason.NOT_COORDINATOR,
          () -> region.node(1).federation().memberships().expel(NET, region.node(0).id(), "admin"));
      NetworkId own = new NetworkId("own");
      for (int i = 0; i < 2; i++) {
        first.create(own, "自己的", Suite.INTL, Optional.empty());
        assertThat(first.roster(own).version()).isEqualTo(1);
        first.leave(own, false, "admin");
        assertThat(first.list()).hasSize(1);
      }
    }
  }

  private static MemberState stateAt(TestNode node, TestNode member) {
    return node.federation().memberships().roster(NET).member(member.id()).orElseThrow().state();
  }
}
