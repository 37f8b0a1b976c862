package org.tisc.node.feed;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.sync.IdleCost;
import org.tisc.federation.sync.SyncLimits;
import org.tisc.federation.sync.SyncRegion;
import org.tisc.federation.sync.SyncRegion.Node;

/**
 * What feeds cost beside what disk, signature check and link cost by themselves, all measured in
 * this process in one run: appending, catching up after an absence, publishing to many with and
 * without somebody who catches up, and idling. Nodes talk over mutual TLS on loopback and keep all
 * in the real store. A program, not a test: {@code deploy/bench/feeds} starts it.
 *
 * <p>Arguments: entries to catch up with, bytes of a body, nodes to publish to, seconds of
 * publishing.
 */
public final class FeedBench {
  private static final int BATCH = 500;
  private static final int SINGLE = 1000;
  private static final int CALLERS = 16;
  private static final long EVERY_NANOS = 100_000_000;

  private final Path folder;
  private final int bytes;
  private int made;

  private FeedBench(Path folder, int bytes) {
    this.folder = folder;
    this.bytes = bytes;
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) throws Exception {
    int entries = Integer.parseInt(arguments[0]);
    int bytes = Integer.parseInt(arguments[1]);
    int nodes = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    Path folder = Files.createTempDirectory("tisc-feed-bench");
    try {
      FeedBench bench = new FeedBench(folder, bytes);
      if (entries > 0) {
        bench.appendAndCatchUp(entries);
      }
      if (nodes > 1) {
        bench.publish(nodes, seconds, entries);
      }
      print(
          "idle: %d bytes an hour for each direction of a link, frames of the topic alone",
          IdleCost.bytesAnHour(10));
    } finally {
      remove(folder);
    }
  }

  private void appendAndCatchUp(int entries) throws Exception {
    try (BenchDisks disks = new BenchDisks(Files.createDirectory(folder.resolve("pair")));
        SyncRegion region = new SyncRegion(2, SyncLimits.defaults(), disks)) {
      Node origin = region.node(0);
      Node away = region.node(1);
      // A young process mostly compiles: the feed of the pair warms it up.
      int warm = Math.min(entries, 20_000);
      FeedId pair = origin.feed(away);
      SyncRegion.cut(origin, away);
      append(origin, pair, warm);
      double _ = caughtUp(origin, away, pair, warm);
      SyncRegion.cut(origin, away);
      FeedId feed = origin.feed();
      int singles = Math.min(entries / 4, SINGLE);
      double one = appendSingly(origin, feed, singles, 1);
      double many = appendSingly(origin, feed, singles, CALLERS);
      double batches = append(origin, feed, entries - 2 * singles);
      List<SignedEntry> some = read(origin, feed, Math.min(entries, 50_000));
      List<SignedEntry> first = some.subList(0, singles);
      double _ = FeedLimits.disk(folder.resolve("warm.db"), some);
      double fsyncs = FeedLimits.disk(folder.resolve("single.db"), first, 1);
      print(
          "append: one caller %.0f a second, %d callers %.0f, batches of %d %.0f;"
              + " bare rows with an fsync each %.0f; ratio %.2f, %.2f, %.2f",
          singles / one,
          CALLERS,
          singles / many,
          BATCH,
          (entries - 2 * singles) / batches,
          singles / fsyncs,
          fsyncs / one,
          fsyncs / many,
          (entries - 2 * singles) / batches * fsyncs / singles);
      long cpu = cpu();
      double took = caughtUp(origin, away, feed, entries);
      limits(origin, some, entries / took, (cpu() - cpu) / 1e3 / entries);
    }
  }

  /** Prints what is possible beside what was reached; limits are measured on the first entries. */
  private void limits(Node origin, List<SignedEntry> some, double reached, double cpu)
      throws Exception {
    FeedKey key = FeedKey.of(origin.key().getPublic());
    long begun = cpu();
    double checking = FeedLimits.checking(key, some);
    double link = FeedLimits.link(some);
    double disk = FeedLimits.disk(folder.resolve("limit.db"), some);
    double least = (cpu() - begun) / 1e3 / some.size();
    double slowest = some.size() / Math.max(disk, Math.max(checking, link));
    print(
        "catch-up: %.0f a second; disk alone %.0f, hashes and signatures alone %.0f, link alone"
            + " %.0f; ratio to the slowest %.2f",
        reached, some.size() / disk, some.size() / checking, some.size() / link, reached / slowest);
    print(
        "catch-up by CPU time of both sides: %.0f us an entry; disk, hashes and link together"
            + " %.0f us; ratio %.2f",
        cpu, least, least / cpu);
  }

  private double append(Node origin, FeedId feed, int count) {
    long begun = System.nanoTime();
    for (int i = 0; i < count; i += BATCH) {
      List<EntryDraft> drafts =
          IntStream.range(0, Math.min(BATCH, count - i)).mapToObj(_ -> draft(feed, false)).toList();
      List<StoredEntry> _ = origin.feeds().publish(drafts);
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private double appendSingly(Node origin, FeedId feed, int count, int callers)
      throws InterruptedException {
    List<EntryDraft> drafts = IntStream.range(0, count).mapToObj(_ -> draft(feed, false)).toList();
    AtomicInteger next = new AtomicInteger();
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int at = next.getAndIncrement(); at < count; at = next.getAndIncrement()) {
                      List<StoredEntry> _ = origin.feeds().publish(List.of(drafts.get(at)));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private EntryDraft draft(FeedId feed, boolean urgent) {
    made++;
    return new EntryDraft(
        feed,
        "alert",
        "urn:tisc:alert:" + Integer.toHexString(Integer.reverse(made)),
        1,
        Tlp.GREEN,
        urgent,
        ByteString.copyFrom(new byte[bytes]),
        List.of(),
        List.of());
  }

  /** How long it takes from the stream being there to everything being on the reader's disk. */
  private static double caughtUp(Node origin, Node away, FeedId feed, long last)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    away.feeds()
        .onGrown(
            state -> {
              if (state.feed().equals(feed) && state.head().sequence() >= last) {
                done.countDown();
              }
            });
    long begun = System.nanoTime();
    SyncRegion.mend(origin, away);
    done.await();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static List<SignedEntry> read(Node node, FeedId feed, int most) {
    List<SignedEntry> found = new ArrayList<>();
    while (found.size() < most) {
      node.disk().read(feed, 1, found.size() + 1L, FeedLimits.RUN, 16 << 20).stream()
          .map(StoredEntry::entry)
          .forEach(found::add);
    }
    return found.subList(0, most);
  }

  /** When an entry was there, by place and reader. */
  private static final class Arrivals {
    private final Map<Long, long[]> times = new ConcurrentHashMap<>();
    private final int readers;
    private volatile long from = Long.MAX_VALUE;

    Arrivals(int readers) {
      this.readers = readers;
    }

    void begin(long sequence) {
      times.put(sequence, new long[readers + 1]);
      from = Math.min(from, sequence);
    }

    void published(long sequence, long at) {
      Objects.requireNonNull(times.get(sequence))[readers] = at;
    }

    void held(int reader, long until) {
      long now = System.nanoTime();
      for (long each = until; each >= from; each--) {
        long[] ofEntry = times.get(each);
        if (ofEntry == null || ofEntry[reader] != 0) {
          return;
        }
        ofEntry[reader] = now;
      }
    }

    boolean complete() {
      return times.values().stream().allMatch(each -> Arrays.stream(each).allMatch(at -> at != 0));
    }

    /** From the call to the last reader's disk, sorted. */
    long[] atAll() {
      return times.values().stream()
          .mapToLong(
              each ->
                  IntStream.range(0, readers).mapToLong(i -> each[i]).max().orElse(0)
                      - each[readers])
          .sorted()
          .toArray();
    }
  }

  private void publish(int nodes, int seconds, int backlog) throws Exception {
    try (BenchDisks disks = new BenchDisks(Files.createDirectory(folder.resolve("many")));
        SyncRegion region = new SyncRegion(nodes, SyncLimits.defaults(), disks)) {
      Node origin = region.node(0);
      Node away = region.node(nodes - 1);
      List<Node> readers = region.nodes().subList(1, nodes);
      double[] direct = direct(disks, origin, readers);
      long[] _ = publishing(origin, readers, 10, Optional.empty());
      long[] before = publishing(origin, readers, seconds, Optional.empty());
      // What is missed is of the feed of the pair, so that the one who missed it counts, too.
      FeedId pair = origin.feed(away);
      SyncRegion.cut(origin, away);
      double _ = append(origin, pair, backlog);
      SyncRegion.mend(origin, away);
      long[] during =
          publishing(origin, readers, seconds, Optional.of(() -> behind(away, pair, backlog)));
      long left = backlog - away.disk().feed(pair).head().sequence();
      long[] after = publishing(origin, readers, seconds, Optional.empty());
      print(
          "publish at %d readers, 10 a second: p50 %.1f ms, p99 %.1f ms; judged and stored there"
              + " with nothing between p50 %.1f ms, p99 %.1f ms; ratio %.2f, %.2f",
          readers.size(),
          millis(before, 0.5),
          millis(before, 0.99),
          direct[0],
          direct[1],
          millis(before, 0.5) / direct[0],
          millis(before, 0.99) / direct[1]);
      print(
          "publish while one of them catches up with %d: p50 %.1f ms, p99 %.1f ms (%d published;"
              + " %d left to catch up); afterwards p50 %.1f ms, p99 %.1f ms; ratio to the better"
              + " of before and after %.2f, %.2f",
          backlog,
          millis(during, 0.5),
          millis(during, 0.99),
          during.length,
          left,
          millis(after, 0.5),
          millis(after, 0.99),
          millis(during, 0.5) / Math.min(millis(before, 0.5), millis(after, 0.5)),
          millis(during, 0.99) / Math.min(millis(before, 0.99), millis(after, 0.99)));
    }
  }

  private static boolean behind(Node node, FeedId feed, long last) {
    return node.disk().feed(feed).head().sequence() < last;
  }

  /** Publishes ten times a second for as long as asked for, and no longer than there is reason. */
  private long[] publishing(
      Node origin,
      List<Node> readers,
      int seconds,
      Optional<java.util.function.BooleanSupplier> reason) {
    FeedId feed = origin.feed();
    Arrivals arrivals = new Arrivals(readers.size());
    AtomicBoolean over = new AtomicBoolean();
    for (int i = 0; i < readers.size(); i++) {
      int reader = i;
      readers
          .get(i)
          .feeds()
          .onGrown(
              state -> {
                if (!over.get() && state.feed().equals(feed)) {
                  arrivals.held(reader, state.head().sequence());
                }
              });
    }
    long sequence = origin.disk().feed(feed).head().sequence();
    long due = System.nanoTime();
    for (int i = 0;
        i < seconds * 10 && (i < 10 || reason.isEmpty() || reason.get().getAsBoolean());
        i++) {
      sequence++;
      arrivals.begin(sequence);
      arrivals.published(sequence, System.nanoTime());
      List<StoredEntry> _ = origin.feeds().publish(List.of(draft(feed, i % 4 == 0)));
      due += EVERY_NANOS;
      // Where it was late, the next is not early.
      due = Math.max(due, System.nanoTime());
      LockSupport.parkNanos(due - System.nanoTime());
    }
    while (!arrivals.complete()) {
      LockSupport.parkNanos(1_000_000);
    }
    over.set(true);
    return arrivals.atAll();
  }

  /** One entry judged and stored at as many fresh disks at once, again and again: p50 and p99. */
  private double[] direct(BenchDisks disks, Node origin, List<Node> readers)
      throws InterruptedException {
    List<Feeds> alone = new ArrayList<>();
    for (Node reader : readers) {
      alone.add(reader.judgeOver(disks.feeds("alone-" + reader)));
    }
    FeedId feed = origin.feed();
    long[] took = new long[100];
    for (int i = -20; i < took.length; i++) {
      SignedEntry entry = origin.feeds().publish(List.of(draft(feed, false))).getFirst().entry();
      long begun = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      for (Feeds each : alone) {
        threads.add(Thread.ofVirtual().start(() -> each.accept(feed, List.of(entry))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (i >= 0) {
        took[i] = System.nanoTime() - begun;
      }
      for (Feeds each : alone) {
        FeedState state = each.state(feed);
        if (state.head().sequence() != entry.header().sequence()) {
          throw new IllegalStateException("Not stored: " + state);
        }
      }
      for (Node reader : readers) {
        while (behind(reader, feed, entry.header().sequence())) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }
    Arrays.sort(took);
    return new double[] {millis(took, 0.5), millis(took, 0.99)};
  }

  private static double millis(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1e6;
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void print(String text, Object... values) {
    System.out.printf(Locale.ROOT, text + "%n", values);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
