package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedQuota;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.PassingStore;
import org.tisc.federation.feed.QuotaStore;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;

/** The exchange over fake links in fake time. */
final class ExchangeTest {
  @Test
  void whatIsPublishedIsPushedToAllWithinOneTripAndNothingIsAskedFor() {
    Simulation region = new Simulation(1, 5, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    origin.publish(origin.feed(), false, 500);
    region.run(Duration.ofMillis(25));
    for (SimNode node : region.nodes) {
      assertThat(node.all(origin.feed())).as("%s", node).hasSize(1);
    }
    region.runUntilConverged();
  }

  @Test
  void aDirectFeedReachesItsReaderAlone() {
    Simulation region = new Simulation(2, 4, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    origin.publish(origin.feed(region.node(2)), false, 500);
    region.runUntilConverged();
    assertThat(region.node(2).all(origin.feed(region.node(2)))).hasSize(1);
    assertThat(region.node(1).all(origin.feed(region.node(2)))).isEmpty();
  }

  @Test
  void whoWasAwayForAMonthCatchesUpFromAnyMember() {
    Simulation region = new Simulation(3, 4, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode away = region.node(3);
    region.cutAll(away);
    region.run(Duration.ofSeconds(1));
    SimNode origin = region.node(0);
    for (int day = 0; day < 30; day++) {
      region.clock.advance(Duration.ofDays(1));
      for (int i = 0; i < 20; i++) {
        origin.publish(origin.feed(), i % 7 == 0, 2000);
      }
      region.run(Duration.ofSeconds(5));
    }
    // The origin itself is never met: another member hands it on.
    region.cut(origin, region.node(1));
    region.connect(away, region.node(1));
    region.run(Duration.ofSeconds(30));
    assertThat(away.all(origin.feed())).hasSize(600);
    away.requireAppliedOnceInOrder();
    // And the origin learns it once somebody who knows is there again.
    region.connect(origin, region.node(1));
    region.run(Duration.ofSeconds(30));
    FeedPosition head = origin.feeds.state(origin.feed()).head();
    assertThat(origin.receipts().of(origin.feed(), head))
        .extracting(Delivery::state)
        .containsOnly(Delivery.State.STORED);
  }

  @Test
  void aBodyThatNobodyHasKeepsNoOtherBodyAndNoEntryWaiting() {
    Simulation region = new Simulation(7, 3, SyncLimits.defaults());
    SimNode origin = region.node(0);
    SimNode holder = region.node(1);
    SimNode reader = region.node(2);
    for (int i = 0; i < 4; i++) {
      origin.publish(origin.feed(), false, 100);
    }
    List<SignedEntry> made = origin.all(origin.feed());
    List<SignedEntry> headers = made.stream().map(SignedEntry::withoutBody).toList();
    holder.feeds.accept(
        origin.feed(), List.of(headers.get(0), made.get(1), headers.get(2), made.get(3)));
    reader.feeds.accept(origin.feed(), headers.subList(0, 3));
    // What is missing is looked for at the start.
    reader.crash();
    reader.restartAlone();
    region.connect(holder, reader);
    region.run(Duration.ofSeconds(10));
    assertThat(reader.all(origin.feed())).hasSize(4).last().isEqualTo(made.get(3));
    region.run(Duration.ofMinutes(5));
    assertThat(reader.all(origin.feed()))
        .containsExactly(headers.get(0), made.get(1), headers.get(2), made.get(3));
    // Once somebody has them, they come.
    region.connect(origin, reader);
    region.run(Duration.ofMinutes(5));
    assertThat(reader.all(origin.feed())).isEqualTo(made);
  }

  @Test
  void anUrgentEntryTakesWhatIsBeforeItAlong() {
    Simulation region = new Simulation(4, 2, SyncLimits.defaults());
    region.latency(Duration.ofMillis(500));
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    for (int i = 0; i < 20; i++) {
      origin.publish(origin.feed(), i == 19, 100);
    }
    region.run(Duration.ofMillis(1200));
    assertThat(region.node(1).all(origin.feed())).hasSize(20);
    region.runUntilConverged();
  }

  @Test
  void aReaderThatTheOriginCannotReachIsServedByAThirdAndTheOriginLearnsIt() {
    Simulation region = new Simulation(5, 3, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    SimNode reader = region.node(2);
    region.cut(origin, reader);
    region.run(Duration.ofSeconds(1));
    FeedPosition entry = origin.publish(origin.feed(), true, 500);
    region.run(Duration.ofSeconds(10));
    assertThat(reader.all(origin.feed())).hasSize(1);
    assertThat(origin.receipts().of(origin.feed(), entry))
        .extracting(Delivery::node, Delivery::state)
        .contains(org.assertj.core.groups.Tuple.tuple(reader.id, Delivery.State.STORED));
  }

  @Test
  void aChainOfNeighboursIsEnough() {
    Simulation region = new Simulation(6, 6, SyncLimits.defaults());
    for (int i = 1; i < 6; i++) {
      region.connect(region.node(i - 1), region.node(i));
    }
    region.run(Duration.ofSeconds(5));
    for (SimNode node : region.nodes) {
      node.publish(node.feed(), false, 100);
    }
    region.runUntilConverged();
  }

  @Test
  void aRemovedMemberGetsNothingMoreAlsoNotFromRelays() {
    Simulation region = new Simulation(7, 4, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    FeedPosition before = origin.publish(origin.feed(), false, 100);
    region.run(Duration.ofSeconds(5));
    SimNode gone = region.node(3);
    region.remove(gone);
    FeedPosition after = origin.publish(origin.feed(), false, 100);
    region.runUntilConverged();
    assertThat(gone.all(origin.feed())).hasSize(1);
    assertThat(state(origin, origin.feed(), before, gone.id)).isEqualTo(Delivery.State.STORED);
    assertThat(origin.receipts().of(origin.feed(), after))
        .extracting(Delivery::node)
        .doesNotContain(gone.id);
  }

  @Test
  void whoLeftWithoutAWordIsUnknown() {
    Simulation region = new Simulation(8, 3, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode gone = region.node(2);
    region.cutAll(gone);
    region.run(Duration.ofSeconds(1));
    SimNode origin = region.node(0);
    FeedPosition entry = origin.publish(origin.feed(), false, 100);
    region.run(Duration.ofSeconds(5));
    assertThat(state(origin, origin.feed(), entry, gone.id)).isEqualTo(Delivery.State.QUEUED);
    region.remove(gone);
    assertThat(state(origin, origin.feed(), entry, gone.id)).isEqualTo(Delivery.State.UNKNOWN);
    origin.receipts().flush();
    origin.crash();
    origin.restart();
    assertThat(state(origin, origin.feed(), entry, gone.id)).isEqualTo(Delivery.State.UNKNOWN);
  }

  private static Delivery.State state(
      SimNode origin, FeedId feed, FeedPosition entry, NodeId reader) {
    List<Delivery> deliveries = origin.receipts().of(feed, entry);
    return deliveries.stream()
        .filter(each -> each.node().equals(reader))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aNodeRestoredFromAnOldCopyGetsItsLostEntriesBackBeforeItAppends() {
    Simulation region = new Simulation(9, 3, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofSeconds(5));
    SimNode origin = region.node(0);
    for (int i = 0; i < 10; i++) {
      origin.publish(origin.feed(), false, 100);
    }
    region.runUntilConverged();
    Runnable copy = origin.backup();
    for (int i = 0; i < 10; i++) {
      origin.publish(origin.feed(), false, 100);
    }
    region.runUntilConverged();
    origin.crash();
    origin.restore(copy);
    assertThat(origin.all(origin.feed())).hasSize(10);
    origin.requireHeadUnknown(origin.feed());
    region.run(Duration.ofSeconds(10));
    assertThat(origin.all(origin.feed())).hasSize(20);
    origin.publish(origin.feed(), false, 100);
    region.runUntilConverged();
    assertThat(region.node(1).all(origin.feed())).hasSize(21);
  }

  @Test
  void aReaderRestoredFromBeforeItsClockWasWrongGivesReceiptsAgain() {
    Simulation region = new Simulation(31, 3, SyncLimits.defaults());
    region.connectAll();
    SimNode origin = region.node(0);
    SimNode reader = region.node(1);
    origin.publish(origin.feed(), false, 100);
    region.runUntilConverged();
    Runnable copy = reader.backup();
    reader.crash();
    reader.clockAhead(Duration.ofDays(20));
    reader.restart();
    FeedPosition second = origin.publish(origin.feed(), false, 100);
    region.runUntilConverged();
    region.run(Duration.ofSeconds(30));
    assertThat(state(origin, origin.feed(), second, reader.id)).isEqualTo(Delivery.State.STORED);

    reader.crash();
    reader.clockAhead(Duration.ZERO);
    reader.restore(copy);
    FeedPosition third = origin.publish(origin.feed(), false, 100);
    region.runUntilConverged();
    region.run(Duration.ofSeconds(30));
    assertThat(state(origin, origin.feed(), third, reader.id)).isEqualTo(Delivery.State.STORED);
    assertThat(state(origin, origin.feed(), second, reader.id)).isEqualTo(Delivery.State.STORED);
  }

  @Test
  void anIdleRegionSaysLittle() {
    Simulation region = new Simulation(10, 10, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofMinutes(1));
    long before = region.bytes();
    region.run(Duration.ofHours(1));
    long perPeer = (region.bytes() - before) / (10 * 9);
    assertThat(perPeer).isLessThan(20_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void throughCutsCrashesDoublesAndSilenceEverythingArrivesOnceInOrder(long seed) {
    Simulation region = new Simulation(seed, 5, SyncLimits.defaults());
    region.doubled(0.1);
    region.connectAll();
    Random random = region.random;
    for (int step = 0; step < 300; step++) {
      SimNode a = region.node(random.nextInt(5));
      SimNode b = region.node(random.nextInt(5));
      int what = random.nextInt(12);
      if (what < 5) {
        boolean direct = !a.equals(b) && random.nextBoolean();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
          a.tryPublish(
              direct ? a.feed(b) : a.feed(), random.nextInt(4) == 0, 1 + random.nextInt(20_000));
        }
      } else if (what < 7 && !a.equals(b)) {
        region.cut(a, b);
      } else if (what < 9 && !a.equals(b)) {
        region.connect(a, b);
      } else if (what == 9 && !a.equals(b)) {
        region.silence(a, b);
      } else if (what == 10 && a.running()) {
        a.crash();
      } else if (what == 11 && !a.running()) {
        a.restart();
      }
      region.run(Duration.ofMillis(random.nextInt(2000)));
    }
    for (SimNode node : region.nodes) {
      if (!node.running()) {
        node.restart();
      }
    }
    region.run(Duration.ofSeconds(30));
    region.connectAll();
    region.runUntilConverged();
  }

  /** Hands entries of others on without their bodies, as who has dropped them does. */
  private static FeedStore withoutBodies(FeedStore store, NodeId self) {
    return new PassingStore(store) {
      @Override
      public List<StoredEntry> read(
          FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes) {
        return super.read(feed, epoch, fromSequence, maxEntries, maxBytes).stream()
            .map(
                stored ->
                    feed.origin().equals(self)
                        ? stored
                        : new StoredEntry(
                            stored.entry().withoutBody(),
                            stored.signatureChecked(),
                            stored.storedAt(),
                            stored.effect()))
            .toList();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void throughQuotasLostBodiesAndNewEpochsAllThatCountsArrivesAndRefusalsAreTold(long seed) {
    Simulation region = new Simulation(seed, 5, SyncLimits.defaults());
    SimNode forgetful = region.node(3);
    SimNode narrow = region.node(4);
    forgetful.crash();
    forgetful.fault(store -> withoutBodies(store, forgetful.id));
    forgetful.restart();
    narrow.crash();
    narrow.fault(
        store ->
            new QuotaStore(store, narrow.id, new FeedQuota(15, 1L << 40, 1L << 40), region.clock));
    narrow.restart();
    region.bodiesComeLate();
    region.doubled(0.05);
    region.connectAll();
    Random random = region.random;
    Map<SimNode, Runnable> copies = new HashMap<>();
    Set<SimNode> restored = new HashSet<>();
    for (int step = 0; step < 200; step++) {
      SimNode a = region.node(random.nextInt(5));
      SimNode b = region.node(random.nextInt(5));
      int what = random.nextInt(12);
      if (what < 6) {
        boolean direct = !a.equals(b) && random.nextInt(4) == 0;
        a.tryPublish(
            direct ? a.feed(b) : a.feed(), random.nextInt(4) == 0, 1 + random.nextInt(5_000));
      } else if (what == 6 && !a.equals(b)) {
        region.cut(a, b);
      } else if (what < 9 && !a.equals(b)) {
        region.connect(a, b);
      } else if (what == 9 && a.running() && !a.all(a.feed()).isEmpty()) {
        copies.putIfAbsent(a, a.backup());
      } else if (what == 10 && a.running() && copies.containsKey(a) && restored.add(a)) {
        // Nobody can be asked, so that its administrator decides.
        a.crash();
        region.run(Duration.ofSeconds(1));
        copies.get(a).run();
        a.restartAlone();
        a.feeds.openEpoch(a.feed(), "admin");
        region.connectAll(a);
      }
      region.run(Duration.ofMillis(random.nextInt(2000)));
    }
    assertThat(restored).isNotEmpty();
    region.connectAll();
    region.run(Duration.ofMinutes(30));
    assertThat(narrow.feeds.heldBack()).isNotEmpty();
    narrow
        .feeds
        .heldBack()
        .forEach(
            (feed, why) -> {
              SimNode origin =
                  region.nodes.stream()
                      .filter(node -> node.id.equals(feed.origin()))
                      .findFirst()
                      .orElseThrow();
              FeedPosition head = origin.feeds.state(feed).head();
              assertThat(origin.receipts().of(feed, head))
                  .filteredOn(each -> each.node().equals(narrow.id))
                  .as("%s at its origin", feed)
                  .extracting(Delivery::state, Delivery::reason)
                  .containsExactly(tuple(Delivery.State.REJECTED, "QUOTA_EXCEEDED"));
            });
    narrow.crash();
    narrow.fault(store -> store);
    narrow.restart();
    region.connectAll();
    region.runUntilConverged();
    assertThat(narrow.feeds.heldBack()).isEmpty();
  }
}
