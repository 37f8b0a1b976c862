package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.IndexSnapshot;
import org.tisc.federation.search.WorkBudget;

class ReindexTest {
  private static final IndexConfig CONFIG = new IndexConfig(1, 4);

  @TempDir private Path home;
  private final QueryAnalysis analysis = new QueryAnalysis();
  private LuceneIndex index;

  @BeforeEach
  void openIndex() {
    index = LuceneIndex.open(home, CONFIG);
    index.create("c", CollectionSettings.of("PATENT"));
    Samples.put(
        index,
        "c",
        Samples.titled("A", "old"),
        Samples.titled("B", "old"),
        Samples.titled("C", "x"));
    try (CollectionWriter writer = index.writer("c")) {
      writer.remove("C");
      writer.commit();
    }
  }

  @AfterEach
  void closeIndex() {
    index.close();
  }

  /** Maps as a newer version of the program would: the title becomes an abstract. */
  private static IndexableDocument newer(ByteString json) {
    String key = json.toStringUtf8().substring(6, 7);
    return Samples.document(key, Map.of(IndexField.ABSTRACT, "new"));
  }

  @Test
  void servesTheOldIndexUntilTheNewOneIsComplete() throws IOException {
    List<String> progress = new ArrayList<>();
    long written =
        index.reindex(
            "c",
            json -> {
              assertThat(Samples.keys(index, "c", analysis.words("old"))).hasSize(2);
              return newer(json);
            },
            (documents, of) -> progress.add(documents + "/" + of),
            WorkBudget.UNLIMITED);
    assertThat(written).isEqualTo(2);
    assertThat(progress).containsExactly("1/2", "2/2");
    assertThat(Samples.keys(index, "c", analysis.words("old"))).isEmpty();
    assertThat(Samples.keys(index, "c", analysis.words("new"))).containsExactly("A", "B");
    assertThat(folders()).containsExactly("index-2");
    index.close();
    index = LuceneIndex.open(home, CONFIG);
    assertThat(Samples.keys(index, "c", analysis.words("new"))).containsExactly("A", "B");
  }

  @Test
  void aFailureKeepsTheOldIndexAndTheNextCallBeginsAgain() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                index.reindex(
                    "c",
                    json -> {
                      if (calls.incrementAndGet() == 2) {
                        throw new TiscException(Reason.INVALID_ARGUMENT, "no longer readable");
                      }
                      return newer(json);
                    },
                    ReindexProgress.NONE,
                    WorkBudget.UNLIMITED))
        .hasMessage("no longer readable");
    assertThat(Samples.keys(index, "c", analysis.words("old"))).hasSize(2);
    assertThat(folders()).containsExactly("index-1");
    index.reindex("c", ReindexTest::newer, ReindexProgress.NONE, WorkBudget.UNLIMITED);
    assertThat(Samples.keys(index, "c", analysis.words("new"))).hasSize(2);
  }

  @Test
  void removesWhatACrashLeftBehind() throws IOException {
    index.close();
    Path left = home.resolve("collections/c/index-2");
    Files.createDirectories(left);
    Files.writeString(left.resolve("_0.cfs"), "half");
    Files.writeString(home.resolve("collections/c/collection.json.new"), "{");
    index = LuceneIndex.open(home, CONFIG);
    assertThat(folders()).containsExactly("index-1");
    assertThat(Samples.keys(index, "c", analysis.words("old"))).hasSize(2);
  }

  @Test
  void snapshotsTakenBeforeStayOnTheOldIndex() {
    try (IndexSnapshot before = index.snapshot(Set.of("c"))) {
      index.reindex("c", ReindexTest::newer, ReindexProgress.NONE, WorkBudget.UNLIMITED);
      assertThat(Samples.keys(before, analysis.words("old"))).containsExactly("A", "B");
    }
  }

  @Test
  void excludesWritersAndStopsByItsBudget() {
    index.reindex(
        "c",
        json -> {
          assertThatThrownBy(() -> index.writer("c"))
              .isInstanceOfSatisfying(
                  TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
          return newer(json);
        },
        ReindexProgress.NONE,
        WorkBudget.UNLIMITED);
    assertThatThrownBy(
            () -> index.reindex("c", ReindexTest::newer, ReindexProgress.NONE, () -> true))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
    index.writer("c").close();
  }

  @Test
  void anEmptyCollectionStaysOneThatNeverHeldADocument() {
    index.create("e", CollectionSettings.of("PATENT"));
    assertThat(index.reindex("e", ReindexTest::newer, ReindexProgress.NONE, WorkBudget.UNLIMITED))
        .isZero();
    assertThat(index.collections().getLast().indexedAt()).isEmpty();
    assertThat(Samples.keys(index, "e", new CanonicalQuery.MatchAll())).isEmpty();
  }

  private List<String> folders() throws IOException {
    try (var indexes = Files.newDirectoryStream(home.resolve("collections/c"), "index-*")) {
      List<String> names = new ArrayList<>();
      indexes.forEach(path -> names.add(path.getFileName().toString()));
      return names;
    }
  }
}
