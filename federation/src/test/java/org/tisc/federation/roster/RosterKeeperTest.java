package org.tisc.federation.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.RosterKeeper.Outcome;
import org.tisc.federation.state.InMemoryStateStore;

final class RosterKeeperTest {
  private static final NetworkId NET = new NetworkId("net");

  private final Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
  private final Identity root = CertificateAuthority.createRoot(NET, now);
  private final Identity rosterKey = new CertificateAuthority(root).createRosterKey(NET, now);
  private final RosterVerifier verifier =
      new RosterVerifier(new ChainVerifier(NET, root.certificate(), () -> now));
  private final InMemoryStateStore store = new InMemoryStateStore();
  private final RosterKeeper keeper = new RosterKeeper(NET, verifier, store);
  private final Heard heard = new Heard();
  private final Member coordinator = member("a", MemberRole.COORDINATOR);

  /** Remembers what a keeper tells. */
  private static final class Heard implements RosterEvents {
    private final List<Long> accepted = new ArrayList<>();
    private final List<Reason> refused = new ArrayList<>();
    private final List<Long> equivocations = new ArrayList<>();

    @Override
    public void accepted(Roster roster) {
      accepted.add(roster.version());
    }

    @Override
    public void removed(Roster roster, Removal removal) {
      accepted.add(roster.version());
    }

    @Override
    public void refused(NetworkId network, TiscException why) {
      refused.add(why.reason());
    }

    @Override
    public void equivocation(NetworkId network, long version) {
      equivocations.add(version);
    }
  }

  RosterKeeperTest() {
    keeper.listen(heard);
  }

  @Test
  void takesHigherVersionsAndSurvivesARestart() {
    assertThat(keeper.current()).isEmpty();
    assertThat(keeper.offer(sign(roster(1)))).isEqualTo(Outcome.ACCEPTED);
    assertThat(keeper.offer(sign(roster(5)))).isEqualTo(Outcome.ACCEPTED);
    assertThat(keeper.current()).contains(roster(5));
    assertThat(heard.accepted).containsExactly(1L, 5L);
    RosterKeeper restarted = new RosterKeeper(NET, verifier, store);
    assertThat(restarted.current()).contains(roster(5));
    assertThat(restarted.signed()).isEqualTo(keeper.signed());
    assertThat(restarted.offer(sign(roster(6)))).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void keepsTheNewerOneWhenAnOlderOneComes() {
    keeper.offer(sign(roster(5)));
    assertThat(keeper.offer(sign(roster(4)))).isEqualTo(Outcome.OLDER);
    assertThat(keeper.offer(sign(roster(5)))).isEqualTo(Outcome.SAME);
    assertThat(keeper.version()).isEqualTo(5);
  }

  @Test
  void twoContentsOfOneVersionAreAnAlarmWithBothKept() {
    keeper.offer(sign(roster(5)));
    Roster other = roster(4).with(member("b", MemberRole.MEMBER), now);
    assertThat(other.version()).isEqualTo(5);
    assertThat(keeper.offer(sign(other))).isEqualTo(Outcome.EQUIVOCATION);
    assertThat(keeper.offer(sign(other))).isEqualTo(Outcome.EQUIVOCATION);
    assertThat(keeper.current()).contains(roster(5));
    // The same one again is no news; another one is.
    assertThat(heard.equivocations).containsExactly(5L);
    assertThat(store.list("roster-evidence")).hasSize(2);
    assertThat(keeper.offer(sign(roster(4).with(member("c", MemberRole.MEMBER), now))))
        .isEqualTo(Outcome.EQUIVOCATION);
    assertThat(heard.equivocations).containsExactly(5L, 5L);
    assertThat(store.list("roster-evidence")).hasSize(3);
  }

  @Test
  void saysVersionAndDigestOfOneMoment() throws Exception {
    Map<Long, String> digests = new HashMap<>();
    List<SignedRoster> all = new ArrayList<>();
    for (long version = 1; version <= 200; version++) {
      all.add(sign(roster(version)));
      digests.put(
          version, KeyHash.ofSpki(all.getLast().bytes().toByteArray()).hex().substring(0, 16));
    }
    keeper.offer(all.getFirst());
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Future<Long> mixed =
          reader.submit(
              () -> {
                long wrong = 0;
                RosterKeeper.Label label;
                do {
                  label = keeper.label();
                  wrong += label.digest().equals(digests.get(label.version())) ? 0 : 1;
                } while (label.version() < all.size());
                return wrong;
              });
      all.forEach(keeper::offer);
      assertThat(mixed.get(60, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void isOnDiskBeforeItIsInForce() {
    keeper.offer(sign(roster(1)));
    store.failAfter(0);
    assertFails(Reason.INTERNAL, () -> keeper.offer(sign(roster(2))));
    assertThat(keeper.version()).isEqualTo(1);
    assertThat(heard.accepted).containsExactly(1L);
    assertThat(keeper.offer(sign(roster(2)))).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void refusesAnotherSignersRoster() {
    Identity otherRoot = CertificateAuthority.createRoot(NET, now);
    Identity other = new CertificateAuthority(otherRoot).createRosterKey(NET, now);
    refused(Reason.CERTIFICATE_REFUSED, SignedRoster.sign(roster(1), other));
  }

  @Test
  void refusesAMembersKeyAsSigner() {
    Identity issuing = new CertificateAuthority(root).createIssuing(NET, now);
    SignedRoster good = sign(roster(1));
    refused(
        Reason.CERTIFICATE_REFUSED, new SignedRoster(good.bytes(), good.signature(), der(issuing)));
  }

  @Test
  void refusesTamperedTruncatedAndOversizedBytes() {
    SignedRoster good = sign(roster(1));
    byte[] changed = good.bytes().toByteArray();
    changed[changed.length - 3] ^= 1;
    refused(Reason.INVALID_ROSTER, with(good, ByteString.copyFrom(changed)));
    refused(Reason.INVALID_ROSTER, with(good, good.bytes().substring(0, 20)));
    refused(Reason.INVALID_ROSTER, with(good, ByteString.EMPTY));
    refused(Reason.TOO_LARGE, with(good, ByteString.copyFrom(new byte[10_000_000])));
    refused(
        Reason.INVALID_ROSTER,
        new SignedRoster(good.bytes(), ByteString.EMPTY, good.signerCertificate()));
    refused(
        Reason.CERTIFICATE_REFUSED,
        new SignedRoster(good.bytes(), good.signature(), ByteString.EMPTY));
    assertThat(heard.refused).hasSize(6);
  }

  @Test
  void refusesAnotherNetworksRoster() {
    Roster foreign =
        new Roster(
            new NetworkId("other"), 1, now, now.plusSeconds(9), settings(), List.of(coordinator));
    refused(Reason.INVALID_ROSTER, sign(foreign));
  }

  @Test
  void takesAnExpiredRosterSinceItIsStillTheNewestWord() {
    Roster old =
        new Roster(
            NET,
            1,
            now.minus(Duration.ofDays(61)),
            now.minus(Duration.ofDays(1)),
            settings(),
            List.of(coordinator));
    assertThat(keeper.offer(sign(old))).isEqualTo(Outcome.ACCEPTED);
    assertThat(keeper.current().orElseThrow().validAt(now)).isFalse();
  }

  @Test
  void refusesMembersOutOfOrderTwiceOrWithoutCoordinator() {
    Member b = member("b", MemberRole.MEMBER);
    for (List<Member> members :
        List.of(
            List.of(b, coordinator),
            List.of(coordinator, coordinator),
            List.of(b),
            List.<Member>of(),
            List.of(coordinator, member("c", MemberRole.COORDINATOR)),
            List.of(
                coordinator,
                new Member(
                    new NodeId("z"),
                    b.profile(),
                    MemberState.ACTIVE,
                    MemberRole.MEMBER,
                    coordinator.tlsKeys())))) {
      assertFails(
          Reason.INVALID_ROSTER,
          () -> new Roster(NET, 1, now, now.plusSeconds(9), settings(), members));
    }
  }

  @Test
  void refusesABadlyMadeRosterThoughItIsSigned() {
    var proto = org.tisc.proto.federation.v1.Roster.newBuilder();
    try {
      proto.mergeFrom(RosterProtos.encode(roster(1)));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    var twice = proto.clone().addMembers(proto.getMembers(0));
    var stateless = proto.clone();
    stateless.getMembersBuilder(0).clearState();
    var nameless = proto.clone();
    nameless.getMembersBuilder(0).clearNameZh();
    var shortHash = proto.clone();
    shortHash.getMembersBuilder(0).setTlsKeyHashes(0, ByteString.copyFromUtf8("short"));
    for (var bad : List.of(twice, stateless, nameless, shortHash)) {
      ByteString bytes = bad.build().toByteString();
      refused(
          Reason.INVALID_ROSTER,
          new SignedRoster(
              bytes,
              ByteString.copyFrom(
                  org.tisc.federation.identity.Signatures.sign(
                      rosterKey.key(), SignedRoster.DOMAIN, bytes.toByteArray())),
              der(rosterKey)));
    }
  }

  @Test
  void aRosterOfAllMembersFitsAndFindsEachOfThem() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < Roster.MAX_MEMBERS; i++) {
      KeyHash key = KeyHash.ofSpki(ByteString.copyFromUtf8("key" + i).toByteArray());
      members.add(
          new Member(
              new NodeId("node%04d".formatted(i)),
              profile(),
              MemberState.ACTIVE,
              i == 0 ? MemberRole.COORDINATOR : MemberRole.MEMBER,
              Set.of(key)));
    }
    Roster full = new Roster(NET, 1, now, now.plusSeconds(9), settings(), members);
    assertThat(RosterProtos.decode(RosterProtos.encode(full))).isEqualTo(full);
    assertThat(full.member(new NodeId("node1234"))).contains(members.get(1234));
    assertThat(full.member(new NodeId("nobody"))).isEmpty();
    assertThat(full.coordinator()).isEqualTo(members.getFirst());
  }

  private void refused(Reason reason, SignedRoster offered) {
    long before = keeper.version();
    assertFails(reason, () -> keeper.offer(offered));
    assertThat(keeper.version()).isEqualTo(before);
    assertThat(heard.refused.getLast()).isEqualTo(reason);
  }

  private SignedRoster sign(Roster roster) {
    return SignedRoster.sign(roster, rosterKey);
  }

  private static SignedRoster with(SignedRoster signed, ByteString bytes) {
    return new SignedRoster(bytes, signed.signature(), signed.signerCertificate());
  }

  private static ByteString der(Identity identity) {
    return ByteString.copyFrom(
        org.tisc.federation.identity.Certificates.encode(identity.certificate()));
  }

  private Roster roster(long version) {
    return new Roster(
        NET, version, now, now.plus(Roster.VALIDITY), settings(), List.of(coordinator));
  }

  private static NetworkSettings settings() {
    return new NetworkSettings("测试网络", Suite.INTL, "profile-1");
  }

  private static MemberProfile profile() {
    return new MemberProfile(
        new Names("中心", "Centre"), "110000", List.of(new Endpoint("192.0.2.1", 443)), "0.1.0");
  }

  private static Member member(String node, MemberRole role) {
    return new Member(
        new NodeId(node),
        profile(),
        MemberState.ACTIVE,
        role,
        Set.of(KeyHash.of(KeyPairs.p256().getPublic())));
  }
}
