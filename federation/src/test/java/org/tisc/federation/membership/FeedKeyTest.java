package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.Member;
import org.tisc.proto.federation.v1.AddFeedKeyRequest;
import org.tisc.proto.federation.v1.MembershipServiceGrpc;

/** Keys for feeds: every member has one on the roster, and only its own. */
@Tag("network")
final class FeedKeyTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whoFoundsAndWhoJoinsHasAKeyOnTheRosterAtOnce() {
    try (FederationRegion region = FederationRegion.start(2)) {
      for (int i = 0; i < 2; i++) {
        TestNode node = region.node(i);
        assertThat(listed(region, node.id())).containsExactly(key(node));
        assertThat(node.hasKey(NET, "feed")).isTrue();
        assertThat(roster(region, node.id()).memberSince()).isPresent();
      }
      TestNode joined = region.node(1);
      FeedKey before = key(joined);
      joined.stop();
      joined.start();
      assertThat(key(joined)).isEqualTo(before);
    }
  }

  @Test
  void aMemberWithoutKeyMakesOneAndTellsTheCoordinator() throws IOException {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode member = region.node(1);
      member.stop();
      Files.delete(member.keyFile(NET, "feed"));
      member.start();
      assertThat(member.federation().memberships().feedKey(NET)).isEmpty();

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                member.federation().memberships().upkeep();
                return listed(region, member.id()).size() == 2;
              });

      assertThat(listed(region, member.id()).getLast()).isEqualTo(key(member));
      long version = region.node(0).federation().memberships().roster(NET).version();
      member.federation().memberships().upkeep();
      region.node(0).federation().memberships().upkeep();
      assertThat(region.node(0).federation().memberships().roster(NET).version())
          .isEqualTo(version);
    }
  }

  @Test
  void theCoordinatorAddsItsOwnKeyItself() throws IOException {
    try (FederationRegion region = FederationRegion.start(1)) {
      TestNode coordinator = region.node(0);
      coordinator.stop();
      Files.delete(coordinator.keyFile(NET, "feed"));
      coordinator.start();

      assertThat(listed(region, coordinator.id())).hasSize(2);
      assertThat(listed(region, coordinator.id()).getLast()).isEqualTo(key(coordinator));
    }
  }

  @Test
  void anotherKeyOnConnectionsBringsAnotherForFeedsAndKeepsTheOldOne() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode member = region.node(1);
      FeedKey old = key(member);
      String invitation =
          region
              .node(0)
              .federation()
              .memberships()
              .invite(NET, member.id(), Optional.empty(), true)
              .invitation();
      member.federation().memberships().rekey(invitation);

      assertThat(key(member)).isNotEqualTo(old);
      assertThat(listed(region, member.id())).containsExactly(old, key(member));
    }
  }

  @Test
  void aKeyWithoutItsProofOrOfAnotherOrOneTooManyIsRefused() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode thief = region.node(1);
      PeerId self = new PeerId(NET, thief.id());
      KeyPair fresh = KeyPairs.ed25519();
      FeedKeys.Told right = FeedKeys.Told.of(self, fresh);

      refused(region, right.key(), ByteString.EMPTY);
      refused(region, right.key(), ByteString.copyFrom(new byte[64]));
      refused(region, right.key().substring(1), right.proof());
      refused(region, ByteString.EMPTY, ByteString.EMPTY);
      refused(region, ByteString.copyFrom(KeyPairs.p256().getPublic().getEncoded()), right.proof());
      // A proof made for another member, or for another network, is none here.
      refused(
          region,
          right.key(),
          FeedKeys.Told.of(new PeerId(NET, region.node(2).id()), fresh).proof());
      refused(
          region,
          right.key(),
          FeedKeys.Told.of(new PeerId(new NetworkId("other"), thief.id()), fresh).proof());
      // The key of another member with the proof that this one made.
      FeedKey others = listed(region, region.node(2).id()).getFirst();
      refused(region, others.spki(), right.proof());
      FeedKeys.Told replayed =
          FeedKeys.Told.of(
              new PeerId(NET, region.node(2).id()),
              region.node(2).federation().memberships().feedKey(NET).orElseThrow());
      refused(region, replayed.key(), replayed.proof());
      assertThat(listed(region, thief.id())).hasSize(1);

      // Even with the stolen private key another's key does not become one's own.
      FeedKeys.Told stolen =
          FeedKeys.Told.of(
              self, region.node(2).federation().memberships().feedKey(NET).orElseThrow());
      refused(region, stolen.key(), stolen.proof());

      for (int i = 2; i <= Member.MAX_FEED_KEYS; i++) {
        FeedKeys.Told more = FeedKeys.Told.of(self, KeyPairs.ed25519());
        region.clock().advance(Duration.ofSeconds(61));
        add(region, more.key(), more.proof());
        // Told twice, it is listed once.
        add(region, more.key(), more.proof());
        assertThat(listed(region, thief.id())).hasSize(i);
      }
      region.clock().advance(Duration.ofSeconds(61));
      FeedKeys.Told ninth = FeedKeys.Told.of(self, KeyPairs.ed25519());
      refused(region, ninth.key(), ninth.proof());
    }
  }

  @Test
  void keysAreNotAddedInQuickSuccession() {
    try (FederationRegion region = FederationRegion.start(2)) {
      PeerId self = new PeerId(NET, region.node(1).id());
      FeedKeys.Told one = FeedKeys.Told.of(self, KeyPairs.ed25519());
      FeedKeys.Told two = FeedKeys.Told.of(self, KeyPairs.ed25519());
      add(region, one.key(), one.proof());

      assertThatThrownBy(() -> add(region, two.key(), two.proof()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(RpcFailures.fromStatus(e).reason()).isEqualTo(Reason.BUSY));
    }
  }

  @Test
  void onlySoundEd25519KeysAreKeys() {
    byte[] spki = KeyPairs.ed25519().getPublic().getEncoded();
    assertThat(new FeedKey(ByteString.copyFrom(spki)).spki().toByteArray()).isEqualTo(spki);
    byte[] identity = spki.clone();
    java.util.Arrays.fill(identity, 12, 44, (byte) 0);
    identity[12] = 1;
    assertFails(Reason.INVALID_ARGUMENT, () -> new FeedKey(ByteString.copyFrom(identity)));
    byte[] zero = spki.clone();
    java.util.Arrays.fill(zero, 12, 44, (byte) 0);
    assertFails(Reason.INVALID_ARGUMENT, () -> new FeedKey(ByteString.copyFrom(zero)));
    byte[] longer = java.util.Arrays.copyOf(spki, 45);
    assertFails(Reason.INVALID_ARGUMENT, () -> new FeedKey(ByteString.copyFrom(longer)));
  }

  private static void refused(FederationRegion region, ByteString key, ByteString proof) {
    assertThatThrownBy(() -> add(region, key, proof))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(RpcFailures.fromStatus(e).reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }

  /** The second node asks the first, which coordinates. */
  private static void add(FederationRegion region, ByteString key, ByteString proof) {
    var _ =
        MembershipServiceGrpc.newBlockingStub(region.link(1, 0).channel())
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .addFeedKey(
                AddFeedKeyRequest.newBuilder()
                    .setNetwork(NET.value())
                    .setFeedKey(key)
                    .setFeedKeyProof(proof)
                    .build());
  }

  private static FeedKey key(TestNode node) {
    return FeedKey.of(node.federation().memberships().feedKey(NET).orElseThrow().getPublic());
  }

  private static List<FeedKey> listed(FederationRegion region, NodeId node) {
    return roster(region, node).feedKeys();
  }

  private static Member roster(FederationRegion region, NodeId node) {
    return region.node(0).federation().memberships().roster(NET).member(node).orElseThrow();
  }
}
