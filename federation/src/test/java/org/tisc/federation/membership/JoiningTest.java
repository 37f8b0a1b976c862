package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.RecordedEvents;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.Endpoint;

/** Joining through real ports with real certificates. */
@Tag("network")
final class JoiningTest {
  private static final NetworkId NET = new NetworkId("region");

  @Test
  void joiningIsOneCommandAndSurvivesRestarts() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode joined = region.addAndJoin();
      region.awaitConverged();
      var before = joined.federation().memberships().list();
      for (int i = 0; i < 3; i++) {
        region.node(i).stop();
      }
      for (int i = 0; i < 3; i++) {
        region.node(i).start();
      }
      region.awaitConverged();
      assertThat(joined.federation().memberships().list()).isEqualTo(before);
      assertThat(joined.events().of("network.joined")).hasSize(1);
      assertThat(region.node(0).events().of("enrolment.accepted")).hasSize(2);
      assertThat(region.node(0).events().of("network.created")).hasSize(1);
    }
  }

  @Test
  void aRosterSpreadsWhileTheCoordinatorIsAway() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode absent = region.node(2);
      absent.stop();
      region.addAndJoin();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> region.node(1).federation().memberships().roster(NET).version() == 4);
      region.node(0).stop();
      absent.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> absent.federation().memberships().roster(NET).version() == 4);
      region.node(0).start();
      region.awaitConverged();
    }
  }

  @Test
  void everyWrongInvitationHasItsReasonAndLeavesNothingBehind() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode coordinator = region.node(0);
      TestNode outsider = region.addAlone();
      Memberships mine = outsider.federation().memberships();
      String text = region.invitation(outsider.id());
      Invitation good = Invitation.parse(text);

      assertFails(Reason.INVALID_INVITATION, () -> mine.join("tisc-join://nonsense"));
      assertFails(
          Reason.INVALID_INVITATION, () -> mine.join(region.invitation(new NodeId("other"))));
      int refusalsBefore = coordinator.events().of("enrolment.refused").size();
      assertFails(Reason.PEER_MISMATCH, () -> mine.join(withPin(good).text()));
      assertThat(coordinator.events().of("enrolment.refused")).hasSize(refusalsBefore);
      assertFails(Reason.INVITATION_REFUSED, () -> mine.join(withSecret(good).text()));
      assertFails(Reason.NOT_COORDINATOR, () -> mine.join(at(good, region.node(1).port()).text()));
      assertFails(Reason.UNAVAILABLE, () -> mine.join(at(good, 1).text()));
      assertThat(mine.list()).isEmpty();
      assertThat(outsider.federation().links().peers(NET)).isEmpty();

      mine.join(text);
      assertFails(Reason.ALREADY_EXISTS, () -> mine.join(text));
      region.awaitConverged();
      assertNoSecrets(coordinator.events(), good);
      assertNoSecrets(outsider.events(), good);
    }
  }

  @Test
  void anExpiredInvitationIsRefusedEndToEnd() {
    try (FederationRegion region = FederationRegion.start(1)) {
      TestNode outsider = region.addAlone();
      String text = region.invitation(outsider.id());
      region.clock().advance(Duration.ofHours(25));
      assertFails(Reason.INVITATION_EXPIRED, () -> outsider.federation().memberships().join(text));
      assertThat(region.node(0).events().of("enrolment.refused")).hasSize(1);
    }
  }

  @Test
  void aLostAnswerIsHarmless() {
    try (FederationRegion region = FederationRegion.start(1)) {
      TestNode outsider = region.addAlone();
      String text = region.invitation(outsider.id());
      outsider.store().failAfter(0);
      assertFails(Reason.INTERNAL, () -> outsider.federation().memberships().join(text));
      assertThat(outsider.federation().memberships().list()).isEmpty();
      outsider.stop();
      outsider.start();
      outsider.federation().memberships().join(text);
      region.awaitConverged();
      assertThat(region.node(0).federation().memberships().roster(NET).version()).isEqualTo(2);
    }
  }

  @Test
  void onlyTheCoordinatorInvitesAndNamesMustBeNew(@TempDir Path rootOut) {
    try (FederationRegion region = FederationRegion.start(2)) {
      Memberships first = region.node(0).federation().memberships();
      Memberships second = region.node(1).federation().memberships();
      assertFails(
          Reason.NOT_COORDINATOR, () -> second.invite(NET, new NodeId("x"), Optional.empty()));
      assertFails(
          Reason.UNKNOWN_NETWORK,
          () -> second.invite(new NetworkId("none"), new NodeId("x"), Optional.empty()));
      assertFails(
          Reason.ALREADY_EXISTS, () -> first.invite(NET, region.node(1).id(), Optional.empty()));
      assertFails(
          Reason.ALREADY_EXISTS, () -> first.create(NET, "t", Suite.INTL, Optional.empty()));
      assertFails(
          Reason.UNSUPPORTED_SUITE,
          () -> first.create(new NetworkId("sm-net"), "t", Suite.SM, Optional.empty()));
      second.create(new NetworkId("own"), "自己的", Suite.INTL, Optional.of(rootOut));
      assertThat(rootOut.resolve("own-root.p12")).exists();
      assertThat(second.list()).hasSize(2);
    }
  }

  private static Invitation withPin(Invitation good) {
    return new Invitation(
        good.endpoint(),
        good.member(),
        good.id(),
        good.secret(),
        KeyHash.of(KeyPairs.p256().getPublic()),
        good.term());
  }

  private static Invitation withSecret(Invitation good) {
    return new Invitation(
        good.endpoint(),
        good.member(),
        good.id(),
        com.google.protobuf.ByteString.copyFrom(new byte[Invitation.SECRET_BYTES]),
        good.root(),
        good.term());
  }

  private static Invitation at(Invitation good, int port) {
    return new Invitation(
        new Endpoint("127.0.0.1", port),
        good.member(),
        good.id(),
        good.secret(),
        good.root(),
        good.term());
  }

  private static void assertNoSecrets(RecordedEvents events, Invitation invitation) {
    String code = invitation.text().substring(invitation.text().indexOf('#') + 1);
    assertThat(events.all().toString()).doesNotContain(code.substring(10, 30));
  }
}
