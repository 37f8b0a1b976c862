package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;

/** Networks whose coordinator approves each node after comparing words. */
@Tag("network")
final class ApprovalTest {
  private static final NetworkId NET = new NetworkId("careful");

  @Test
  void aNodeIsAMemberOnlyWhenBothSidesSawTheSameWords() {
    try (FederationRegion region = FederationRegion.start(1)) {
      Memberships coordinator = careful(region);
      TestNode joining = region.addAlone();
      Memberships mine = joining.federation().memberships();
      String text = coordinator.invite(NET, joining.id(), Optional.empty()).invitation();
      TiscException waiting = assertFails(Reason.APPROVAL_PENDING, () -> mine.join(text));
      List<String> words = mine.approvalWords(text);
      assertThat(words).hasSize(6).allMatch(word -> word.matches("\\d{4}"));
      assertThat(waiting).hasMessageContaining(String.join(" ", words));
      assertThat(coordinator.pending(NET))
          .singleElement()
          .satisfies(
              pending -> {
                assertThat(pending.node()).isEqualTo(joining.id());
                assertThat(pending.words()).isEqualTo(words);
              });
      assertFails(Reason.APPROVAL_PENDING, () -> mine.join(text));
      assertThat(coordinator.roster(NET).members()).hasSize(1);
      assertFails(
          Reason.NOT_FOUND,
          () -> coordinator.approve(NET, joining.id(), List.of("0", "1", "2", "3", "4", "5"), "a"));
      assertFails(
          Reason.NOT_FOUND, () -> coordinator.approve(NET, new NodeId("other"), List.of(), "a"));
      coordinator.approve(NET, joining.id(), words, "admin");
      assertThat(coordinator.pending(NET)).isEmpty();
      mine.join(text);
      assertThat(coordinator.roster(NET).members()).hasSize(2);
      assertThat(region.node(0).events().of("node.approved")).hasSize(1);
    }
  }

  @Test
  void waitingNodesAreForgottenAfterADayAndSurviveARestartBefore() {
    try (FederationRegion region = FederationRegion.start(1)) {
      Memberships coordinator = careful(region);
      TestNode joining = region.addAlone();
      Memberships mine = joining.federation().memberships();
      String text =
          coordinator.invite(NET, joining.id(), Optional.of(Duration.ofDays(3))).invitation();
      assertFails(Reason.APPROVAL_PENDING, () -> mine.join(text));
      region.node(0).stop();
      region.node(0).start();
      Memberships again = region.node(0).federation().memberships();
      assertThat(again.pending(NET)).hasSize(1);
      region.clock().advance(Duration.ofHours(25));
      assertFails(Reason.INVITATION_REFUSED, () -> mine.join(text));
      assertThat(again.pending(NET)).isEmpty();
    }
  }

  @Test
  void onlySoManyNodesWaitAtATime() {
    try (FederationRegion region = FederationRegion.start(1)) {
      Memberships coordinator = careful(region);
      TestNode joining = region.addAlone();
      for (int i = 0; i < 32; i++) {
        String text = coordinator.invite(NET, joining.id(), Optional.empty()).invitation();
        assertFails(Reason.APPROVAL_PENDING, () -> joining.federation().memberships().join(text));
      }
      String last = coordinator.invite(NET, joining.id(), Optional.empty()).invitation();
      assertFails(Reason.BUSY, () -> joining.federation().memberships().join(last));
      assertThat(coordinator.pending(NET)).hasSize(32);
      assertFails(
          Reason.INVALID_ARGUMENT,
          () -> coordinator.approve(NET, joining.id(), List.of(), "admin"));
    }
  }

  private static Memberships careful(FederationRegion region) {
    Memberships coordinator = region.node(0).federation().memberships();
    coordinator.create(NET, "谨慎的网络", Suite.INTL, Optional.empty(), true);
    return coordinator;
  }
}
