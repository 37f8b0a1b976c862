package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.LocalHits.Hit;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchFigures;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.federation.search.SourceState;
import org.tisc.node.index.MemoryFolder;
import org.tisc.node.index.RandomCorpus;
import org.tisc.node.index.RandomQueries;
import org.tisc.node.index.UnionOracle;

/**
 * The product's promise, measured end to end: what a node answers over the network is what one
 * index over everybody's documents would answer, to the last bit of each score. Queries go through
 * the search RPC over mutual TLS; every node of a region asks in turn.
 */
class FederatedOracleTest {
  private static final List<Integer> SIZES = List.of(1, 10, 10, 20, 20, 100);

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /** In all 2,574 queries. */
  @ParameterizedTest
  @CsvSource({"120, 3, 90", "102, 5, 78", "103, 8, 66"})
  void everyNodeAnswersLikeOneIndexOverTheWholeRegion(long seed, int nodes, int queriesOfEachType)
      throws IOException {
    compare(seed, nodes, queriesOfEachType);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"123, 3, 900", "202, 5, 780", "203, 8, 660"})
  void tenTimesAsManyQueriesAreAnsweredLikeOneIndex(long seed, int nodes, int queriesOfEachType)
      throws IOException {
    compare(seed, nodes, queriesOfEachType);
  }

  @Test
  void scoringByLocalStatisticsWouldChangeMostAnswers() throws IOException {
    long seed = 104;
    RandomCorpus corpus = new RandomCorpus(seed, 3, true);
    int found = 0;
    int different = 0;
    try (OracleRegion region = OracleRegion.start(corpus, folder, 4, LocallyScoring::new);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      RandomQueries queries = new RandomQueries(seed, 3);
      for (int number = 0; number < 40; number++) {
        for (RandomQueries.Type type : RandomQueries.Type.values()) {
          CanonicalQuery query = queries.of(type);
          List<String> expected = bits(oracle.best(query, 10));
          if (!expected.isEmpty()) {
            found++;
            SearchAnswer answer = region.ask(number % region.size(), query, 10);
            different += answerBits(answer).equals(expected) ? 0 : 1;
          }
        }
      }
    }
    assertThat(found).as("queries that find something, seed %d", seed).isGreaterThan(250);
    assertThat(different)
        .as("answers that differ, of %d, seed %d", found, seed)
        .isGreaterThanOrEqualTo((found + 1) / 2);
  }

  @Test
  void whatIsRememberedAnswersInOneRoundAndLikeOneIndex() throws IOException {
    long seed = 131;
    RandomCorpus corpus = new RandomCorpus(seed, 3, true);
    try (OracleRegion region = OracleRegion.start(corpus, folder, 4, index -> index);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      List<CanonicalQuery> queries = queries(seed, 3, 8);
      for (int time = 0; time < 2; time++) {
        for (CanonicalQuery query : queries) {
          checkRanking("time " + time, region.ask(0, query, 20), oracle, query, 20);
        }
        if (time == 0) {
          assertThat(region.search(0).figures().rounds()).isGreaterThan(queries.size());
        }
      }
      SearchFigures figures = region.search(0).figures();
      // The first time tells everything; the second takes a round each, or none where nobody else
      // can have anything.
      assertThat(figures.warm()).isGreaterThanOrEqualTo(queries.size());
      assertThat(figures.remembered()).isGreaterThanOrEqualTo(3L * queries.size());
      assertThat(figures.moved()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"141, 3", "142, 5"})
  void commitsBetweenQueriesThatAreRememberedChangeAnswersAsTheyChangeTheUnion(long seed, int nodes)
      throws IOException {
    RandomCorpus corpus = new RandomCorpus(seed, nodes, true);
    Random random = new Random(seed);
    try (OracleRegion region = OracleRegion.start(corpus, folder, nodes, index -> index)) {
      List<CanonicalQuery> queries = queries(seed, nodes, 4);
      for (int time = 0; time < 12; time++) {
        if (time % 4 != 0) {
          int node = random.nextInt(nodes);
          corpus.changeAgain(region.index(node), node, time);
        }
        try (UnionOracle oracle = UnionOracle.over(region.homes())) {
          Comparison comparison = new Comparison(region, oracle, seed + time);
          for (int i = 0; i < 12; i++) {
            comparison.check(RandomQueries.Type.MIXED, queries.get(random.nextInt(queries.size())));
          }
        }
      }
      long moved = 0;
      long warm = 0;
      for (int node = 0; node < nodes; node++) {
        moved += region.search(node).figures().moved();
        warm += region.search(node).figures().warm();
      }
      assertThat(moved).as("answers that were another generation's, seed %d", seed).isPositive();
      assertThat(warm).as("queries of one round, seed %d", seed).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"161, 4"})
  void whoAnnouncesItsCommitsIsSkippedOnlyWhereNothingMatches(long seed, int nodes)
      throws IOException {
    RandomCorpus corpus = new RandomCorpus(seed, nodes, true);
    try (OracleRegion region = OracleRegion.announcing(corpus, folder, nodes)) {
      List<CanonicalQuery> queries = queries(seed, nodes, 5);
      for (int time = 0; time < 4; time++) {
        if (time > 0) {
          corpus.changeAgain(region.index(time), time, time);
        }
        try (UnionOracle oracle = UnionOracle.over(region.homes())) {
          for (CanonicalQuery query : queries) {
            // A skipped peer is as it was last announced, which is now but for moments.
            await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                    () -> checkRanking("announced", region.ask(0, query, 20), oracle, query, 20));
          }
          for (CanonicalQuery query : queries) {
            checkRanking("announced, warm", region.ask(0, query, 20), oracle, query, 20);
          }
        }
      }
      SearchFigures figures = region.search(0).figures();
      assertThat(figures.skipped()).isGreaterThan(20);
      assertThat(figures.warm()).isGreaterThan(queries.size());
    }
  }

  @Test
  void aStormOfCommitsLeavesAnswersExactOrSaysSo() throws Exception {
    long seed = 151;
    RandomCorpus corpus = new RandomCorpus(seed, 3, true);
    try (OracleRegion region = OracleRegion.start(corpus, folder, 3, index -> index)) {
      List<CanonicalQuery> queries = queries(seed, 3, 3);
      AtomicBoolean over = new AtomicBoolean();
      try (ExecutorService storm = Executors.newSingleThreadExecutor()) {
        Future<?> commits =
            storm.submit(
                () -> {
                  for (int time = 0; !over.get(); time++) {
                    corpus.changeAgain(region.index(1 + time % 2), 1 + time % 2, time);
                  }
                });
        for (int time = 0; time < 4; time++) {
          for (CanonicalQuery query : queries) {
            SearchAnswer answer = region.ask(0, query, 10);
            if (!answer.exact()) {
              assertThat(answer.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
            }
          }
        }
        over.set(true);
        commits.get(60, TimeUnit.SECONDS);
      }
      assertThat(region.search(0).figures().moved()).isPositive();
      try (UnionOracle oracle = UnionOracle.over(region.homes())) {
        for (CanonicalQuery query : queries) {
          checkRanking("after the storm", region.ask(0, query, 10), oracle, query, 10);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"171, 3", "172, 5"})
  void pagesOfAListAreThoseOfTheUnionWhateverIsCommittedMeanwhile(long seed, int nodes)
      throws IOException {
    RandomCorpus corpus = new RandomCorpus(seed, nodes, true);
    Random random = new Random(seed);
    int pages = 0;
    try (OracleRegion region = OracleRegion.start(corpus, folder, nodes, index -> index)) {
      int time = 0;
      for (CanonicalQuery query : queries(seed, nodes, 3)) {
        List<String> expected;
        try (UnionOracle oracle = UnionOracle.over(region.homes())) {
          expected = bits(oracle.best(query, Integer.MAX_VALUE));
        }
        List<String> read = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
          SearchAnswer page = region.page(0, query, 1 + random.nextInt(60), next);
          String what = "seed %d, from %d: %s".formatted(seed, page.from(), query);
          assertThat(page.exact()).as(what).isTrue();
          assertThat(page.from()).as(what).isEqualTo(read.size());
          read.addAll(answerBits(page));
          next = page.next();
          pages++;
          if (random.nextInt(6) == 0) {
            // What is pinned does not change.
            corpus.changeAgain(region.index(time % nodes), time % nodes, time++);
          }
        } while (next.isPresent());
        assertThat(read).as("seed %d: %s", seed, query).isEqualTo(expected);
      }
    }
    assertThat(pages).as("pages, seed %d", seed).isGreaterThan(100);
  }

  private static List<CanonicalQuery> queries(long seed, int nodes, int ofEachType) {
    RandomQueries random = new RandomQueries(seed, nodes);
    List<CanonicalQuery> queries = new ArrayList<>();
    for (int i = 0; i < ofEachType; i++) {
      for (RandomQueries.Type type : RandomQueries.Type.values()) {
        queries.add(random.of(type));
      }
    }
    return queries;
  }

  private static void checkRanking(
      String what, SearchAnswer answer, UnionOracle oracle, CanonicalQuery query, int size)
      throws IOException {
    assertThat(answerBits(answer))
        .as("%s: %s", what, query)
        .isEqualTo(bits(oracle.best(query, size)));
    assertThat(answer.exact()).as("%s: %s", what, query).isTrue();
    assertThat(answer.holdersComplete()).as("%s: %s", what, query).isTrue();
  }

  private void compare(long seed, int nodes, int queriesOfEachType) throws IOException {
    // The last node is a member that holds nothing.
    RandomCorpus corpus = new RandomCorpus(seed, nodes - 1, true);
    try (OracleRegion region = OracleRegion.start(corpus, folder, nodes, index -> index);
        UnionOracle oracle = UnionOracle.over(region.homes())) {
      assertThat(oracle.hasPendingDeletes()).isTrue();
      Comparison comparison = new Comparison(region, oracle, seed);
      RandomQueries queries = new RandomQueries(seed, nodes - 1);
      for (int round = 0; round < queriesOfEachType; round++) {
        for (RandomQueries.Type type : RandomQueries.Type.values()) {
          comparison.check(type, queries.of(type));
        }
      }
      comparison.requireVariety();
    }
  }

  private static List<String> bits(List<Hit> hits) {
    return hits.stream().map(hit -> bits(hit.key(), hit.score())).toList();
  }

  private static List<String> answerBits(SearchAnswer answer) {
    return answer.hits().stream().map(hit -> bits(hit.key(), hit.score())).toList();
  }

  private static String bits(String key, float score) {
    return key + " " + Integer.toHexString(Float.floatToIntBits(score));
  }

  /** One region against the oracle, and how much of what must be met the queries met. */
  private static final class Comparison {
    private final OracleRegion region;
    private final UnionOracle oracle;
    private final long seed;
    private final Random random;
    private final Map<String, Set<NodeId>> trueHolders;
    private int number;
    private int found;
    private int unknownToSome;
    private int heldByMany;
    private int cutOff;

    Comparison(OracleRegion region, UnionOracle oracle, long seed) {
      this.region = region;
      this.oracle = oracle;
      this.seed = seed;
      this.random = new Random(seed);
      this.trueHolders = region.trueHolders();
    }

    void check(RandomQueries.Type type, CanonicalQuery query) throws IOException {
      int asking = number++ % region.size();
      int size = SIZES.get(random.nextInt(SIZES.size()));
      String what =
          "seed %d, query %d (%s), node %d asks for %d: %s"
              .formatted(seed, number, type, asking, size, query);
      SearchAnswer answer = region.ask(asking, query, size);
      List<Hit> all = oracle.best(query, Integer.MAX_VALUE);
      assertThat(answerBits(answer))
          .as(what)
          .isEqualTo(bits(all.subList(0, Math.min(size, all.size()))));
      assertThat(answer.exact()).as(what).isTrue();
      assertThat(answer.inexact()).as(what).isEmpty();
      checkHolders(what, answer);
      checkCounts(what, answer, all.size(), oracle.matches(query));
      found += all.isEmpty() ? 0 : 1;
      cutOff += all.size() > size ? 1 : 0;
    }

    private void checkHolders(String what, SearchAnswer answer) {
      assertThat(answer.holdersComplete()).as(what).isTrue();
      for (SearchHit hit : answer.hits()) {
        Set<NodeId> holders = trueHolders.getOrDefault(hit.key(), Set.of());
        assertThat(hit.holders()).as(what).containsExactlyElementsOf(holders);
        assertThat(holders).as(what).contains(hit.best());
        assertThat(hit.document()).as(what).isPresent();
        heldByMany += holders.size() > 1 ? 1 : 0;
      }
    }

    private void checkCounts(String what, SearchAnswer answer, long distinct, long matches) {
      long total = answer.total().count();
      switch (answer.total().relation()) {
        case EQUAL -> assertThat(total).as(what).isEqualTo(distinct);
        case AT_LEAST -> assertThat(total).as(what).isLessThanOrEqualTo(distinct);
        case AT_MOST -> assertThat(total).as(what).isBetween(distinct, matches);
      }
      Set<NodeId> nodes = new TreeSet<>();
      Set<NodeId> finding = new TreeSet<>();
      List<String> empty = new ArrayList<>();
      long hits = 0;
      for (SourceReport source : answer.sources()) {
        assertThat(source.state().complete()).as("%s: %s", what, source).isTrue();
        assertThat(source.reason()).as("%s: %s", what, source).isEmpty();
        nodes.add(source.node());
        hits += source.hits();
        if (source.hits() > 0) {
          finding.add(source.node());
        }
        if (source.state() == SourceState.EMPTY) {
          empty.add(source.collection().orElse("all"));
          assertThat(source.hits()).as(what).isZero();
        }
      }
      assertThat(nodes).as(what).hasSize(region.size());
      assertThat(hits).as(what).isLessThanOrEqualTo(matches);
      Set<NodeId> best = answer.hits().stream().map(SearchHit::best).collect(Collectors.toSet());
      assertThat(finding).as(what).containsAll(best);
      assertThat(empty.stream().filter(name -> name.startsWith("empty-")).toList())
          .as(what)
          .hasSize(region.size());
      boolean someLack = finding.size() < region.size() - 1;
      unknownToSome += !finding.isEmpty() && someLack ? 1 : 0;
    }

    /** The comparison is worth something only if the queries met what is hard. */
    void requireVariety() {
      assertThat(found).as("queries that find something, of %d", number).isGreaterThan(number / 2);
      assertThat(cutOff).as("queries that find more than a page").isGreaterThan(number / 5);
      assertThat(heldByMany).as("hits that several nodes hold").isGreaterThan(number / 5);
      assertThat(unknownToSome).as("queries that some nodes know nothing of").isGreaterThan(10);
    }
  }
}
