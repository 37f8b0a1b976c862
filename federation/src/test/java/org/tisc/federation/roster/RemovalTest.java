package org.tisc.federation.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tisc.federation.identity.Failures.assertFails;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.RosterKeeper.Outcome;
import org.tisc.federation.state.InMemoryStateStore;

/** What a deputy's removal does, and all that it can not do. */
final class RemovalTest {
  private static final NetworkId NET = new NetworkId("net");

  private final Instant now = Instant.ofEpochMilli(Instant.now().toEpochMilli());
  private final Identity root = CertificateAuthority.createRoot(NET, now);
  private final Identity rosterKey = new CertificateAuthority(root).createRosterKey(NET, now);
  private final RosterVerifier verifier =
      new RosterVerifier(new ChainVerifier(NET, root.certificate(), () -> now));
  private final InMemoryStateStore store = new InMemoryStateStore();
  private final RosterKeeper keeper = new RosterKeeper(NET, verifier, store);
  private final List<NodeId> heard = new ArrayList<>();
  private final Member coordinator = member("a", MemberRole.COORDINATOR);
  private final KeyPair deputyKey = KeyPairs.p256();
  private final Identity deputy = Certificates.uncertified(deputyKey, now);

  RemovalTest() {
    keeper.listen(
        new RosterEvents() {
          @Override
          public void accepted(Roster roster) {}

          @Override
          public void removed(Roster roster, Removal removal) {
            heard.add(removal.node());
          }

          @Override
          public void refused(NetworkId network, TiscException why) {}

          @Override
          public void equivocation(NetworkId network, long version) {}
        });
  }

  private SignedRoster sign(Roster roster) {
    return SignedRoster.sign(roster, rosterKey);
  }

  private static Member member(String node, MemberRole role) {
    return new Member(
        new NodeId(node),
        profile(),
        MemberState.ACTIVE,
        role,
        Set.of(KeyHash.of(KeyPairs.p256().getPublic())));
  }

  private static MemberProfile profile() {
    return new MemberProfile(
        new Names("中心", "Centre"), "110000", List.of(new Endpoint("192.0.2.1", 443)), "0.1.0");
  }

  private static NetworkSettings settings() {
    return new NetworkSettings("测试网络", Suite.INTL, "profile-1");
  }

  /** Coordinator a; c and d are members, d admitted by version 3; e is a deputy. */
  private Roster withDeputy(long version) {
    Member third = member("c", MemberRole.MEMBER);
    Member fourth = member("d", MemberRole.MEMBER);
    return new Roster(
        NET,
        version,
        now,
        now.plus(Roster.VALIDITY),
        settings(),
        List.of(
            coordinator,
            third,
            fourth.withAdmission(3),
            new Member(
                    new NodeId("e"),
                    fourth.profile(),
                    MemberState.ACTIVE,
                    MemberRole.MEMBER,
                    Set.of(KeyHash.of(deputyKey.getPublic())))
                .withDeputy(true)
                .withAdmission(2)));
  }

  private SignedRemoval removal(String node, long admission, String by) {
    return SignedRemoval.sign(
        new Removal(NET, new NodeId(node), admission, new NodeId(by), now), deputy);
  }

  private MemberState stateOf(RosterKeeper at, String node) {
    return at.current().orElseThrow().member(new NodeId(node)).orElseThrow().state();
  }

  @Test
  void aDeputysRemovalIsInForceOnceItIsOnDiskAndOverOnceARosterSaysSo() {
    keeper.offer(sign(withDeputy(5)));
    store.failAfter(0);
    assertFails(Reason.INTERNAL, () -> keeper.offer(removal("d", 3, "e")));
    assertThat(stateOf(keeper, "d")).isEqualTo(MemberState.ACTIVE);
    assertThat(keeper.offer(removal("d", 3, "e"))).isEqualTo(Outcome.ACCEPTED);
    assertThat(keeper.offer(removal("d", 3, "e"))).isEqualTo(Outcome.SAME);
    assertThat(stateOf(keeper, "d")).isEqualTo(MemberState.REMOVED);
    assertThat(heard).containsExactly(new NodeId("d"));
    RosterKeeper restarted = new RosterKeeper(NET, verifier, store);
    assertThat(stateOf(restarted, "d")).isEqualTo(MemberState.REMOVED);
    assertThat(restarted.removalsDigest()).isEqualTo(keeper.removalsDigest()).isNotEmpty();

    // A roster that does not know of it leaves it in force; one that does ends it.
    keeper.offer(sign(withDeputy(6)));
    assertThat(stateOf(keeper, "d")).isEqualTo(MemberState.REMOVED);
    keeper.offer(sign(keeper.current().orElseThrow().renewed(now)));
    assertThat(stateOf(keeper, "d")).isEqualTo(MemberState.REMOVED);
    assertThat(keeper.removals()).isEmpty();
    assertThat(store.list("roster-removals")).isEmpty();
  }

  @Test
  void aRemovalEndsOneAdmissionAndNeverALaterOne() {
    keeper.offer(sign(withDeputy(5)));
    assertThat(keeper.offer(removal("d", 2, "e"))).isEqualTo(Outcome.OLDER);
    assertThat(stateOf(keeper, "d")).isEqualTo(MemberState.ACTIVE);
    refuses(removal("d", 4, "e"));
  }

  @Test
  void aRemovalHoldsByADeputyOfTheRosterInForceOnlyAndTouchesOrdinaryMembersOnly() {
    keeper.offer(sign(withDeputy(5)));
    refuses(removal("a", 0, "e"));
    refuses(removal("e", 2, "e"));
    refuses(removal("z", 0, "e"));
    refuses(removal("c", 0, "d"));
    refuses(removal("c", 0, "a"));
    refuses(
        SignedRemoval.sign(
            new Removal(NET, new NodeId("c"), 0, new NodeId("e"), now),
            Certificates.uncertified(KeyPairs.p256(), now)));
    refuses(
        SignedRemoval.sign(
            new Removal(new NetworkId("other"), new NodeId("c"), 0, new NodeId("e"), now), deputy));
    SignedRemoval good = removal("c", 0, "e");
    refuses(new SignedRemoval(good.bytes(), ByteString.EMPTY, good.deputyKey()));
    refuses(new SignedRemoval(good.bytes(), good.signature(), ByteString.EMPTY));
    refuses(new SignedRemoval(removal("d", 3, "e").bytes(), good.signature(), good.deputyKey()));
    refuses(
        new SignedRemoval(ByteString.copyFrom(new byte[2000]), good.signature(), good.deputyKey()));
    refuses(
        new SignedRemoval(ByteString.copyFromUtf8("noise"), good.signature(), good.deputyKey()));
    assertThat(heard).isEmpty();
    assertThat(store.list("roster-removals")).isEmpty();
  }

  @Test
  void aRemovalOfOneWhoIsADeputyNoMoreCountsForNothing() {
    keeper.offer(sign(withDeputy(5)));
    Roster dismissed =
        withDeputy(5)
            .with(withDeputy(5).member(new NodeId("e")).orElseThrow().withDeputy(false), now);
    keeper.offer(sign(dismissed));
    refuses(removal("c", 0, "e"));
    Roster removed =
        withDeputy(6)
            .with(
                withDeputy(6).member(new NodeId("e")).orElseThrow().withState(MemberState.REMOVED),
                now);
    keeper.offer(sign(removed));
    refuses(removal("c", 0, "e"));
    assertThat(stateOf(keeper, "c")).isEqualTo(MemberState.ACTIVE);
  }

  @Test
  void removalsAreBoundedInNumber() {
    List<Member> members = new ArrayList<>(withDeputy(5).members());
    for (int i = 0; i <= SignedRemoval.MAX_REMOVALS; i++) {
      members.add(member("m%03d".formatted(i), MemberRole.MEMBER));
    }
    keeper.offer(sign(new Roster(NET, 5, now, now.plus(Roster.VALIDITY), settings(), members)));
    for (int i = 0; i < SignedRemoval.MAX_REMOVALS; i++) {
      keeper.offer(removal("m%03d".formatted(i), 0, "e"));
    }
    assertFails(Reason.BUSY, () -> keeper.offer(removal("m128", 0, "e")));
    assertThat(keeper.removals()).hasSize(SignedRemoval.MAX_REMOVALS);
  }

  private void refuses(SignedRemoval removal) {
    assertThatThrownBy(() -> keeper.offer(removal))
        .isInstanceOfSatisfying(
            TiscException.class,
            e -> assertThat(e.reason()).isIn(Reason.INVALID_ROSTER, Reason.TOO_LARGE));
  }
}
