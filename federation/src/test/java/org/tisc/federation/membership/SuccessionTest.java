package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.KeyFile;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.membership.Succession.Step;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRoster;

/** Coordination in other hands: given and taken, or taken up by the root key; never in two. */
@Tag("network")
final class SuccessionTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  private static Memberships at(TestNode node) {
    return node.federation().memberships();
  }

  private static void awaitCoordinator(TestNode at, TestNode coordinator, long term) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                at(at).roster(NET).term() == term
                    && at(at).roster(NET).coordinator().node().equals(coordinator.id()));
  }

  private static boolean coordinates(TestNode node) {
    return at(node).list().getFirst().role() == MemberRole.COORDINATOR
        && node.hasKey(NET, "issuing")
        && node.hasKey(NET, "roster");
  }

  /** Puts the root key where a network that was created with it taken out would have it. */
  private Path rootOf(TestNode creator) {
    KeyFile.write(
        folder.resolve(NET + "-root.p12"),
        creator.key(NET, "root"),
        KeyFile.passphrase(folder.resolve(NET + "-root.passphrase")));
    return folder;
  }

  @Test
  void aTransferMovesTheCoordinationAndNobodyLosesTrust() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode former = region.node(0);
      TestNode next = region.node(1);
      assertFails(
          Reason.NOT_FOUND, () -> at(next).succession().transfer(NET, next.id(), NONE, "b"));
      assertFails(
          Reason.INVALID_ARGUMENT,
          () -> at(former).succession().transfer(NET, next.id(), NONE, "a"));
      Optional<Path> out = Optional.of(folder);
      assertThat(at(former).succession().transfer(NET, next.id(), out, "a"))
          .isEqualTo(Step.OFFERED);
      at(former).succession().withdraw(NET, "a");
      assertFails(
          Reason.NOT_FOUND, () -> at(next).succession().transfer(NET, next.id(), NONE, "b"));
      at(former).succession().transfer(NET, next.id(), out, "a");
      assertFails(
          Reason.NOT_FOUND,
          () -> at(region.node(2)).succession().transfer(NET, region.node(2).id(), NONE, "c"));

      assertThat(at(next).succession().transfer(NET, next.id(), NONE, "b")).isEqualTo(Step.TAKEN);
      for (int i = 0; i < 3; i++) {
        awaitCoordinator(region.node(i), next, 1);
      }
      await().atMost(PATIENCE).until(() -> !former.hasKey(NET, "roster"));
      assertThat(coordinates(next)).isTrue();
      assertThat(former.hasKey(NET, "issuing")).isFalse();
      assertThat(former.hasKey(NET, "root")).isFalse();
      assertThat(next.hasKey(NET, "root")).isFalse();
      assertThat(folder.resolve("region-root.p12")).exists();
      assertFails(Reason.NOT_COORDINATOR, () -> at(former).expel(NET, region.node(2).id(), "a"));
      region.awaitConverged();

      // The new coordinator admits, renews and expels; what the former issued goes on counting.
      TestNode fresh = region.addAlone();
      at(fresh).join(at(next).invite(NET, fresh.id(), Optional.empty()).invitation());
      region.awaitConverged();
      assertThat(at(region.node(2)).renew(NET, Optional.empty(), "c")).isTrue();
      at(next).expel(NET, former.id(), "b");
      awaitState(region.node(2), former, MemberState.REMOVED);
      next.stop();
      next.start();
      assertThat(coordinates(next)).isTrue();
      assertThat(former.events().of("coordination.handed.over")).hasSize(1);
      assertThat(former.events().of("coordination.ended")).hasSize(1);
      assertThat(next.events().of("coordination.taken")).hasSize(1);
    }
  }

  private static final Optional<Path> NONE = Optional.empty();

  private static void awaitState(TestNode at, TestNode of, MemberState state) {
    await()
        .atMost(PATIENCE)
        .until(() -> at(at).roster(NET).member(of.id()).orElseThrow().state() == state);
  }

  @Test
  void aTransferThatACrashInterruptsGoesOnAndMeanwhileNobodySigns() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode former = region.node(0);
      TestNode next = region.node(1);
      at(former).succession().transfer(NET, next.id(), Optional.of(folder), "a");
      // The keys are certified and kept, and the first roster of the term can not be stored.
      next.store().failAfter(0);
      assertFails(Reason.INTERNAL, () -> at(next).succession().transfer(NET, next.id(), NONE, "b"));
      long version = at(former).roster(NET).version();
      assertFails(Reason.NOT_COORDINATOR, () -> at(former).expel(NET, region.node(2).id(), "a"));
      assertFails(
          Reason.ALREADY_EXISTS,
          () -> at(former).succession().transfer(NET, region.node(2).id(), NONE, "a"));
      former.stop();
      former.start();
      assertFails(Reason.NOT_COORDINATOR, () -> at(former).expel(NET, region.node(2).id(), "a"));
      assertThat(at(former).roster(NET).version()).isEqualTo(version);

      next.stop();
      next.start();
      for (int i = 0; i < 3; i++) {
        awaitCoordinator(region.node(i), next, 1);
      }
      region.awaitConverged();
      await().atMost(PATIENCE).until(() -> !former.hasKey(NET, "roster"));
      assertThat(former.events().of("roster.equivocation")).isEmpty();
    }
  }

  @Test
  void theRootKeyMakesAnyMemberTheCoordinatorAndTheLostMachineCountsForNothing() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode lost = region.node(0);
      TestNode next = region.node(1);
      TestNode other = region.node(2);
      Path root = rootOf(lost);
      lost.stop();
      Roster stolen = at(other).roster(NET);
      // Whoever has the machine signs as far ahead as versions of its term go.
      SignedRoster farAhead =
          SignedRoster.sign(
              new Roster(
                  NET,
                  Roster.TERM - 1,
                  region.clock().instant(),
                  region.clock().instant().plus(Roster.VALIDITY),
                  stolen.settings(),
                  stolen.members()),
              lost.key(NET, "roster"));
      at(other).offer(NET, farAhead);
      assertFails(
          Reason.KEY_FILE_REFUSED,
          () -> at(next).succession().recover(NET, folder.resolve("nowhere.p12"), "b"));

      Roster roster = at(next).succession().recover(NET, root.resolve("region-root.p12"), "b");
      assertThat(roster.term()).isEqualTo(10);
      assertThat(roster.member(lost.id()).orElseThrow().state()).isEqualTo(MemberState.REMOVED);
      awaitCoordinator(other, next, 10);
      assertThat(coordinates(next)).isTrue();
      assertThat(next.events().of("coordination.recovered")).hasSize(1);

      // The old roster key signs nothing that counts, in its own term or in the present one.
      at(other).offer(NET, farAhead);
      assertThat(at(other).roster(NET).term()).isEqualTo(10);
      Instant now = region.clock().instant();
      SignedRoster forged = SignedRoster.sign(roster.renewed(now), lost.key(NET, "roster"));
      assertFails(Reason.INVALID_ROSTER, () -> at(other).offer(NET, forged));
      assertThat(at(other).list().getFirst().warnings()).isEmpty();

      // The machine comes back, learns it, and coordinates no more.
      lost.start();
      awaitCoordinator(lost, next, 10);
      assertThat(at(lost).list().getFirst().state()).isEqualTo(MemberState.REMOVED);
      await().atMost(PATIENCE).until(() -> !lost.hasKey(NET, "roster"));
      TestNode fresh = region.addAlone();
      at(fresh).join(at(next).invite(NET, fresh.id(), Optional.empty()).invitation());
      awaitState(other, fresh, MemberState.ACTIVE);
    }
  }

  @Test
  void twoRecoveriesAtOnceAreAnAlarmAndOneMoreSettlesIt() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode one = region.node(1);
      TestNode two = region.node(2);
      Path root = rootOf(region.node(0));
      region.node(0).stop();
      two.stop();
      at(one).succession().recover(NET, root, "b");
      one.stop();
      two.start();
      at(two).succession().recover(NET, root, "c");
      one.start();
      for (TestNode node : new TestNode[] {one, two}) {
        await().atMost(PATIENCE).until(() -> !node.events().of("roster.equivocation").isEmpty());
        assertThat(at(node).roster(NET).coordinator().node()).isEqualTo(node.id());
      }
      at(one).succession().recover(NET, root, "b");
      awaitCoordinator(two, one, 20);
      await().atMost(PATIENCE).until(() -> !two.hasKey(NET, "roster"));
      assertThat(coordinates(one)).isTrue();
    }
  }

  @Test
  void aRootKeyThatWasTakenOutOpensOnAnyMachine() {
    try (FederationRegion region = FederationRegion.start(1)) {
      NetworkId second = new NetworkId("second");
      TestNode node = region.node(0);
      at(node).create(second, "第二网络", Suite.INTL, Optional.of(folder));
      assertThat(node.hasKey(second, "root")).isFalse();
      char[] passphrase = KeyFile.passphrase(folder.resolve("second-root.passphrase"));
      assertThat(KeyFile.read(folder.resolve("second-root.p12"), passphrase).root())
          .isEqualTo(node.key(second, "tls").root());
      assertThat(at(node).succession().recover(second, folder, "a").term()).isEqualTo(10);
      assertThat(at(node).roster(second).coordinator().node()).isEqualTo(node.id());
    }
  }
}
