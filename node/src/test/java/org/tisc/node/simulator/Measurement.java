package org.tisc.node.simulator;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchFigures;
import org.tisc.node.index.PlainUnion;
import org.tisc.node.index.UnionOracle;

/** Asks one region's node 0 the same queries over one kind of network after the other. */
final class Measurement implements AutoCloseable {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final SimulatedRegion region;
  private final List<CanonicalQuery> queries;
  private final Duration timeout;
  private final PlainUnion plain;
  private final List<List<String>> expected;

  Measurement(SimulatedRegion region, List<CanonicalQuery> queries, Duration timeout)
      throws IOException {
    this.region = region;
    this.queries = List.copyOf(queries);
    this.timeout = timeout;
    try (UnionOracle oracle = UnionOracle.over(List.of(region.unionHome()))) {
      this.expected = expected(oracle);
    }
    this.plain = PlainUnion.over(region.unionHome());
  }

  private List<List<String>> expected(UnionOracle oracle) throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (CanonicalQuery query : queries) {
      List<Hit> best = oracle.best(query, SimulatedRegion.SIZE);
      all.add(best.stream().map(hit -> bits(hit.key(), hit.score())).toList());
    }
    return all;
  }

  /** Queries that find anything. */
  long finding() {
    return expected.stream().filter(hits -> !hits.isEmpty()).count();
  }

  /** Asks so many queries without measuring, since a young process mostly compiles. */
  void warmUp(int count) throws IOException {
    try (AskingNode asking = new AskingNode(region, NetworkProfile.ROOM)) {
      for (int i = 0; i < count; i++) {
        CanonicalQuery query = queries.get(i % queries.size());
        SearchAnswer _ =
            i % 5 == 0
                ? asking.askCold(query, Duration.ofSeconds(60)).answer()
                : asking.ask(query, Duration.ofSeconds(60));
        SearchAnswer _ = region.askUnion(query);
        List<String> _ = plain(query);
      }
    }
  }

  /**
   * The queries over this network: cold, then warm as often as said, with the same on one node that
   * holds everything in between.
   */
  Result of(NetworkProfile profile, int rounds) throws IOException {
    Result result = new Result(region.nodes().size(), profile, region.faulty().id(), timeout);
    try (AskingNode asking = new AskingNode(region, profile)) {
      // Twice: the first tells everything, the second what the displays of the first did.
      for (int i = 0; i < 2; i++) {
        queries.forEach(query -> asking.ask(query, Duration.ofSeconds(60)));
      }
      asking.beginFault();
      for (int i = 0; i < queries.size(); i++) {
        long start = System.nanoTime();
        AskingNode.Cold cold = asking.askCold(queries.get(i), timeout);
        result.cold(cold.answer(), expected.get(i), System.nanoTime() - start, cold.rounds());
      }
      for (int round = 0; round < rounds; round++) {
        warm(asking, result);
        long one = cpu();
        queries.forEach(region::askUnion);
        long bare = cpu();
        for (CanonicalQuery query : queries) {
          List<String> _ = plain(query);
        }
        result.unionCpu(bare - one, cpu() - bare);
      }
    }
    return result;
  }

  private void warm(AskingNode asking, Result result) {
    long messages = asking.traffic().messages();
    long bytes = asking.traffic().bytes();
    long cpu = cpu();
    for (int i = 0; i < queries.size(); i++) {
      long _ = asking.traffic().takeSlowestSearch();
      long rounds = asking.figures().rounds();
      long start = System.nanoTime();
      SearchAnswer answer = asking.ask(queries.get(i), timeout);
      result.warm(
          answer,
          expected.get(i),
          System.nanoTime() - start,
          asking.figures().rounds() - rounds,
          asking.traffic().takeSlowestSearch());
    }
    result.spent(
        cpu() - cpu, asking.traffic().messages() - messages, asking.traffic().bytes() - bytes);
  }

  /**
   * The queries while every node commits once a second, as far as the machine can. What they answer
   * meanwhile is compared with nothing, since the region moves; afterwards all are asked again, and
   * compared with what the nodes hold then. Nothing else can be measured here after that.
   */
  Result storm(int seconds) throws IOException, InterruptedException {
    Result result =
        new Result(
            region.nodes().size(), NetworkProfile.REFRESH_STORM, region.faulty().id(), timeout);
    try (AskingNode asking = new AskingNode(region, NetworkProfile.REFRESH_STORM)) {
      for (int i = 0; i < 2; i++) {
        queries.forEach(query -> asking.ask(query, Duration.ofSeconds(60)));
      }
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger commits = new AtomicInteger();
      Thread storm = Thread.ofPlatform().name("refresh-storm").start(() -> commit(over, commits));
      SearchFigures before = asking.figures();
      long messages = asking.traffic().messages();
      long bytes = asking.traffic().bytes();
      long begun = System.nanoTime();
      while (System.nanoTime() - begun < Duration.ofSeconds(seconds).toNanos()) {
        for (CanonicalQuery query : queries) {
          long _ = asking.traffic().takeSlowestSearch();
          long rounds = asking.figures().rounds();
          long start = System.nanoTime();
          SearchAnswer answer = asking.ask(query, timeout);
          result.moving(
              answer,
              System.nanoTime() - start,
              asking.figures().rounds() - rounds,
              asking.traffic().takeSlowestSearch());
        }
      }
      double took = (System.nanoTime() - begun) / 1e9;
      over.set(true);
      storm.join();
      result.spent(0, asking.traffic().messages() - messages, asking.traffic().bytes() - bytes);
      SearchFigures after = asking.figures();
      result.cache(
          after.remembered() - before.remembered(),
          after.asked() - before.asked(),
          after.moved() - before.moved(),
          commits.get() / took / region.nodes().size());
      try (UnionOracle oracle = UnionOracle.over(region.homes())) {
        List<List<String>> now = expected(oracle);
        for (int i = 0; i < queries.size(); i++) {
          result.compare(asking.ask(queries.get(i), Duration.ofSeconds(60)), now.get(i));
        }
      }
    }
    return result;
  }

  private void commit(AtomicBoolean over, AtomicInteger commits) {
    Random random = new Random(1);
    long every = Duration.ofSeconds(1).toNanos() / region.nodes().size();
    long due = System.nanoTime();
    while (!over.get()) {
      region.commit(commits.getAndIncrement() % region.nodes().size(), random);
      due += every;
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private List<String> plain(CanonicalQuery query) throws IOException {
    return plain.best(query, SimulatedRegion.SIZE, 2);
  }

  private static long cpu() {
    return SYSTEM.getProcessCpuTime();
  }

  static String bits(String key, float score) {
    return key + " " + Integer.toHexString(Float.floatToIntBits(score));
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
