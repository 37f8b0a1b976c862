package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.Federation;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.BreakerLimits;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.link.StreamLimits;
import org.tisc.federation.membership.MembershipWarning.Code;

/** A node and its restored copy, side by side and one after the other. */
@Tag("network")
final class TwinsTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Signs of life come each second, so that the test need not wait for them. */
  private static FederationRegion region() {
    StreamLimits usual = StreamLimits.defaults();
    return FederationRegion.start(
        NET,
        3,
        LinkLimits.defaults()
            .with(
                new StreamLimits(
                    usual.settledWithin(),
                    Duration.ofSeconds(1),
                    usual.pongWithin(),
                    usual.stalledAfter(),
                    usual.noCreditAfter(),
                    usual.streamsPerMinute(),
                    usual.controlFramesPerSecond()),
                BreakerLimits.defaults()),
        (index, links) -> List.of());
  }

  private static boolean warns(Federation federation, Code code) {
    return federation.memberships().list().stream()
        .flatMap(membership -> membership.warnings().stream())
        .anyMatch(warning -> warning.code() == code);
  }

  /** How many instances a node has heard of a member, by what it keeps. */
  private static int heard(TestNode by, PeerId member) {
    return by.store()
        .read("instances", member.network() + "." + member.node())
        .flatMap(document -> SeenInstances.of(document.content()))
        .map(seen -> seen.known().size())
        .orElse(0);
  }

  @Test
  void aCopyBesideTheOriginalAlarmsPeersAndBothTwins() {
    try (FederationRegion region = region()) {
      PeerId member = region.peerId(2);
      TestNode original = region.node(2);
      await().atMost(PATIENCE).until(() -> heard(region.node(0), member) == 1);
      try (Federation copy = original.copy()) {
        region.clock().advance(SeenInstances.LAST_WORDS);
        copy.start();
        await().atMost(PATIENCE).until(() -> heard(region.node(0), member) > 1);
        await().atMost(PATIENCE).until(() -> heard(region.node(1), member) > 1);
        region.clock().advance(SeenInstances.LAST_WORDS);
        for (int peer = 0; peer < 2; peer++) {
          TestNode node = region.node(peer);
          await().atMost(PATIENCE).until(() -> warns(node.federation(), Code.PEER_TWICE));
          assertThat(warns(node.federation(), Code.THIS_NODE_TWICE)).isFalse();
          assertThat(node.events().of("member.twice")).hasSize(1);
          assertThat(node.events().of("member.twice").getFirst().details())
              .containsEntry("node", original.id().value())
              .containsEntry("network", NET.value());
        }
        // Greetings carry it to both, whichever of them holds the stream.
        region.clock().advance(SeenInstances.LAST_WORDS);
        await().atMost(PATIENCE).until(() -> warns(original.federation(), Code.THIS_NODE_TWICE));
        await().atMost(PATIENCE).until(() -> warns(copy, Code.THIS_NODE_TWICE));
        assertThat(warns(copy, Code.PEER_TWICE)).isFalse();
        assertThat(original.events().of("member.twice")).isNotEmpty();
      }
      // The one that is left speaks once more after the other's last word, then nothing changes.
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .until(
              () -> {
                region.clock().advance(SeenInstances.ALARM);
                return !warns(region.node(0).federation(), Code.PEER_TWICE);
              });
    }
  }

  @Test
  void restartsAndACleanRestoreAlarmNobodyButTheOldOneThatComesBackDoes() {
    try (FederationRegion region = region()) {
      PeerId member = region.peerId(2);
      TestNode original = region.node(2);
      TestNode peer = region.node(0);
      await().atMost(PATIENCE).until(() -> heard(peer, member) == 1);
      original.stop();
      original.start();
      region.awaitConverged();
      assertThat(heard(peer, member)).isEqualTo(1);

      original.stop();
      region.clock().advance(SeenInstances.LAST_WORDS);
      try (Federation restored = original.copy()) {
        restored.start();
        await().atMost(PATIENCE).until(() -> heard(peer, member) == 2);
        region.clock().advance(SeenInstances.LAST_WORDS);
        assertThat(warns(peer.federation(), Code.PEER_TWICE)).isFalse();
        assertThat(warns(restored, Code.THIS_NODE_TWICE)).isFalse();
      }
      // What was heard outlives a restart of the peer.
      peer.stop();
      peer.start();
      assertThat(warns(peer.federation(), Code.PEER_TWICE)).isFalse();
      original.start();
      await().atMost(PATIENCE).until(() -> warns(peer.federation(), Code.PEER_TWICE));
      peer.stop();
      peer.start();
      assertThat(warns(peer.federation(), Code.PEER_TWICE)).isTrue();
    }
  }

  @Test
  void aPeersWordAboutThisNodeWarnsAndNamesThePeer() {
    try (FederationRegion region = region()) {
      TestNode node = region.node(1);
      InstanceId invented = InstanceId.random();
      Twins twins =
          new Twins(
              node.id(), InstanceId.random(), node.store().copy(), node.clock(), node.events());
      twins.told(region.peerId(0), List.of("no instance", invented.value()));
      assertThat(twins.warnings(NET))
          .extracting(MembershipWarning::code)
          .containsExactly(Code.THIS_NODE_TWICE);
      assertThat(node.events().of("member.twice").getLast().details())
          .containsEntry("heardBy", region.node(0).id().value());
      twins.forget(NET);
      assertThat(twins.warnings(NET)).isEmpty();
    }
  }
}
