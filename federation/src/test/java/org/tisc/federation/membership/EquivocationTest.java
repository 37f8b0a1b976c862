package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.membership.MembershipWarning.Code;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRoster;

/** Somebody with the roster key tells two halves of a network different things. */
@Tag("network")
final class EquivocationTest {
  private static final NetworkId NET = new NetworkId("region");

  @Test
  void twoRostersOfOneVersionAreFoundByGossipAndAlarmBothSides() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode coordinator = region.node(0);
      coordinator.stop();
      Roster now = region.node(1).federation().memberships().roster(NET);
      var rosterKey = coordinator.key(NET, "roster");
      SignedRoster one = SignedRoster.sign(now.renewed(region.clock().instant()), rosterKey);
      SignedRoster other =
          SignedRoster.sign(
              now.renewed(region.clock().instant().plus(Duration.ofSeconds(1))), rosterKey);
      region.node(1).federation().memberships().offer(NET, one);
      region.node(2).federation().memberships().offer(NET, other);
      for (int i = 1; i < 3; i++) {
        TestNode node = region.node(i);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> node.events().of("roster.equivocation").size() == 1);
        assertThat(node.federation().memberships().list().getFirst().warnings())
            .extracting(MembershipWarning::code)
            .containsExactly(Code.ROSTER_EQUIVOCATION);
        assertThat(node.store().list("roster-evidence")).hasSize(2);
      }
      assertThat(region.node(1).federation().memberships().roster(NET).issuedAt())
          .isBefore(region.node(2).federation().memberships().roster(NET).issuedAt());
      region.node(1).stop();
      region.node(1).start();
      assertThat(region.node(1).federation().memberships().list().getFirst().warnings())
          .extracting(MembershipWarning::code)
          .contains(Code.ROSTER_EQUIVOCATION);
    }
  }
}
