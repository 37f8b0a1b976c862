package org.tisc.federation.sync;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.InMemoryFeedStore;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.federation.sync.SyncRegion.Node;

/**
 * What the exchange adds to the work that cannot be saved. All nodes run in this process over
 * mutual TLS on loopback and keep entries in memory, so that neither disk nor line is measured.
 *
 * <p>Arguments: nodes, entries published one by one, entries caught up with, bytes of a body.
 */
public final class SyncBench {
  private static final int RUN = 200;

  private SyncBench() {}

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    int nodes = Integer.parseInt(arguments[0]);
    int published = Integer.parseInt(arguments[1]);
    int missed = Integer.parseInt(arguments[2]);
    int bytes = Integer.parseInt(arguments[3]);
    try (SyncRegion region = new SyncRegion(nodes, SyncLimits.defaults())) {
      publish(region, published, bytes);
      catchUp(region, missed, bytes);
    }
    idle();
  }

  private static void publish(SyncRegion region, int count, int bytes) {
    Node origin = region.node(0);
    List<Node> readers = region.nodes().subList(1, region.nodes().size());
    long[] through = new long[count];
    long[] alone = new long[count];
    for (int i = 0; i < count; i++) {
      long begun = System.nanoTime();
      FeedPosition entry = origin.publish(origin.feed(), true, bytes);
      awaitAt(readers, origin.feed(), entry);
      through[i] = System.nanoTime() - begun;
      // The same judgement at as many readers, without anything between.
      SignedEntry signed = origin.all(origin.feed()).getLast();
      long direct = System.nanoTime();
      for (Node reader : readers) {
        if (reader.feeds.accept(origin.feed(), List.of(signed)).stored() != 0) {
          throw new IllegalStateException("Was to be there already");
        }
      }
      alone[i] = System.nanoTime() - direct;
    }
    System.out.printf(
        "publish at %d readers: p50 %.1f ms, p99 %.1f ms; looking it up there directly p50 %.2f"
            + " ms%n",
        readers.size(), millis(through, 0.5), millis(through, 0.99), millis(alone, 0.5));
  }

  private static void awaitAt(List<Node> readers, FeedId feed, FeedPosition entry) {
    for (Node reader : readers) {
      while (reader.disk().feed(feed).head().compareTo(entry) < 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static void catchUp(SyncRegion region, int count, int bytes) {
    Node origin = region.node(0);
    Node away = region.node(1);
    region.nodes().stream().filter(n -> !n.equals(away)).forEach(n -> SyncRegion.cut(n, away));
    FeedPosition last = FeedPosition.START;
    for (int i = 0; i < count; i++) {
      last = origin.publish(origin.feed(), false, bytes);
    }
    List<SignedEntry> all = origin.all(origin.feed());
    long begun = System.nanoTime();
    SyncRegion.mend(origin, away);
    awaitAt(List.of(away), origin.feed(), last);
    double through = (System.nanoTime() - begun) / 1e9;
    InMemoryFeedStore disk = new InMemoryFeedStore(InstantSource.system(), Set.of("alert"));
    Feeds alone =
        new Feeds(
            away.id.node(),
            disk,
            _ -> away.keeper.current(),
            _ -> Optional.of(away.key()),
            new HeadKnowledge(new InMemoryStateStore(), InstanceId.random()),
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
    int before = all.size() - count;
    if (before > 0) {
      disk.store(origin.feed(), FeedPosition.START, all.subList(0, before), before - 1);
    }
    long direct = System.nanoTime();
    for (int i = before; i < all.size(); i += RUN) {
      alone.accept(origin.feed(), all.subList(i, Math.min(all.size(), i + RUN)));
    }
    double limit = (System.nanoTime() - direct) / 1e9;
    System.out.printf(
        "catch-up of %d entries of %d bytes: %.0f a second; judged and kept alone %.0f a second;"
            + " ratio %.2f%n",
        count, bytes, count / through, count / limit, limit / through);
  }

  private static void idle() {
    Simulation region = new Simulation(1, 10, SyncLimits.defaults());
    region.connectAll();
    region.run(Duration.ofMinutes(1));
    long before = region.bytes();
    region.run(Duration.ofHours(1));
    System.out.printf(
        "idle: %d bytes an hour for each peer and direction, frames of the topic alone%n",
        (region.bytes() - before) / 90);
  }

  private static double millis(long[] nanos, double quantile) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1e6;
  }
}
