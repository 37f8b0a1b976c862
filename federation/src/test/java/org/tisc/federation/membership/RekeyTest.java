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
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.MemberRole;

/** Replacing a key by invitation, and being a member of several networks. */
@Tag("network")
final class RekeyTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aFreshInvitationReplacesTheKeyAndTheOldOneIsRefusedAtOnce() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode node = region.node(1);
      KeyHash old = key(node, NET);
      String text = replacing(region, node.id());
      assertFails(Reason.ALREADY_EXISTS, () -> memberships(node).join(text));
      memberships(node).rekey(text);
      KeyHash fresh = key(node, NET);
      assertThat(fresh).isNotEqualTo(old);
      assertThat(listed(region, node.id())).isEqualTo(fresh);
      region.awaitConverged();
      node.stop();
      node.start();
      region.awaitConverged();
      assertThat(node.events().of("network.rekeyed")).hasSize(1);

      // The invitation has done its work; a later key is not undone by it.
      region.clock().advance(Duration.ofMinutes(1));
      await().atMost(PATIENCE).until(() -> memberships(node).renew(NET, Optional.empty(), "admin"));
      assertFails(Reason.INVITATION_USED, () -> memberships(node).rekey(text));
      region.awaitConverged();
    }
  }

  @Test
  void aNodeThatLostItsDiskMovesToANewMachine() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode lost = region.node(1);
      String text = replacing(region, lost.id());
      lost.stop();
      TestNode moved = region.addAgain(lost);
      memberships(moved).rekey(text);
      await().atMost(PATIENCE).until(() -> listed(region, lost.id()).equals(key(moved, NET)));
      region.awaitConverged();
    }
  }

  @Test
  void theCoordinatorCanReplaceItsOwnKeyAndStaysCoordinator() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode coordinator = region.node(0);
      memberships(coordinator).rekey(replacing(region, coordinator.id()));
      assertThat(memberships(coordinator).list().getFirst().role())
          .isEqualTo(MemberRole.COORDINATOR);
      assertThat(listed(region, coordinator.id())).isEqualTo(key(coordinator, NET));
      region.addAndJoin();
      region.awaitConverged();
    }
  }

  @Test
  void onlyAMembersKeyIsReplaced() {
    try (FederationRegion region = FederationRegion.start(2)) {
      assertFails(Reason.NOT_FOUND, () -> replacing(region, new NodeId("nobody")));
      String text = replacing(region, region.node(1).id());
      memberships(region.node(0)).expel(NET, region.node(1).id(), "admin");
      assertFails(Reason.INVITATION_REFUSED, () -> memberships(region.node(1)).rekey(text));
    }
  }

  @Test
  void oneNodeInTwoNetworksHasTwoKeysAndTwoCirclesOfPeers() {
    NetworkId second = new NetworkId("second");
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode both = region.node(1);
      TestNode founder = region.node(2);
      memberships(founder).create(second, "另一网络", Suite.INTL, Optional.empty());
      memberships(both)
          .join(memberships(founder).invite(second, both.id(), Optional.empty()).invitation());
      assertThat(key(both, NET)).isNotEqualTo(key(both, second));
      assertThat(memberships(both).list())
          .extracting(MembershipSummary::network)
          .containsExactly(NET, second);
      assertThat(both.federation().links().peers(NET)).hasSize(2);
      assertThat(both.federation().links().peers(second)).hasSize(1);
      assertThat(region.node(0).federation().links().peers(second)).isEmpty();

      memberships(founder).expel(second, both.id(), "admin");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  memberships(both).list().getLast().state()
                      == org.tisc.federation.roster.MemberState.REMOVED);
      region.awaitConverged();
      memberships(both).leave(second, false, "admin");
      both.stop();
      both.start();
      region.awaitConverged();
      assertThat(memberships(both).list()).hasSize(1);
    }
  }

  private static String replacing(FederationRegion region, NodeId node) {
    return memberships(region.node(0)).invite(NET, node, Optional.empty(), true).invitation();
  }

  private static Memberships memberships(TestNode node) {
    return node.federation().memberships();
  }

  private static KeyHash key(TestNode node, NetworkId network) {
    return KeyHash.of(node.key(network, "tls").certificate().getPublicKey());
  }

  private static KeyHash listed(FederationRegion region, NodeId node) {
    return memberships(region.node(0)).roster(NET).member(node).orElseThrow().tlsKeys().stream()
        .reduce((a, b) -> b)
        .orElseThrow();
  }
}
