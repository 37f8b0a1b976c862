package org.tisc.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.membership.MembershipSummary;

final class FederationRegionTest {
  @Test
  void threeNodesJoinAndEveryOneSeesEveryOther() {
    try (FederationRegion region = FederationRegion.start(3)) {
      for (int i = 0; i < 3; i++) {
        TestNode node = region.node(i);
        List<MembershipSummary> memberships = node.federation().memberships().list();
        assertThat(memberships).hasSize(1);
        assertThat(memberships.getFirst().rosterVersion()).isEqualTo(3);
        assertThat(node.federation().links().peers(region.network()))
            .hasSize(2)
            .isSortedAccordingTo((a, b) -> a.id().compareTo(b.id()))
            .allMatch(PeerLink::reachable);
      }
    }
  }

  @Test
  void eightNodesSeeEachOtherToo() {
    try (FederationRegion region = FederationRegion.start(8)) {
      for (int i = 0; i < region.size(); i++) {
        assertThat(region.node(i).federation().links().peers(region.network())).hasSize(7);
        assertThat(region.node(i).federation().memberships().roster(region.network()).version())
            .isEqualTo(8);
      }
    }
  }
}
