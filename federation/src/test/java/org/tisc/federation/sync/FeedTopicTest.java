package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedQuota;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.InMemoryFeedStore;
import org.tisc.federation.feed.QuotaStore;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.federation.sync.SyncRegion.Node;

/** The exchange over real mutual TLS on loopback. */
@Tag("network")
final class FeedTopicTest {
  private static void awaitHeld(Node node, FeedId feed, int entries) {
    await()
        .atMost(SyncRegion.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> assertThat(node.all(feed).size()).as("%s at %s", feed, node).isEqualTo(entries));
  }

  private static void awaitState(
      Node origin, FeedId feed, FeedPosition entry, Node reader, Delivery.State state) {
    await()
        .atMost(SyncRegion.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThat(origin.topic.of(feed, entry))
                    .filteredOn(each -> each.node().equals(reader.id.node()))
                    .extracting(Delivery::state)
                    .containsExactly(state));
  }

  @Test
  void whatOnePublishesIsDurableAtAllAndTheOriginHoldsTheirReceipts() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      List<FeedId> told = new CopyOnWriteArrayList<>();
      origin.topic.onChange(told::add);
      FeedPosition entry = origin.publish(origin.feed(), true, 1000);
      for (Node reader : List.of(region.node(1), region.node(2))) {
        awaitHeld(reader, origin.feed(), 1);
        awaitState(origin, origin.feed(), entry, reader, Delivery.State.STORED);
        assertThat(origin.topic.evidence(origin.feed(), reader.id.node())).isPresent();
      }
      assertThat(told).contains(origin.feed());
    }
  }

  @Test
  void whoWasAwayGetsWhatItMissedAndItsReceiptIsThereThroughARestartOfTheOrigin() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node away = region.node(2);
      away.stop();
      FeedPosition entry = FeedPosition.START;
      for (int i = 0; i < 300; i++) {
        entry = origin.publish(origin.feed(), false, 2000);
      }
      awaitState(origin, origin.feed(), entry, away, Delivery.State.QUEUED);
      away.restart();
      awaitHeld(away, origin.feed(), 300);
      awaitState(origin, origin.feed(), entry, away, Delivery.State.STORED);
      away.stop();
      origin.stop();
      origin.restart();
      awaitState(origin, origin.feed(), entry, away, Delivery.State.STORED);
    }
  }

  @Test
  void aReaderCutFromTheOriginIsServedByAThirdAndTheOriginLearnsIt() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(2);
      SyncRegion.cut(origin, reader);
      FeedPosition entry = origin.publish(origin.feed(), true, 1000);
      awaitHeld(reader, origin.feed(), 1);
      awaitState(origin, origin.feed(), entry, reader, Delivery.State.STORED);
    }
  }

  @Test
  void aRemovedMemberGetsNothingMoreAlsoNotFromRelaysAndADirectFeedReachesItsReaderAlone() {
    try (SyncRegion region = new SyncRegion(4, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node gone = region.node(3);
      origin.publish(origin.feed(), false, 100);
      awaitHeld(gone, origin.feed(), 1);
      region.remove(gone);
      FeedPosition after = origin.publish(origin.feed(), false, 100);
      FeedId direct = origin.feed(region.node(1));
      FeedPosition secret = origin.publish(direct, false, 100);
      for (Node reader : List.of(region.node(1), region.node(2))) {
        awaitState(origin, origin.feed(), after, reader, Delivery.State.STORED);
      }
      awaitState(origin, direct, secret, region.node(1), Delivery.State.STORED);
      assertThat(origin.topic.of(direct, secret)).hasSize(1);
      assertThat(gone.all(origin.feed())).hasSize(1);
      assertThat(region.node(2).all(direct)).isEmpty();
    }
  }

  private static void limit(Node node, long entries) {
    node.stop();
    node.keepBehind(
        store ->
            new QuotaStore(
                store,
                node.id.node(),
                new FeedQuota(entries, 1L << 30, 1L << 30),
                InstantSource.system()));
    node.restart();
  }

  @Test
  void aMemberFillsNoPeersDiskAndSeesWhyUntilThatPeerTakesMore() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node greedy = region.node(0);
      Node other = region.node(1);
      Node reader = region.node(2);
      limit(reader, 5);
      FeedPosition entry = FeedPosition.START;
      for (int i = 0; i < 12; i++) {
        entry = greedy.publish(greedy.feed(), false, 100);
      }
      awaitHeld(other, greedy.feed(), 12);
      awaitState(greedy, greedy.feed(), entry, reader, Delivery.State.REJECTED);
      assertThat(greedy.topic.of(greedy.feed(), entry))
          .filteredOn(each -> each.node().equals(reader.id.node()))
          .allSatisfy(
              each -> {
                assertThat(each.reason()).isEqualTo("QUOTA_EXCEEDED");
                assertThat(each.text()).contains("at most 5 entries");
              });
      assertThat(reader.feeds.heldBack()).containsOnlyKeys(greedy.feed());
      assertThat(reader.all(greedy.feed()).size()).isLessThanOrEqualTo(5);
      // Nobody else pays for it.
      FeedPosition modest = other.publish(other.feed(), false, 100);
      awaitState(other, other.feed(), modest, reader, Delivery.State.STORED);

      limit(reader, 100);
      awaitHeld(reader, greedy.feed(), 12);
      awaitState(greedy, greedy.feed(), entry, reader, Delivery.State.STORED);
      assertThat(reader.feeds.heldBack()).isEmpty();
    }
  }

  @Test
  void anOriginLearnsOfARefusalThatARelayHandedItsEntriesTo() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node greedy = region.node(0);
      Node reader = region.node(2);
      limit(reader, 2);
      SyncRegion.cut(greedy, reader);
      FeedPosition entry = FeedPosition.START;
      for (int i = 0; i < 6; i++) {
        entry = greedy.publish(greedy.feed(), false, 100);
      }
      await().atMost(SyncRegion.PATIENCE).until(() -> !reader.feeds.heldBack().isEmpty());
      awaitState(greedy, greedy.feed(), entry, reader, Delivery.State.QUEUED);
      SyncRegion.mend(greedy, reader);
      awaitState(greedy, greedy.feed(), entry, reader, Delivery.State.REJECTED);
    }
  }

  @Test
  void aBlockedPeerIsToldNothingUntilItIsUnblocked() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node blocked = region.node(2);
      origin.block(blocked.id.node());
      region.node(1).block(blocked.id.node());
      FeedPosition entry = origin.publish(origin.feed(), false, 100);
      awaitState(origin, origin.feed(), entry, region.node(1), Delivery.State.STORED);
      assertThat(blocked.all(origin.feed())).isEmpty();
      origin.block();
      region.node(1).block();
      awaitState(origin, origin.feed(), entry, blocked, Delivery.State.STORED);
    }
  }

  @Test
  void aNodeRestoredFromAnOldCopyAsksForItsOwnHeadAndGetsItsLostEntriesBack() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      for (int i = 0; i < 10; i++) {
        origin.publish(origin.feed(), false, 100);
      }
      awaitHeld(region.node(1), origin.feed(), 10);
      awaitHeld(region.node(2), origin.feed(), 10);
      origin.stop();
      origin.restoreTo(4);
      SyncRegion.cut(origin, region.node(1));
      SyncRegion.cut(origin, region.node(2));
      origin.restart();
      assertThatThrownBy(() -> origin.publish(origin.feed(), false, 100))
          .isInstanceOfSatisfying(
              TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FEED_HEAD_UNKNOWN));
      SyncRegion.mend(origin, region.node(1));
      SyncRegion.mend(origin, region.node(2));
      awaitHeld(origin, origin.feed(), 10);
      await().atMost(SyncRegion.PATIENCE).until(() -> origin.feeds.headKnown(origin.feed()));
      FeedPosition entry = origin.publish(origin.feed(), false, 100);
      awaitState(origin, origin.feed(), entry, region.node(2), Delivery.State.STORED);
      assertThat(region.node(2).forks()).isEmpty();
    }
  }

  @Test
  void aReaderInALaterEpochHasNotStoredWhatThatEpochLeftOut() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node reader = region.node(1);
      List<FeedPosition> entries = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        entries.add(origin.publish(origin.feed(), false, 100));
      }
      awaitHeld(reader, origin.feed(), 10);
      awaitState(origin, origin.feed(), entries.getLast(), reader, Delivery.State.STORED);
      origin.stop();
      origin.restoreTo(4);
      SyncRegion.cut(origin, reader);
      SyncRegion.cut(origin, region.node(2));
      origin.restart();
      FeedPosition opened = origin.feeds.openEpoch(origin.feed(), "admin").head();
      SyncRegion.mend(origin, reader);
      SyncRegion.mend(origin, region.node(2));
      awaitState(origin, origin.feed(), opened, reader, Delivery.State.STORED);
      awaitState(origin, origin.feed(), entries.get(3), reader, Delivery.State.STORED);
      awaitState(origin, origin.feed(), entries.get(4), reader, Delivery.State.UNKNOWN);
      awaitState(origin, origin.feed(), entries.get(9), reader, Delivery.State.UNKNOWN);
    }
  }

  @Test
  void aMemberThatNobodyCanDialReadsPublishesAndHandsOn() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      Node other = region.node(1);
      Node hidden = region.node(2);
      hidden.stop();
      hidden.hide();
      region.publish();
      hidden.restart();
      region.awaitStreams(region.nodes());
      SyncRegion.cut(origin, other);

      FeedPosition entry = origin.publish(origin.feed(), false, 100);
      awaitState(origin, origin.feed(), entry, hidden, Delivery.State.STORED);
      awaitHeld(other, origin.feed(), 1);
      awaitState(origin, origin.feed(), entry, other, Delivery.State.STORED);
      FeedPosition own = hidden.publish(hidden.feed(), true, 100);
      awaitState(hidden, hidden.feed(), own, other, Delivery.State.STORED);
    }
  }

  @Test
  void aForkIsProvenWhereTwoHistoriesMeetAndToldToAll() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node origin = region.node(0);
      origin.publish(origin.feed(), false, 100);
      awaitHeld(region.node(1), origin.feed(), 1);
      awaitHeld(region.node(2), origin.feed(), 1);
      SyncRegion.cut(origin, region.node(2));
      SyncRegion.cut(region.node(1), region.node(2));
      origin.publish(origin.feed(), false, 100);
      awaitHeld(region.node(1), origin.feed(), 2);
      // A copy of the origin made another second entry, which node 2 got.
      assertThat(region.node(2).feeds.accept(origin.feed(), List.of(twin(origin))).stored())
          .isEqualTo(1);
      SyncRegion.mend(region.node(1), region.node(2));
      for (Node node : region.nodes()) {
        await()
            .atMost(SyncRegion.PATIENCE)
            .untilAsserted(() -> assertThat(node.forks()).as("forks known to %s", node).hasSize(1));
        assertThat(node.feeds.state(origin.feed()).fork()).isPresent();
      }
    }
  }

  private static org.tisc.federation.feed.SignedEntry twin(Node origin) {
    InMemoryFeedStore disk = new InMemoryFeedStore(InstantSource.system(), Set.of("alert"));
    disk.store(origin.feed(), FeedPosition.START, origin.all(origin.feed()).subList(0, 1), 0);
    InMemoryStateStore documents = new InMemoryStateStore();
    Feeds copy =
        new Feeds(
            origin.id.node(),
            disk,
            _ -> origin.keeper.current(),
            _ -> Optional.of(origin.key()),
            new HeadKnowledge(documents, InstanceId.random()),
            InstantSource.system(),
            new FeedEvents() {
              @Override
              public void forked(ForkEvidence evidence) {}

              @Override
              public void epochOpened(FeedId feed, FeedPosition first, String by) {}

              @Override
              public void headDoubted(
                  FeedId feed, FeedPosition own, FeedPosition told, String by) {}
            });
    copy.rosterChanged(origin.id.network());
    StoredEntry twin =
        copy.publish(
                List.of(
                    new EntryDraft(
                        origin.feed(),
                        "alert",
                        "another",
                        1,
                        Tlp.GREEN,
                        false,
                        ByteString.copyFromUtf8("another"),
                        List.of(),
                        List.of())))
            .getFirst();
    return twin.entry();
  }

  @Test
  void catchingUpDoesNotHoldALiveAlertOfAnotherOriginBack() {
    try (SyncRegion region = new SyncRegion(3, SyncLimits.defaults())) {
      Node busy = region.node(0);
      Node alerting = region.node(1);
      Node reader = region.node(2);
      SyncRegion.cut(busy, reader);
      SyncRegion.cut(alerting, reader);
      for (int i = 0; i < 250; i++) {
        busy.publish(busy.feed(), false, 100_000);
      }
      SyncRegion.mend(busy, reader);
      await().atMost(SyncRegion.PATIENCE).until(() -> reader.all(busy.feed()).size() > 5);
      SyncRegion.mend(alerting, reader);
      alerting.publish(alerting.feed(), true, 1000);
      awaitHeld(reader, alerting.feed(), 1);
      int caughtUp = reader.all(busy.feed()).size();
      assertThat(caughtUp).as("entries of the other feed by then").isLessThan(250);
      awaitHeld(reader, busy.feed(), 250);
    }
  }
}
