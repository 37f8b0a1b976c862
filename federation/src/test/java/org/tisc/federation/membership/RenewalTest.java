package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.membership.MembershipWarning.Code;
import org.tisc.federation.roster.Member;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** Certificates, rosters and authorities through the months, by a clock that is moved. */
@Tag("network")
final class RenewalTest {
  private static final Logger LOG = LoggerFactory.getLogger(RenewalTest.class);
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void twentyNodesRenewTheirKeysUnderLoadWithoutAFailedCall() {
    int size = 20;
    try (FederationRegion region = FederationRegion.start(size);
        CallLoad load = new CallLoad(region)) {
      List<KeyHash> before = IntStream.range(0, size).mapToObj(i -> key(region, i)).toList();
      region.clock().advance(Duration.ofDays(32));
      long begun = System.nanoTime();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                upkeep(region);
                return IntStream.range(0, size)
                    .allMatch(i -> !region.node(i).events().of("certificate.renewed").isEmpty());
              });
      LOG.info(
          "{} nodes renewed in {} ms, {} calls meanwhile",
          size,
          (System.nanoTime() - begun) / 1_000_000,
          load.calls());
      load.awaitMore();
      region.clock().advance(Duration.ofMinutes(6));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                memberships(region, 0).upkeep();
                return memberships(region, 0).roster(NET).members().stream()
                    .allMatch(member -> member.tlsKeys().size() == 1);
              });
      load.awaitMore();
      assertThat(load.failures()).isEmpty();
      for (int i = 0; i < size; i++) {
        assertThat(region.node(i).events().of("certificate.renewed")).hasSize(1);
        assertThat(key(region, i)).isNotEqualTo(before.get(i));
        assertThat(member(region, i).tlsKeys()).containsExactly(key(region, i));
      }
    }
  }

  @Test
  void aCoordinatorThatRestartsAfterItsRenewalStillTakesItsOldKeyOffTheRoster() {
    try (FederationRegion region = FederationRegion.start(2)) {
      memberships(region, 0).renew(NET, Optional.empty(), "admin");
      awaitRound(region, 0);
      KeyHash fresh = key(region, 0);
      assertThat(member(region, 0).tlsKeys()).hasSize(2).contains(fresh);
      region.node(0).stop();
      region.node(0).start();
      region.awaitConverged();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                region.clock().advance(Duration.ofMinutes(6));
                memberships(region, 0).upkeep();
                return member(region, 0).tlsKeys().size() == 1;
              });
      assertThat(member(region, 0).tlsKeys()).containsExactly(fresh);
    }
  }

  @Test
  void aRenewalGoesOnWhereItWasInterrupted() throws IOException {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode node = region.node(1);
      KeyHash old = key(region, 1);

      // The coordinator is not there: the new key is kept for the next attempt.
      region.node(0).stop();
      assertFails(
          Reason.UNAVAILABLE, () -> memberships(region, 1).renew(NET, Optional.empty(), "admin"));
      KeyHash fresh = next(node);
      node.stop();
      region.node(0).start();
      node.start();
      region.awaitConverged();

      // The coordinator has certified it, and this node fails before it keeps the answer.
      Path obstacle = node.keyFile(NET, "next").resolveSibling("next.p12.new").resolve("x");
      Files.createDirectories(obstacle);
      assertFails(
          Reason.INTERNAL, () -> memberships(region, 1).renew(NET, Optional.empty(), "admin"));
      assertThat(member(region, 1).tlsKeys()).containsExactlyInAnyOrder(old, fresh);
      assertThat(next(node)).isEqualTo(fresh);
      Files.delete(obstacle);
      node.stop();
      node.start();
      region.awaitConverged();

      // Certified here, not yet in use.
      long version = memberships(region, 0).roster(NET).version();
      region.clock().advance(Duration.ofDays(32));
      memberships(region, 1).upkeep();
      node.stop();
      node.start();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                memberships(region, 1).upkeep();
                return key(region, 1).equals(fresh);
              });
      assertThat(memberships(region, 0).roster(NET).version()).isEqualTo(version);
      assertThat(memberships(region, 1).list().getFirst().warnings()).isEmpty();
      region.awaitConverged();
    }
  }

  @Test
  void aNodeThatWasAwayPastItsCertificatesEndRenewsItWhileTheRosterListsIt() {
    try (FederationRegion region = FederationRegion.start(3)) {
      region.node(1).stop();
      region.node(2).stop();
      for (int i = 0; i < 4; i++) {
        region.clock().advance(Duration.ofDays(26));
        awaitRound(region, 0);
      }
      region.node(1).start();
      assertThat(warnings(region, 1)).contains(Code.CERTIFICATE_EXPIRED, Code.ROSTER_EXPIRED);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                memberships(region, 1).upkeep();
                return !region.node(1).events().of("certificate.renewed").isEmpty();
              });
      assertThat(warnings(region, 1)).isEmpty();
      await().atMost(PATIENCE).until(() -> reasonOf(region, 1, 0) == null);
      await().atMost(PATIENCE).until(() -> reasonOf(region, 0, 1) == null);

      memberships(region, 0).expel(NET, region.node(2).id(), "admin");
      region.node(2).start();
      assertFails(
          Reason.NOT_A_MEMBER, () -> memberships(region, 2).renew(NET, Optional.empty(), "admin"));
      assertThat(region.node(2).events().of("certificate.renewed")).isEmpty();
    }
  }

  @Test
  void sixtyDaysWithoutTheCoordinatorFailNoCallAndDay61NamesTheCure() {
    try (FederationRegion region = FederationRegion.start(3)) {
      region.node(0).stop();
      for (int day = 0; day < 59; day++) {
        region.clock().advance(Duration.ofDays(1));
        if (day % 10 == 0) {
          memberships(region, 1).upkeep();
        }
        assertThat(reasonOf(region, 1, 2)).isNull();
        assertThat(reasonOf(region, 2, 1)).isNull();
        if (day == 51) {
          assertThat(warnings(region, 1)).doesNotContain(Code.ROSTER_ENDS_THIS_WEEK);
        }
      }
      assertThat(warnings(region, 1))
          .contains(Code.ROSTER_ENDS_TODAY)
          .contains(Code.RENEWAL_FAILED);
      region.clock().advance(Duration.ofDays(2));
      TiscException refusal = refusalOf(region, 1, 2);
      assertThat(refusal.reason()).isEqualTo(Reason.ROSTER_EXPIRED);
      assertThat(refusal).hasMessageContaining("coordinator node0 must run again");
      assertThat(warnings(region, 2)).contains(Code.ROSTER_EXPIRED);

      region.node(0).start();
      region.awaitConverged();
      assertThat(reasonOf(region, 1, 2)).isNull();
    }
  }

  @Test
  void issuingAuthorityAndRosterKeyAreRenewedByTheRootKeyInTime(@TempDir Path rootOut) {
    try (FederationRegion region = FederationRegion.start(1)) {
      NetworkId offline = new NetworkId("offline");
      memberships(region, 0).create(offline, "离线", Suite.INTL, Optional.of(rootOut));
      for (int i = 0; i < 10; i++) {
        region.clock().advance(Duration.ofDays(26));
        awaitRound(region, 0);
      }
      assertThat(region.node(0).events().of("authority.renewed")).hasSize(1);
      assertThat(warnings(region, 0)).isEmpty();
      assertThat(memberships(region, 0).list().getFirst().warnings())
          .extracting(MembershipWarning::code)
          .containsExactly(Code.ROOT_KEY_NEEDED);
      memberships(region, 0).renew(offline, Optional.of(rootOut), "admin");
      assertThat(memberships(region, 0).list().getFirst().warnings()).isEmpty();
      region.node(0).stop();
      region.node(0).start();
      region.addAndJoin();
      region.awaitConverged();
      assertThat(
              Duration.between(
                      region.clock().instant(),
                      memberships(region, 1).list().getFirst().certificateNotAfter())
                  .toDays())
          .isBetween(99L, 100L);
      for (int i = 0; i < 10; i++) {
        region.clock().advance(Duration.ofDays(26));
        awaitRound(region, 0);
        awaitRound(region, 1);
      }
      region.awaitConverged();
    }
  }

  /** Rounds of upkeep until nothing is on its way any more. */
  private static void awaitRound(FederationRegion region, int node) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              memberships(region, node).upkeep();
              region.clock().advance(Duration.ofMinutes(6));
              return next(region.node(node)) == null;
            });
  }

  private static void upkeep(FederationRegion region) {
    for (int i = 0; i < region.size(); i++) {
      memberships(region, i).upkeep();
    }
  }

  private static Memberships memberships(FederationRegion region, int node) {
    return region.node(node).federation().memberships();
  }

  private static Member member(FederationRegion region, int node) {
    return memberships(region, 0).roster(NET).member(region.node(node).id()).orElseThrow();
  }

  private static List<Code> warnings(FederationRegion region, int node) {
    return memberships(region, node).list().stream()
        .filter(one -> one.network().equals(NET))
        .flatMap(one -> one.warnings().stream())
        .map(MembershipWarning::code)
        .toList();
  }

  private static KeyHash key(FederationRegion region, int node) {
    return KeyHash.of(region.node(node).key(NET, "tls").certificate().getPublicKey());
  }

  private static @Nullable KeyHash next(TestNode node) {
    return node.hasKey(NET, "next")
        ? KeyHash.of(node.key(NET, "next").certificate().getPublicKey())
        : null;
  }

  private static @Nullable Reason reasonOf(FederationRegion region, int from, int to) {
    try {
      greet(region.link(from, to));
      return null;
    } catch (StatusRuntimeException e) {
      LOG.info("From {} to {}: {}", from, to, e.getMessage());
      return RpcFailures.fromStatus(e).reason();
    }
  }

  private static TiscException refusalOf(FederationRegion region, int from, int to) {
    try {
      greet(region.link(from, to));
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e);
    }
    throw new AssertionError("The call was answered");
  }

  private static void greet(PeerLink link) {
    var _ =
        LinkServiceGrpc.newBlockingStub(link.channel())
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .greet(GreetRequest.getDefaultInstance());
  }
}
