package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.LinkState;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Removal;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRemoval;

/** A deputy cuts a node off while the coordinator is away, and can do nothing else. */
@Tag("network")
final class DeputyTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Memberships at(TestNode node) {
    return node.federation().memberships();
  }

  private static MemberState state(TestNode at, TestNode of) {
    return at(at).roster(NET).member(of.id()).orElseThrow().state();
  }

  private static void name(FederationRegion region, int deputy) {
    at(region.node(0)).deputy(NET, region.node(deputy).id(), true, "admin");
    for (int i = 0; i < region.size(); i++) {
      TestNode node = region.node(i);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  at(node)
                      .roster(NET)
                      .member(region.node(deputy).id())
                      .filter(Member::deputy)
                      .isPresent());
    }
  }

  @Test
  void aDeputyCutsAMemberOffEverywhereAndTheCoordinatorMakesItItsOwn() {
    try (FederationRegion region = FederationRegion.start(5)) {
      name(region, 1);
      TestNode coordinator = region.node(0);
      TestNode deputy = region.node(1);
      TestNode late = region.node(3);
      TestNode gone = region.node(4);
      long version = at(deputy).roster(NET).version();
      long admission = at(deputy).roster(NET).member(gone.id()).orElseThrow().admission();
      String open = at(coordinator).invite(NET, gone.id(), Optional.empty(), true).invitation();
      coordinator.stop();
      late.stop();

      Roster roster = at(deputy).expel(NET, gone.id(), "admin");
      assertThat(roster.member(gone.id()).orElseThrow().state()).isEqualTo(MemberState.REMOVED);
      assertThat(deputy.events().of("member.expelled")).hasSize(1);
      // A member that heard of it refuses the removed one, ends its link, and tells it.
      TestNode second = region.node(2);
      await().atMost(PATIENCE).until(() -> state(second, gone) == MemberState.REMOVED);
      await()
          .atMost(PATIENCE)
          .until(() -> second.federation().links().peer(region.peerId(4)).isEmpty());
      await().atMost(PATIENCE).until(() -> region.link(4, 2).state() == LinkState.REFUSED);
      assertThat(at(second).roster(NET).version()).isEqualTo(version);

      // One that was away meets it at whoever is there, and keeps it through a restart.
      late.start();
      await().atMost(PATIENCE).until(() -> state(late, gone) == MemberState.REMOVED);
      late.stop();
      late.start();
      assertThat(state(late, gone)).isEqualTo(MemberState.REMOVED);

      // The coordinator makes it part of its own roster; then there is nothing beside it any more.
      coordinator.start();
      for (TestNode node : new TestNode[] {coordinator, deputy, second, late}) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    at(node).roster(NET).version() > version
                        && state(node, gone) == MemberState.REMOVED
                        && node.store().list("roster-removals").isEmpty());
      }
      assertThat(coordinator.events().of("removal.accepted")).hasSize(1);

      // Back by a fresh invitation only; the deputy's old word does not touch it.
      assertThatThrownBy(() -> at(gone).join(open))
          .isInstanceOfSatisfying(
              TiscException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.INVITATION_REFUSED));
      at(gone).join(region.invitation(gone.id()));
      region.awaitConverged();
      at(second)
          .offer(
              NET,
              SignedRemoval.sign(
                  new Removal(
                      NET,
                      gone.id(),
                      admission,
                      deputy.id(),
                      region.clock().instant().minus(Duration.ofDays(1))),
                  deputy.key(NET, "tls")));
      assertThat(state(second, gone)).isEqualTo(MemberState.ACTIVE);
    }
  }

  @Test
  void dismissingADeputyKeepsTheRemovalsThatItsPeersHeardOf() {
    try (FederationRegion region = FederationRegion.start(4)) {
      name(region, 1);
      TestNode coordinator = region.node(0);
      TestNode gone = region.node(3);
      coordinator.stop();
      at(region.node(1)).expel(NET, gone.id(), "admin");
      await().atMost(PATIENCE).until(() -> state(region.node(2), gone) == MemberState.REMOVED);
      // The deputy is away when the coordinator comes back, and is dismissed at once.
      region.node(1).stop();
      coordinator.start();
      Roster roster = at(coordinator).deputy(NET, region.node(1).id(), false, "admin");
      assertThat(roster.member(gone.id()).orElseThrow().state()).isEqualTo(MemberState.REMOVED);
      await()
          .atMost(PATIENCE)
          .until(() -> at(region.node(2)).roster(NET).version() >= roster.version());
      assertThat(state(region.node(2), gone)).isEqualTo(MemberState.REMOVED);
      assertThat(region.node(2).store().list("roster-removals")).isEmpty();
    }
  }

  @Test
  void aDeputyTakesOutOrdinaryMembersOnlyAndNobodyElseTakesOutAnybody() {
    try (FederationRegion region = FederationRegion.start(4)) {
      Memberships coordinator = at(region.node(0));
      name(region, 1);
      name(region, 2);
      assertReason(
          Reason.INVALID_ARGUMENT,
          () -> coordinator.deputy(NET, region.node(3).id(), true, "admin"));
      assertReason(
          Reason.INVALID_ARGUMENT,
          () -> coordinator.deputy(NET, region.node(0).id(), true, "admin"));
      assertReason(
          Reason.NOT_COORDINATOR,
          () -> at(region.node(1)).deputy(NET, region.node(3).id(), true, "admin"));
      for (int protectedOne = 0; protectedOne < 3; protectedOne++) {
        var node = region.node(protectedOne).id();
        assertReason(Reason.INVALID_ARGUMENT, () -> at(region.node(1)).expel(NET, node, "admin"));
      }
      assertReason(
          Reason.NOT_COORDINATOR,
          () -> at(region.node(3)).expel(NET, region.node(1).id(), "admin"));
      coordinator.deputy(NET, region.node(1).id(), false, "admin");
      assertThat(region.node(0).events().of("deputy.named")).hasSize(2);
      assertThat(region.node(0).events().of("deputy.dismissed")).hasSize(1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  at(region.node(1))
                      .roster(NET)
                      .member(region.node(1).id())
                      .filter(Member::deputy)
                      .isEmpty());
      assertReason(
          Reason.NOT_COORDINATOR,
          () -> at(region.node(1)).expel(NET, region.node(3).id(), "admin"));
      assertThat(region.node(1).federation().links().peer(region.peerId(3))).isPresent();
    }
  }

  private static void assertReason(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
