package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.federation.search.DocumentCopy;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.WorkBudget;

class SnapshotTest {
  private static final CanonicalQuery ALL = new CanonicalQuery.MatchAll();
  private static final WorkBudget FREE = WorkBudget.UNLIMITED;

  @TempDir private Path home;
  private final QueryAnalysis analysis = new QueryAnalysis();
  private LuceneIndex index;

  @BeforeEach
  void openIndex() {
    index = LuceneIndex.open(home, new IndexConfig(2, 4));
    for (String name : List.of("a", "b", "empty")) {
      index.create(name, CollectionSettings.of("PATENT"));
    }
    Samples.put(index, "a", Samples.titled("K1", "ion cell"), Samples.titled("K2", "cell"));
    Samples.put(
        index, "b", Samples.titled("K1", "ion cell"), Samples.titled("K3", "an ion ion ion"));
  }

  @AfterEach
  void closeIndex() {
    index.close();
  }

  @Test
  void sumsStatisticsOverItsCollectionsAndNamesAbsentTerms() {
    try (IndexSnapshot snapshot = snapshot()) {
      CanonicalQuery query = analysis.text(IndexField.TITLE, "ions zzz");
      Statistics statistics = snapshot.statistics(query, FREE);
      assertThat(statistics.terms())
          .containsOnly(
              Map.entry(IndexTerm.of("title", "ion"), new TermStatistics(3, 5)),
              Map.entry(IndexTerm.of("title", "zzz"), TermStatistics.NONE));
      assertThat(statistics.fields())
          .containsOnly(Map.entry("title", new FieldStatistics(4, 4, 7, 9)));
    }
  }

  @Test
  void asksNoStatisticsForWhatDoesNotScore() {
    CanonicalQuery term = analysis.text(IndexField.TITLE, "ion");
    CanonicalQuery query =
        new CanonicalQuery.Bool(
            List.of(
                new CanonicalQuery.Clause(CanonicalQuery.Occur.FILTER, term),
                new CanonicalQuery.Clause(
                    CanonicalQuery.Occur.MUST, new CanonicalQuery.Constant(term, 2)),
                new CanonicalQuery.Clause(
                    CanonicalQuery.Occur.MUST_NOT, analysis.keyword(IndexField.OFFICE, "CN"))));
    try (IndexSnapshot snapshot = snapshot()) {
      assertThat(snapshot.statistics(query, FREE)).isEqualTo(Statistics.EMPTY);
      LocalHits hits = snapshot.search(query, Statistics.EMPTY, Set.of("a"), 5, FREE);
      assertThat(hits.hits()).containsExactly(new LocalHits.Hit("K1", 2, "a"));
    }
  }

  @Test
  void neverReplacesMissingStatisticsByItsOwn() {
    CanonicalQuery query = analysis.text(IndexField.TITLE, "ion");
    CanonicalQuery absent = analysis.text(IndexField.TITLE, "zzz");
    try (IndexSnapshot snapshot = snapshot()) {
      Statistics full = snapshot.statistics(query, FREE);
      Statistics noTerm = new Statistics(full.fields(), Map.of());
      Statistics noField = new Statistics(Map.of(), full.terms());
      assertReason(Reason.STATISTICS_MISSING, () -> search(snapshot, query, noTerm));
      assertReason(Reason.STATISTICS_MISSING, () -> search(snapshot, query, noField));
      assertReason(Reason.STATISTICS_MISSING, () -> search(snapshot, absent, full));
    }
  }

  @Test
  void refusesStatisticsThatContradictEachOtherOrTheIndex() {
    CanonicalQuery query = analysis.text(IndexField.TITLE, "ion");
    IndexTerm ion = IndexTerm.of("title", "ion");
    FieldStatistics field = new FieldStatistics(9, 9, 20, 30);
    try (IndexSnapshot snapshot = snapshot()) {
      for (TermStatistics wrong :
          List.of(
              new TermStatistics(10, 10),
              new TermStatistics(9, 31),
              TermStatistics.NONE,
              new TermStatistics(1, 1))) {
        Statistics given = new Statistics(Map.of("title", field), Map.of(ion, wrong));
        assertReason(Reason.INVALID_ARGUMENT, () -> search(snapshot, query, given));
      }
      Statistics none =
          new Statistics(Map.of("title", FieldStatistics.NONE), Map.of(ion, TermStatistics.NONE));
      assertReason(Reason.INVALID_ARGUMENT, () -> search(snapshot, query, none));
    }
  }

  @Test
  void givesEachKeyOnceFromTheCollectionFirstByNameAndCountsEachCollection() {
    try (IndexSnapshot snapshot = snapshot()) {
      CanonicalQuery query = analysis.text(IndexField.TITLE, "cell");
      LocalHits hits = Samples.search(snapshot, query, 10);
      assertThat(hits.hits())
          .extracting(hit -> hit.key() + " " + hit.collection())
          .containsExactly("K2 a", "K1 a");
      assertThat(hits.counts())
          .containsOnly(
              Map.entry("a", new LocalHits.Count(2, true)),
              Map.entry("b", new LocalHits.Count(1, true)),
              Map.entry("empty", new LocalHits.Count(0, true)));
    }
  }

  @Test
  void equalScoresStandInTheUtf8OrderOfTheirKeys() {
    // By UTF-16 code units the last two would change places.
    List<String> keys = List.of("X", "X:a", "X:\u00E9", "X:\u4E00", "X:\uFF21", "X:\uD83D\uDE00");
    for (String key : keys) {
      Samples.put(index, "empty", Samples.titled(key, "same"));
    }
    assertThat(Samples.keys(index, "empty", ALL)).isEqualTo(keys);
  }

  @Test
  void onlyExclusionsMatchTheRestWithoutScore() {
    CanonicalQuery query =
        new CanonicalQuery.Bool(
            List.of(
                new CanonicalQuery.Clause(
                    CanonicalQuery.Occur.MUST_NOT, analysis.text(IndexField.TITLE, "ion"))));
    try (IndexSnapshot snapshot = snapshot()) {
      assertThat(Samples.search(snapshot, query, 10).hits())
          .containsExactly(new LocalHits.Hit("K2", 0, "a"));
    }
  }

  @Test
  void searchesOnlyTheSubsetAndRefusesOthers() {
    try (IndexSnapshot snapshot = snapshot()) {
      assertThat(snapshot.search(ALL, Statistics.EMPTY, Set.of("b"), 9, FREE).hits())
          .extracting(LocalHits.Hit::key)
          .containsExactly("K1", "K3");
      assertThat(snapshot.search(ALL, Statistics.EMPTY, Set.of(), 9, FREE).hits()).isEmpty();
      assertReason(
          Reason.UNKNOWN_COLLECTION,
          () -> snapshot.search(ALL, Statistics.EMPTY, Set.of("zzz"), 9, FREE));
      for (int limit : new int[] {0, -1, 50_001}) {
        assertReason(
            Reason.INVALID_ARGUMENT,
            () -> snapshot.search(ALL, Statistics.EMPTY, Set.of("a"), limit, FREE));
      }
    }
  }

  @Test
  void checksHostileTreesOnEveryWay() {
    CanonicalQuery wrong = new CanonicalQuery.Prefix("nothing", ByteString.copyFromUtf8("xx"));
    try (IndexSnapshot snapshot = snapshot()) {
      assertReason(Reason.INVALID_QUERY, () -> snapshot.statistics(wrong, FREE));
      assertReason(Reason.INVALID_QUERY, () -> search(snapshot, wrong, Statistics.EMPTY));
      assertReason(Reason.INVALID_QUERY, () -> snapshot.render(List.of(), wrong, FREE));
    }
  }

  @Test
  void namesTheHoldersOfKeys() {
    try (IndexSnapshot snapshot = snapshot()) {
      assertThat(snapshot.holders(List.of("K1", "K3", "K1", "zzz"), Set.of("a", "b")))
          .containsOnly(Map.entry("K1", List.of("a", "b")), Map.entry("K3", List.of("b")));
      assertThat(snapshot.holders(List.of("K3"), Set.of("a"))).isEmpty();
    }
  }

  @Test
  void showsDocumentsInTheOrderAskedWithMarks() {
    try (IndexSnapshot snapshot = snapshot()) {
      List<RenderedDocument> shown =
          snapshot.render(
              List.of(
                  new DocumentCopy("K3", "b"),
                  new DocumentCopy("zzz", "b"),
                  new DocumentCopy("K2", "a")),
              analysis.words("ions"),
              FREE);
      assertThat(shown)
          .containsExactly(
              new RenderedDocument(
                  new DocumentCopy("K3", "b"),
                  "PATENT",
                  "an ion ion ion",
                  "{\"number\":\"K3\"}",
                  Map.of(
                      "title",
                      List.of(
                          new RenderedDocument.Passage(
                              "an ion ion ion",
                              List.of(
                                  new RenderedDocument.Mark(3, 6),
                                  new RenderedDocument.Mark(7, 10),
                                  new RenderedDocument.Mark(11, 14)))))),
              new RenderedDocument(
                  new DocumentCopy("K2", "a"), "PATENT", "cell", "{\"number\":\"K2\"}", Map.of()));
    }
  }

  @Test
  void seesNothingOfLaterCommits() {
    try (IndexSnapshot before = snapshot()) {
      Samples.put(index, "a", Samples.titled("K9", "cell"), Samples.titled("K2", "other"));
      assertThat(Samples.keys(before, analysis.text(IndexField.TITLE, "cell")))
          .containsExactly("K2", "K1");
      assertThat(before.collections().getFirst().documents()).isEqualTo(2);
    }
    assertThat(Samples.keys(index, "a", ALL)).containsExactly("K1", "K2", "K9");
  }

  @Test
  void refusesEverythingAfterCloseAndLeavesNoReaderOpen() {
    PinnedSnapshot snapshot = (PinnedSnapshot) snapshot();
    CollectionPin pin = snapshot.pins().getFirst();
    Samples.put(index, "a", Samples.titled("K9", "cell"));
    assertThat(pin.reader().getRefCount()).isEqualTo(1);
    snapshot.close();
    snapshot.close();
    assertThat(pin.reader().getRefCount()).isZero();
    assertReason(Reason.SNAPSHOT_EXPIRED, snapshot::collections);
    assertReason(Reason.SNAPSHOT_EXPIRED, () -> snapshot.statistics(ALL, FREE));
    assertReason(Reason.SNAPSHOT_EXPIRED, () -> search(snapshot, ALL, Statistics.EMPTY));
    assertReason(Reason.SNAPSHOT_EXPIRED, () -> snapshot.holders(List.of(), Set.of()));
    assertReason(Reason.SNAPSHOT_EXPIRED, () -> snapshot.render(List.of(), ALL, FREE));
  }

  @Test
  void failedWorkHoldsNoReader() {
    PinnedSnapshot snapshot = (PinnedSnapshot) snapshot();
    CollectionPin pin = snapshot.pins().getFirst();
    int before = pin.reader().getRefCount();
    assertReason(
        Reason.TIMED_OUT, () -> snapshot.search(ALL, Statistics.EMPTY, Set.of("a"), 5, () -> true));
    assertReason(
        Reason.STATISTICS_MISSING, () -> search(snapshot, analysis.words("ion"), Statistics.EMPTY));
    assertReason(Reason.UNKNOWN_COLLECTION, () -> index.snapshot(Set.of("a", "zzz")));
    assertThat(pin.reader().getRefCount()).isEqualTo(before);
    snapshot.close();
  }

  @Test
  void stopsWhenTheBudgetEndsInTheMiddle() {
    AtomicInteger asked = new AtomicInteger();
    WorkBudget third = () -> asked.incrementAndGet() > 2;
    CanonicalQuery query = analysis.text(IndexField.TITLE, "ion cell an other words more");
    try (IndexSnapshot snapshot = snapshot()) {
      assertReason(Reason.TIMED_OUT, () -> snapshot.statistics(query, third));
      assertReason(
          Reason.TIMED_OUT,
          () -> snapshot.render(List.of(new DocumentCopy("K1", "a")), query, () -> true));
    }
  }

  @Test
  void aFullPoolNeverHoldsACallerBeyondItsBudget() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> seen = new AtomicReference<>();
    try (SearchPool pool = new SearchPool(1)) {
      Thread blocker =
          Thread.ofVirtual().start(() -> pool.each(List.of(1), FREE, _ -> awaitQuietly(release)));
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      pool.each(List.of(1), over::get, _ -> 1);
                    } catch (TiscException e) {
                      seen.set(e);
                    }
                  });
      over.set(true);
      waiting.join();
      assertThat(seen.get())
          .isInstanceOfSatisfying(
              TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
      release.countDown();
      blocker.join();
    }
  }

  @Test
  void anInterruptedCallerLeavesAndTheIndexGoesOnWorking() throws Exception {
    try (IndexSnapshot snapshot = snapshot()) {
      AtomicReference<Throwable> seen = new AtomicReference<>();
      CountDownLatch searching = new CountDownLatch(1);
      AtomicBoolean stop = new AtomicBoolean();
      WorkBudget slow =
          () -> {
            searching.countDown();
            Awaitility.await().until(stop::get);
            return false;
          };
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      snapshot.search(ALL, Statistics.EMPTY, Set.of("a"), 5, slow);
                    } catch (TiscException e) {
                      seen.set(e);
                    }
                  });
      searching.await();
      caller.interrupt();
      stop.set(true);
      caller.join();
      assertThat(seen.get())
          .satisfiesAnyOf(
              failure -> assertThat(failure).isNull(),
              failure ->
                  assertThat(((TiscException) failure).reason()).isEqualTo(Reason.CANCELLED));
      assertThat(Samples.keys(snapshot, ALL)).hasSize(3);
    }
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("a pool thread was interrupted", e);
    }
  }

  private IndexSnapshot snapshot() {
    return index.snapshot(Set.of("a", "b", "empty"));
  }

  private static LocalHits search(
      IndexSnapshot snapshot, CanonicalQuery query, Statistics statistics) {
    return snapshot.search(query, statistics, Set.of("a", "b"), 10, FREE);
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
