package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.CertificateRequests;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.MemberSignatures;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.proto.federation.v1.Application;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.RenewExpiredRequest;
import org.tisc.proto.federation.v1.Renewal;

/** Admission, attacked: whatever happens, an invitation yields one certificate at most. */
final class CoordinatorTest {
  private static final NetworkId NET = new NetworkId("net");
  private static final NodeId NODE = new NodeId("new");
  private static final String HOME = "192.0.2.1";

  private final AdjustableClock clock = new AdjustableClock();
  private final InMemoryStateStore store = new InMemoryStateStore();
  private final Instant now = clock.instant();
  private final Identity root = CertificateAuthority.createRoot(NET, now);
  private final Identity issuing = new CertificateAuthority(root).createIssuing(NET, now);
  private final Identity rosterKey = new CertificateAuthority(root).createRosterKey(NET, now);
  private final RosterKeeper rosters =
      new RosterKeeper(
          NET, new RosterVerifier(new ChainVerifier(NET, root.certificate(), clock)), store);
  private final KeyPair coordinatorKey = KeyPairs.p256();
  private final Coordinator coordinator;

  CoordinatorTest() {
    Member self =
        new Member(
            new NodeId("coordinator"),
            profile(),
            MemberState.ACTIVE,
            MemberRole.COORDINATOR,
            Set.of(KeyHash.of(coordinatorKey.getPublic())));
    rosters.offer(
        SignedRoster.sign(
            new Roster(
                NET,
                1,
                now,
                now.plus(Roster.VALIDITY),
                new NetworkSettings("测试", Suite.INTL, "p"),
                List.of(self)),
            rosterKey));
    coordinator = restarted();
  }

  @Test
  void anInvitationMakesAMember() {
    KeyPair key = KeyPairs.p256();
    EnrolResponse response = coordinator.admissions().enrol(request(invite(), key), HOME);
    assertThat(response.getCertificateChainCount()).isEqualTo(3);
    Member member = rosters.current().orElseThrow().member(NODE).orElseThrow();
    assertThat(member.mayUse(KeyHash.of(key.getPublic()))).isTrue();
    assertThat(member.profile()).isEqualTo(profile());
    assertThat(rosters.version()).isEqualTo(2);
  }

  @Test
  void theSameKeyGetsTheSameAnswerAgain() {
    Invitation invitation = invite();
    KeyPair key = KeyPairs.p256();
    EnrolResponse first = coordinator.admissions().enrol(request(invitation, key), HOME);
    EnrolResponse second = coordinator.admissions().enrol(request(invitation, key), HOME);
    EnrolResponse afterRestart = restarted().admissions().enrol(request(invitation, key), HOME);
    assertThat(second).isEqualTo(first);
    assertThat(afterRestart).isEqualTo(first);
    clock.advance(Duration.ofDays(3));
    assertThat(coordinator.admissions().enrol(request(invitation, key), HOME)).isEqualTo(first);
  }

  @Test
  void anotherKeyIsRefusedOnceTheInvitationIsUsed() {
    Invitation invitation = invite();
    coordinator.admissions().enrol(request(invitation, KeyPairs.p256()), HOME);
    refused(Reason.INVITATION_USED, request(invitation, KeyPairs.p256()));
  }

  @Test
  void anExpiredInvitationIsRefused() {
    Invitation invitation = invite();
    clock.advance(Duration.ofHours(25));
    refused(Reason.INVITATION_EXPIRED, request(invitation, KeyPairs.p256()));
  }

  @Test
  void anotherNodesNameInTheRequestIsRefused() {
    Invitation invitation = invite();
    Invitation asOther =
        new Invitation(
            invitation.endpoint(),
            new PeerId(NET, new NodeId("other")),
            invitation.id(),
            invitation.secret(),
            invitation.root(),
            invitation.term());
    refused(Reason.INVALID_CERTIFICATE_REQUEST, request(asOther, KeyPairs.p256()));
  }

  @Test
  void aTamperedApplicationIsRefused() {
    EnrolRequest good = request(invite(), KeyPairs.p256());
    byte[] changed = good.getApplication().toByteArray();
    changed[changed.length - 1] ^= 1;
    refused(
        Reason.INVITATION_REFUSED,
        good.toBuilder().setApplication(ByteString.copyFrom(changed)).build());
    refused(Reason.INVITATION_REFUSED, good.toBuilder().setProof(ByteString.EMPTY).build());
    refused(
        Reason.INVITATION_REFUSED,
        good.toBuilder().setInvitationId(ByteString.copyFromUtf8("abcdef")).build());
    refused(Reason.INVITATION_REFUSED, good.toBuilder().clearInvitationId().build());
    refused(
        Reason.TOO_LARGE,
        good.toBuilder().setApplication(ByteString.copyFrom(new byte[20_000])).build());
  }

  @Test
  void aGuesserIsSlowedDownAndNobodyElse() {
    Invitation right = invite();
    Invitation wrong =
        new Invitation(
            right.endpoint(),
            right.member(),
            right.id(),
            ByteString.copyFrom(new byte[Invitation.SECRET_BYTES]),
            right.root(),
            right.term());
    int refused = 0;
    int busy = 0;
    for (int i = 0; i < 1000; i++) {
      try {
        coordinator.admissions().enrol(request(wrong, coordinatorKey), "192.0.2.66");
      } catch (TiscException e) {
        refused += e.reason() == Reason.INVITATION_REFUSED ? 1 : 0;
        busy += e.reason() == Reason.BUSY ? 1 : 0;
      }
    }
    assertThat(refused).isEqualTo(WrongProofs.MAX);
    assertThat(busy).isEqualTo(1000 - WrongProofs.MAX);
    coordinator.admissions().enrol(request(right, KeyPairs.p256()), HOME);
  }

  @Test
  void twoApplicantsAtOneInstantYieldOneCertificate() throws Exception {
    Invitation invitation = invite();
    List<Callable<String>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      EnrolRequest mine = request(invitation, KeyPairs.p256());
      attempts.add(
          () -> {
            try {
              return coordinator.admissions().enrol(mine, HOME).getCertificateChain(0).toString();
            } catch (TiscException e) {
              return e.reason().name();
            }
          });
    }
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> attempt : executor.invokeAll(attempts)) {
        outcomes.add(attempt.get());
      }
    }
    assertThat(outcomes).filteredOn("INVITATION_USED"::equals).hasSize(7);
    assertThat(rosters.version()).isEqualTo(2);
  }

  @Test
  void aCrashBetweenAnyTwoStepsCostsNothing() {
    // The writes of one enrolment: used, issued, roster.
    for (int writes = 0; writes < 3; writes++) {
      Invitation invitation = invite("crash" + writes);
      KeyPair key = KeyPairs.p256();
      store.failAfter(writes);
      refused(Reason.INTERNAL, request(invitation, key));
      Coordinator again = restarted();
      if (writes > 0) {
        assertFails(
            Reason.INVITATION_USED,
            () -> again.admissions().enrol(request(invitation, KeyPairs.p256()), HOME));
      }
      EnrolResponse response = again.admissions().enrol(request(invitation, key), HOME);
      assertThat(again.admissions().enrol(request(invitation, key), HOME)).isEqualTo(response);
      assertThat(
              rosters
                  .current()
                  .orElseThrow()
                  .member(invitation.member().node())
                  .orElseThrow()
                  .mayUse(KeyHash.of(key.getPublic())))
          .isTrue();
    }
  }

  @Test
  void aKeyOfAnotherMemberIsRefused() {
    refused(Reason.INVALID_CERTIFICATE_REQUEST, request(invite(), coordinatorKey));
  }

  @Test
  void aMemberIsNotInvitedTwice() {
    Invitation first = invite();
    Invitation second = invite();
    coordinator.admissions().enrol(request(first, KeyPairs.p256()), HOME);
    assertFails(Reason.ALREADY_EXISTS, this::invite);
    refused(Reason.ALREADY_EXISTS, request(second, KeyPairs.p256()));
  }

  @Test
  void aRemovedMemberDoesNotComeBackByAnyOldInvitation() {
    Invitation used = invite();
    Invitation open = invite();
    KeyPair key = KeyPairs.p256();
    coordinator.admissions().enrol(request(used, key), HOME);
    coordinator.remove(NODE);
    refused(Reason.INVITATION_REFUSED, request(used, key));
    refused(Reason.INVITATION_REFUSED, request(open, KeyPairs.p256()));
    Invitation fresh = invite();
    refused(Reason.INVALID_CERTIFICATE_REQUEST, request(fresh, key));
    KeyPair another = KeyPairs.p256();
    coordinator.admissions().enrol(request(fresh, another), HOME);
    coordinator.remove(NODE);
    refused(Reason.INVITATION_REFUSED, request(fresh, another));
    refused(Reason.INVITATION_REFUSED, request(used, key));
    assertThat(rosters.current().orElseThrow().member(NODE).orElseThrow().active()).isFalse();
  }

  @Test
  void removingIsSafeToRepeatAndNeverHitsTheCoordinator() {
    coordinator.admissions().enrol(request(invite(), KeyPairs.p256()), HOME);
    assertThat(coordinator.remove(NODE)).isEqualTo(coordinator.remove(NODE));
    assertThat(rosters.version()).isEqualTo(3);
    assertFails(Reason.NOT_FOUND, () -> coordinator.remove(new NodeId("nobody")));
    assertFails(Reason.INVALID_ARGUMENT, () -> coordinator.remove(new NodeId("coordinator")));
  }

  @Test
  void aMemberCannotFloodTheNetworkWithRosters() {
    KeyPair key = KeyPairs.p256();
    coordinator.admissions().enrol(request(invite(), key), HOME);
    PeerId id = new PeerId(NET, NODE);
    KeyHash current = KeyHash.of(key.getPublic());
    byte[] first = CertificateRequests.build(id, KeyPairs.p256());
    coordinator.renew(NODE, current, first);
    coordinator.renew(NODE, current, first);
    assertFails(
        Reason.BUSY,
        () -> coordinator.renew(NODE, current, CertificateRequests.build(id, KeyPairs.p256())));
    MemberProfile other =
        new MemberProfile(new Names("改名", ""), "", profile().endpoints(), "0.2.0");
    coordinator.describe(NODE, other);
    coordinator.describe(NODE, other);
    assertFails(Reason.BUSY, () -> coordinator.describe(NODE, profile()));
    assertThat(rosters.version()).isEqualTo(4);
    clock.advance(Duration.ofMinutes(2));
    coordinator.renew(NODE, current, CertificateRequests.build(id, KeyPairs.p256()));
    coordinator.describe(NODE, profile());
    assertThat(rosters.version()).isEqualTo(6);
    assertThat(rosters.current().orElseThrow().member(NODE).orElseThrow().tlsKeys()).hasSize(2);
  }

  @Test
  void aLateRenewalNeedsTheExpiredKeysSignature() {
    KeyPair key = KeyPairs.p256();
    coordinator.admissions().enrol(request(invite(), key), HOME);
    KeyPair fresh = KeyPairs.p256();
    RenewExpiredRequest good = renewal("net", NODE, fresh, key, key);
    assertFails(
        Reason.UNAUTHENTICATED,
        () -> coordinator.renewExpired(renewal("net", NODE, fresh, key, KeyPairs.p256()), HOME));
    assertFails(
        Reason.UNAUTHENTICATED,
        () -> coordinator.renewExpired(renewal("other", NODE, fresh, key, key), HOME));
    KeyPair foreign = KeyPairs.p256();
    assertFails(
        Reason.NOT_A_MEMBER,
        () -> coordinator.renewExpired(renewal("net", NODE, fresh, foreign, foreign), HOME));
    assertFails(
        Reason.NOT_A_MEMBER,
        () ->
            coordinator.renewExpired(
                renewal("net", new NodeId("coordinator"), fresh, key, key), HOME));
    assertFails(
        Reason.INVALID_CERTIFICATE_REQUEST,
        () -> coordinator.renewExpired(renewal("net", NODE, key, key, key), HOME));
    assertFails(
        Reason.INVALID_CERTIFICATE_REQUEST,
        () -> coordinator.renewExpired(renewal("net", NODE, coordinatorKey, key, key), HOME));
    assertFails(
        Reason.UNAUTHENTICATED,
        () ->
            coordinator.renewExpired(
                good.toBuilder().setExpiredKey(ByteString.copyFromUtf8("x")).build(), HOME));
    assertFails(
        Reason.TOO_LARGE,
        () ->
            coordinator.renewExpired(
                good.toBuilder().setRenewal(ByteString.copyFrom(new byte[9000])).build(), HOME));
    assertThat(rosters.version()).isEqualTo(2);

    Coordinator another = restarted();
    assertThat(another.renewExpired(good, HOME).chain()).hasSize(3);
    assertThat(another.renewExpired(good, HOME).chain()).hasSize(3);
    assertThat(rosters.version()).isEqualTo(3);
    assertThat(rosters.current().orElseThrow().member(NODE).orElseThrow().tlsKeys()).hasSize(2);
    another.remove(NODE);
    assertFails(Reason.NOT_A_MEMBER, () -> another.renewExpired(good, HOME));
  }

  private static RenewExpiredRequest renewal(
      String network, NodeId node, KeyPair fresh, KeyPair named, KeyPair signing) {
    ByteString renewal =
        Renewal.newBuilder()
            .setNetwork(network)
            .setNode(node.value())
            .setCertificateRequest(
                ByteString.copyFrom(CertificateRequests.build(new PeerId(NET, node), fresh)))
            .build()
            .toByteString();
    return RenewExpiredRequest.newBuilder()
        .setRenewal(renewal)
        .setExpiredKey(ByteString.copyFrom(named.getPublic().getEncoded()))
        .setSignature(
            ByteString.copyFrom(
                MemberSignatures.sign(
                    signing.getPrivate(), Applicant.RENEWAL_DOMAIN, renewal.toByteArray())))
        .build();
  }

  @Test
  void anInvitationLastsAMonthAtMost() {
    for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(31))) {
      assertFails(
          Reason.INVALID_ARGUMENT,
          () -> coordinator.admissions().invite(NODE, new Endpoint("h", 1), pin(), bad));
    }
  }

  @Test
  void aBadProfileIsRefusedBeforeTheInvitationIsUsed() {
    Invitation invitation = invite();
    KeyPair key = KeyPairs.p256();
    Application bad = application(invitation, key).toBuilder().setRegion("Beijing").build();
    refused(Reason.INVALID_ARGUMENT, signed(invitation, bad));
    coordinator.admissions().enrol(request(invitation, KeyPairs.p256()), HOME);
  }

  @Test
  void theStoreNeverHoldsTheSecret() {
    Invitation invitation = invite();
    String stored = store.list("invitation").getFirst().content().toStringUtf8();
    String secret = java.util.Base64.getEncoder().encodeToString(invitation.secret().toByteArray());
    assertThat(stored).doesNotContain(secret);
  }

  @Test
  void theRosterIsRenewedWhenHalfItsLifeIsOver() {
    coordinator.renewIfDue();
    assertThat(rosters.version()).isEqualTo(1);
    clock.advance(Duration.ofDays(31));
    coordinator.renewIfDue();
    coordinator.renewIfDue();
    assertThat(rosters.version()).isEqualTo(2);
    assertThat(rosters.current().orElseThrow().validAt(clock.instant().plus(Duration.ofDays(59))))
        .isTrue();
  }

  private KeyHash pin() {
    return KeyHash.of(root.certificate().getPublicKey());
  }

  private Invitation invite() {
    return invite(NODE.value());
  }

  private Invitation invite(String node) {
    return Invitation.parse(
        coordinator
            .admissions()
            .invite(
                new NodeId(node), new Endpoint("192.0.2.9", 7443), pin(), Admissions.DEFAULT_EXPIRY)
            .invitation());
  }

  private Coordinator restarted() {
    return new Coordinator(
        rosters, issuing, rosterKey, new InvitationLedger(store), new KeyChanges(store), clock);
  }

  private void refused(Reason reason, EnrolRequest request) {
    assertFails(reason, () -> coordinator.admissions().enrol(request, HOME));
  }

  private static EnrolRequest request(Invitation invitation, KeyPair key) {
    return signed(invitation, application(invitation, key));
  }

  private static Application application(Invitation invitation, KeyPair key) {
    return Application.newBuilder()
        .setNetwork(invitation.member().network().value())
        .setCertificateRequest(
            ByteString.copyFrom(CertificateRequests.build(invitation.member(), key)))
        .setNameZh(profile().names().zh())
        .setNameEn(profile().names().en())
        .setRegion(profile().region())
        .addEndpoints(profile().endpoints().getFirst().toString())
        .setSoftwareVersion(profile().softwareVersion())
        .build();
  }

  private static EnrolRequest signed(Invitation invitation, Application application) {
    ByteString bytes = application.toByteString();
    return EnrolRequest.newBuilder()
        .setInvitationId(invitation.id())
        .setApplication(bytes)
        .setProof(ByteString.copyFrom(Proof.of(Proof.key(invitation.secret()), bytes)))
        .build();
  }

  private static MemberProfile profile() {
    return new MemberProfile(
        new Names("中心", "Centre"), "320100", List.of(new Endpoint("192.0.2.2", 7443)), "0.1.0");
  }
}
