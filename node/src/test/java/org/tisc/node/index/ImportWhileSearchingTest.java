package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.LocalHits;

@Timeout(60)
class ImportWhileSearchingTest {
  private static final int DOCUMENTS = 40;
  private static final int ROUNDS = 25;

  @TempDir private Path home;
  private final QueryAnalysis analysis = new QueryAnalysis();

  /**
   * Every commit moves all documents to the next round. A searcher must see one round only, all its
   * documents, and never an earlier one than before.
   */
  @Test
  void everySnapshotIsOneWholeCommitAndTimeNeverRunsBack() throws InterruptedException {
    AtomicLong ticks = new AtomicLong();
    AtomicInteger snapshots = new AtomicInteger();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    try (LuceneIndex index =
        LuceneIndex.open(
            home,
            new IndexConfig(2, 1),
            InstantSource.system(),
            () -> ticks.addAndGet(6_000_000_000L))) {
      index.create("c", CollectionSettings.of("PATENT"));
      put(index, 0);
      List<Thread> searchers = new ArrayList<>();
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < 3; i++) {
        searchers.add(
            Thread.ofVirtual()
                .name("search-" + i)
                .start(
                    () -> {
                      try {
                        int round = 0;
                        while (round < ROUNDS || done.get() == 0) {
                          round = check(index, round);
                          snapshots.incrementAndGet();
                        }
                      } catch (RuntimeException | AssertionError e) {
                        failures.add(e);
                      }
                    }));
      }
      for (int round = 1; round <= ROUNDS; round++) {
        put(index, round);
      }
      done.set(1);
      for (Thread searcher : searchers) {
        searcher.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(snapshots.get()).isGreaterThan(3);
  }

  private static void put(LuceneIndex index, int round) {
    IndexableDocument[] documents = new IndexableDocument[DOCUMENTS];
    for (int i = 0; i < DOCUMENTS; i++) {
      documents[i] =
          new IndexableDocument(
              "K" + i,
              "PATENT",
              "t",
              ByteString.copyFromUtf8("{}"),
              "{}",
              List.of(
                  new FieldValues.Text(IndexField.TITLE, List.of("common word" + round)),
                  new FieldValues.Numbers(IndexField.APPLICATION_DATE, List.of((long) round))));
    }
    Samples.put(index, "c", documents);
  }

  private int check(LuceneIndex index, int from) {
    try (IndexSnapshot snapshot = index.snapshot(Set.of("c"))) {
      LocalHits hits =
          Samples.search(snapshot, analysis.text(IndexField.TITLE, "common"), DOCUMENTS + 5);
      assertThat(hits.hits()).hasSize(DOCUMENTS);
      for (int round = from; round <= ROUNDS; round++) {
        CanonicalQuery exactly = analysis.range(IndexField.APPLICATION_DATE, round, round);
        int found = Samples.keys(snapshot, exactly).size();
        assertThat(found).isIn(0, DOCUMENTS);
        if (found > 0) {
          return round;
        }
      }
      throw new AssertionError("no round from " + from + " on");
    }
  }
}
