package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyFile;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.LinkState;
import org.tisc.federation.membership.MembershipWarning.Code;
import org.tisc.federation.membership.RootRotation.Phase;
import org.tisc.federation.membership.RootRotation.Standing;
import org.tisc.federation.roster.NetworkRoot.State;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRoster;

/** Another root key for a network that goes on: announced, issued from, the former one retired. */
@Tag("network")
final class RootRotationTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Optional<Path> HERE = Optional.empty();

  @TempDir Path folder;

  private static Memberships at(TestNode node) {
    return node.federation().memberships();
  }

  private static Memberships at(FederationRegion region, int node) {
    return at(region.node(node));
  }

  private static Standing step(FederationRegion region, String... without) {
    return at(region, 0)
        .rotation()
        .step(NET, HERE, List.of(without).stream().map(NodeId::new).toList(), "admin");
  }

  private static void awaitAcknowledged(FederationRegion region) {
    await()
        .atMost(PATIENCE)
        .until(() -> at(region, 0).rotation().standing(NET).waitingFor().isEmpty());
  }

  private static void awaitVersion(FederationRegion region) {
    long version = at(region, 0).roster(NET).version();
    for (int i = 0; i < region.size(); i++) {
      int node = i;
      await().atMost(PATIENCE).until(() -> at(region, node).roster(NET).version() >= version);
    }
  }

  /** Lets the clocks go on until every member's certificate is under the present root. */
  private static void awaitMoved(FederationRegion region) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              region.clock().advance(Duration.ofMinutes(2));
              for (int i = 0; i < region.size(); i++) {
                at(region, i).upkeep();
              }
              return at(region, 0).rotation().standing(NET).waitingFor().isEmpty();
            });
  }

  private static X509Certificate root(TestNode node) {
    return node.key(NET, "tls").root();
  }

  private static List<Code> warnings(FederationRegion region, int node) {
    return at(region, node).list().getFirst().warnings().stream()
        .map(MembershipWarning::code)
        .toList();
  }

  @Test
  void underLoadAndInterruptedAtEveryPhaseNoCallFails() {
    int size = 5;
    try (FederationRegion region = FederationRegion.start(size);
        CallLoad load = new CallLoad(region)) {
      X509Certificate former = root(region.node(0));
      load.awaitMore();

      // Within the first phase: the coordinator stops before everybody was heard.
      assertThat(step(region).phase()).isEqualTo(Phase.ANNOUNCED);
      load.stop(0);
      load.awaitMore();
      load.start(0);
      awaitAcknowledged(region);
      assertThat(warnings(region, 0)).containsExactly(Code.ROOT_ROTATION_OPEN);
      load.awaitMore();

      // Between phases; who holds the announcement is still known.
      load.stop(0);
      load.start(0);
      awaitAcknowledged(region);

      // Within the second: the first roster of the new term can not be stored.
      region.node(0).store().failAfter(0);
      assertFails(Reason.INTERNAL, () -> step(region));
      load.stop(0);
      load.awaitMore();
      load.start(0);
      if (at(region, 0).rotation().standing(NET).phase() == Phase.ANNOUNCED) {
        awaitAcknowledged(region);
        step(region);
      }
      assertThat(at(region, 0).rotation().standing(NET).phase()).isEqualTo(Phase.ISSUING);
      awaitVersion(region);
      load.awaitMore();
      assertThat(step(region).phase()).as("others are not there yet").isEqualTo(Phase.ISSUING);

      // Half-way through the renewals.
      region.clock().advance(Duration.ofMinutes(6));
      for (int i = 0; i < 3; i++) {
        at(region, i).upkeep();
      }
      load.stop(0);
      load.awaitMore();
      load.start(0);
      awaitMoved(region);
      load.awaitMore();
      assertThat(step(region).phase()).isEqualTo(Phase.STEADY);
      awaitVersion(region);
      region.awaitConverged();
      load.awaitMore();

      assertThat(load.failures()).isEmpty();
      for (int i = 0; i < size; i++) {
        assertThat(root(region.node(i))).isNotEqualTo(former).isEqualTo(root(region.node(0)));
        assertThat(
                at(region, i).roster(NET).roots().find(State.RETIRED).orElseThrow().certificate())
            .isEqualTo(former);
        assertThat(warnings(region, i)).isEmpty();
      }
      assertThat(region.node(0).events().of("root.announced")).hasSize(1);
      assertThat(region.node(0).events().of("root.retired")).hasSize(1);
    }
  }

  @Test
  void newcomersJoinInEveryPhaseAndTheKeyThatRecoversIsTheNewOne() {
    try (FederationRegion region = FederationRegion.start(2)) {
      String before = invitationFor(region, "node2");
      Path root = takenOut(region.node(0), "before");
      step(region);
      awaitAcknowledged(region);
      // By an invitation from before the announcement, and now; everybody is waited for.
      TestNode second = region.addAlone();
      at(second).join(before);
      region.awaitConverged();
      awaitAcknowledged(region);
      String announced = invitationFor(region, "node3");
      String late = invitationFor(region, "node5");
      assertThat(step(region).phase()).isEqualTo(Phase.ISSUING);
      // It goes first, as soon as the others have heard of its new key.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                at(region, 0).upkeep();
                return !root(region.node(0)).equals(root(second));
              });
      TestNode third = region.addAlone();
      at(third).join(announced);
      TestNode fourth = region.addAlone();
      at(fourth).join(region.invitation(fourth.id()));
      assertThat(root(third)).isEqualTo(root(fourth)).isEqualTo(root(region.node(0)));
      region.awaitConverged();
      awaitMoved(region);
      assertThat(step(region).phase()).isEqualTo(Phase.STEADY);
      awaitVersion(region);

      TestNode fifth = region.addAlone();
      TiscException refused = assertFails(Reason.PEER_MISMATCH, () -> at(fifth).join(late));
      assertThat(refused).hasMessageContaining("ask the coordinator for another one");
      at(fifth).join(region.invitation(fifth.id()));
      region.awaitConverged();

      // The root that is over recovers nothing; the one that took its place does.
      Path present = takenOut(region.node(0), "present");
      region.node(0).stop();
      assertFails(Reason.KEY_FILE_REFUSED, () -> at(second).succession().recover(NET, root, "b"));
      assertThat(at(second).succession().recover(NET, present, "b").term()).isEqualTo(11);
      // And it can be followed by another one again.
      Optional<Path> outside = Optional.of(present);
      RootRotation rotation = at(second).rotation();
      assertThat(rotation.step(NET, outside, List.of(), "b").phase()).isEqualTo(Phase.ANNOUNCED);
      await().atMost(PATIENCE).until(() -> rotation.standing(NET).waitingFor().isEmpty());
      assertThat(rotation.step(NET, outside, List.of(), "b").phase()).isEqualTo(Phase.ISSUING);
      assertThat(at(second).roster(NET).roots().all()).hasSize(3);
      assertThat(present.resolve("region-root-next.p12")).doesNotExist();
    }
  }

  private static String invitationFor(FederationRegion region, String node) {
    return region.invitation(new NodeId(node));
  }

  private Path takenOut(TestNode from, String name) {
    try {
      Path out = Files.createDirectory(folder.resolve(name));
      KeyFile.write(
          out.resolve(NET + "-root.p12"),
          from.key(NET, "root"),
          KeyFile.passphrase(out.resolve(NET + "-root.passphrase")));
      return out;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whoAnswersAnInvitationByTheRosterOfAnEarlierTermAdmitsNobody() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode former = region.node(0);
      TestNode next = region.node(1);
      Path root = takenOut(former, "root");
      former.stop();
      at(next).succession().recover(NET, root, "b");
      TestNode fresh = region.addAlone();
      Invitation made =
          Invitation.parse(at(next).invite(NET, fresh.id(), Optional.empty()).invitation());
      assertThat(made.term()).isEqualTo(10);
      // The former coordinator's machine answers instead, and knows even the secret.
      next.stop();
      former.start();
      Invitation known = Invitation.parse(region.invitation(fresh.id()));
      String forged =
          new Invitation(
                  known.endpoint(),
                  made.member(),
                  known.id(),
                  known.secret(),
                  made.root(),
                  made.term())
              .text();
      TiscException refused = assertFails(Reason.CERTIFICATE_REFUSED, () -> at(fresh).join(forged));
      assertThat(refused).hasMessageContaining("coordinates the network no more");
      assertThat(at(fresh).list()).isEmpty();
    }
  }

  @Test
  void whoIsAwayIsWaitedForOrNamedAndComesBackByTheRosterOrAnInvitation() {
    try (FederationRegion region = FederationRegion.start(4)) {
      TestNode early = region.node(2);
      TestNode gone = region.node(3);
      early.stop();
      gone.stop();
      step(region);
      await()
          .atMost(PATIENCE)
          .until(() -> at(region, 0).rotation().standing(NET).waitingFor().size() == 2);
      assertThat(at(region, 0).list().getFirst().warnings().getFirst().detail())
          .contains("node2, node3");
      assertThat(step(region).phase()).isEqualTo(Phase.ANNOUNCED);
      assertThat(step(region, "node2").phase()).isEqualTo(Phase.ANNOUNCED);
      assertThat(step(region, "node2", "node3").phase()).isEqualTo(Phase.ISSUING);
      assertThat(region.node(0).events().of("root.begun").getFirst().details())
          .containsEntry("without", "node2 node3");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                region.clock().advance(Duration.ofMinutes(2));
                at(region, 0).upkeep();
                at(region, 1).upkeep();
                return at(region, 0).rotation().standing(NET).waitingFor().size() == 2;
              });

      // One that trusts the former root only is led to the present one, and follows.
      early.start();
      await()
          .atMost(PATIENCE)
          .until(() -> at(early).roster(NET).roots().find(State.FORMER).isPresent());
      await().atMost(PATIENCE).until(() -> region.link(2, 1).state() == LinkState.READY);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                region.clock().advance(Duration.ofMinutes(2));
                at(region, 0).upkeep();
                at(early).upkeep();
                return at(region, 0).rotation().standing(NET).waitingFor().size() == 1;
              });
      assertThat(step(region).phase()).isEqualTo(Phase.ISSUING);
      assertThat(step(region, "node3").phase()).isEqualTo(Phase.STEADY);

      // The other one comes back when all is over: refused, told why, and back by an invitation.
      gone.start();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  region
                      .link(3, 1)
                      .lastError()
                      .filter(error -> error.contains("tisc network rekey"))
                      .isPresent());
      at(gone).rekey(at(region, 0).invite(NET, gone.id(), Optional.empty(), true).invitation());
      region.awaitConverged();
      assertThat(root(gone)).isEqualTo(root(region.node(0)));
      gone.stop();
      gone.start();
      region.awaitConverged();
    }
  }

  @Test
  void whoHearsThatItsRootIsRetiredRenewsSinceTheRosterListsItsKey() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode left = region.node(1);
      X509Certificate former = root(left);
      step(region);
      awaitAcknowledged(region);
      step(region);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                at(region, 0).upkeep();
                return !root(region.node(0)).equals(former);
              });
      step(region, "node0", "node1");
      at(left).offer(NET, at(region, 0).proof(NET).roster());
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                region.clock().advance(Duration.ofMinutes(2));
                at(left).upkeep();
                return !root(left).equals(former);
              });
      region.awaitConverged();
      assertThat(warnings(region, 1)).isEmpty();
    }
  }

  @Test
  void whoeverIsNoCoordinatorOrHasNoKeyChangesNothing() {
    try (FederationRegion region = FederationRegion.start(2)) {
      NetworkId outside = new NetworkId("outside");
      at(region, 0).create(outside, "外", Suite.INTL, Optional.of(folder));
      RootRotation rotation = at(region, 0).rotation();
      assertFails(Reason.KEY_FILE_REFUSED, () -> rotation.step(outside, HERE, List.of(), "admin"));
      assertFails(
          Reason.NOT_COORDINATOR,
          () -> at(region, 1).rotation().step(NET, HERE, List.of(), "admin"));
      assertFails(Reason.NOT_COORDINATOR, () -> at(region, 1).rotation().withdraw(NET, "admin"));
      at(region, 0).succession().transfer(NET, region.node(1).id(), Optional.of(folder), "admin");
      assertFails(Reason.INVALID_ARGUMENT, () -> step(region));
      at(region, 0).succession().withdraw(NET, "admin");

      long version = at(region, 0).roster(NET).version();
      assertThat(rotation.withdraw(NET, "admin").phase()).isEqualTo(Phase.STEADY);
      assertThat(at(region, 0).roster(NET).version()).isEqualTo(version);
      Optional<Path> file = Optional.of(folder.resolve("outside-root.p12"));
      assertFails(Reason.INVALID_ARGUMENT, () -> rotation.step(outside, file, List.of(), "admin"));
      Optional<Path> out = Optional.of(folder);
      assertThat(rotation.step(outside, out, List.of(), "admin").phase())
          .isEqualTo(Phase.ANNOUNCED);
      assertFails(Reason.KEY_FILE_REFUSED, () -> rotation.step(outside, HERE, List.of(), "admin"));
      assertFails(
          Reason.INVALID_ARGUMENT,
          () ->
              at(region, 0)
                  .succession()
                  .transfer(outside, region.node(1).id(), Optional.of(folder), "admin"));
      assertThat(rotation.withdraw(outside, "admin").phase()).isEqualTo(Phase.STEADY);
      assertThat(at(region, 0).roster(outside).roots().all()).isEmpty();
      for (Phase expected : List.of(Phase.ANNOUNCED, Phase.ISSUING)) {
        assertThat(rotation.step(outside, out, List.of(), "admin").phase()).isEqualTo(expected);
      }
      assertFails(Reason.INVALID_ARGUMENT, () -> rotation.withdraw(outside, "admin"));
    }
  }

  @Test
  void noOtherHandReplacesARootAndTheFormerOneCountsForNothing() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode victim = region.node(2);
      at(region, 0).deputy(NET, region.node(1).id(), true, "admin");
      awaitVersion(region);
      Instant now = region.clock().instant();
      Roster present = at(region, 0).roster(NET);
      Identity formerRoot = region.node(0).key(NET, "root");
      Identity formerRosterKey = region.node(0).key(NET, "roster");
      SignedRoster old = SignedRoster.sign(present, formerRosterKey);
      Identity rogue = CertificateAuthority.createRoot(NET, now);
      X509Certificate present0 = formerRoot.certificate();

      // A root that the present one has not certified, even where the roster key says so.
      X509Certificate selfMade = new CertificateAuthority(rogue).vouch(rogue.certificate(), now);
      Roster unvouched = present.announcing(present0, rogue.certificate(), selfMade, now);
      assertFails(
          Reason.CERTIFICATE_REFUSED,
          () -> at(victim).offer(NET, SignedRoster.sign(unvouched, formerRosterKey)));
      // One that is vouched for as another than it is.
      X509Certificate good = new CertificateAuthority(formerRoot).vouch(rogue.certificate(), now);
      Identity other = CertificateAuthority.createRoot(NET, now);
      Roster mixed = present.announcing(present0, other.certificate(), good, now);
      assertFails(
          Reason.CERTIFICATE_REFUSED,
          () -> at(victim).offer(NET, SignedRoster.sign(mixed, formerRosterKey)));
      // A deputy's key signs no roster, a vouched announcement no more than another.
      Roster vouched = present.announcing(present0, rogue.certificate(), good, now);
      Identity deputy = region.node(1).key(NET, "tls");
      Identity byDeputy = new CertificateAuthority(deputy).createRosterKey(NET, now);
      assertFails(
          Reason.CERTIFICATE_REFUSED,
          () -> at(victim).offer(NET, SignedRoster.sign(vouched, byDeputy)));
      // The next root itself signs nothing before it is announced by the present one.
      Identity early = new CertificateAuthority(rogue).createRosterKey(NET, 1, now);
      assertFails(
          Reason.CERTIFICATE_REFUSED,
          () -> at(victim).offer(NET, SignedRoster.sign(present.inTerm(1), early)));
      assertThat(at(victim).roster(NET)).isEqualTo(present);

      step(region);
      awaitAcknowledged(region);
      SignedRoster announced =
          SignedRoster.sign(at(region, 0).roster(NET).renewed(now), formerRosterKey);
      step(region);
      awaitVersion(region);
      // From the first roster under the new root on, the former one certifies no roster, in any
      // term.
      Identity later = new CertificateAuthority(formerRoot).createRosterKey(NET, 900, now);
      Roster farAhead = at(victim).roster(NET).inTerm(900);
      for (SignedRoster replayed :
          List.of(
              old,
              announced,
              SignedRoster.sign(farAhead, later),
              SignedRoster.sign(present.inTerm(900), later))) {
        assertFails(Reason.CERTIFICATE_REFUSED, () -> at(victim).offer(NET, replayed));
      }
      awaitMoved(region);
      step(region);
      awaitVersion(region);
      assertThat(at(victim).list().getFirst().warnings()).isEmpty();
      assertThat(at(victim).roster(NET).term()).isEqualTo(1);
    }
  }
}
