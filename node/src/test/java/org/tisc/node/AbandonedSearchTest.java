package org.tisc.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.index.CollectionSettings;
import org.tisc.node.index.CollectionWriter;
import org.tisc.node.index.Committed;
import org.tisc.node.index.FieldValues;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.IndexableDocument;
import org.tisc.node.index.MemoryFolder;

/** What goes on at a peer when nobody waits any more, by the peer's own count. */
class AbandonedSearchTest {
  private static final int DOCUMENTS = 6_000;
  private static final int WORDS = 300;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Every document matches, and each of them takes a while. */
  private static final CanonicalQuery SLOW =
      new CanonicalQuery.Near(
          "abstract",
          new Places.Within(
              new Places.Within(start("wa"), start("wb"), 100, false), start("wc"), 100, false));

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private OracleRegion region;

  private static Places start(String prefix) {
    return new Places.Start(ByteString.copyFromUtf8(prefix));
  }

  @BeforeEach
  void start() {
    region = OracleRegion.start(folder, 2);
    region.index(1).create("slow", CollectionSettings.of("PATENT"));
    region.share(1, "slow", new Sharing.WithNetwork(region.network()));
    Random random = new Random(5);
    try (CollectionWriter writer = region.index(1).writer("slow")) {
      for (int i = 0; i < DOCUMENTS; i++) {
        writer.put(document("K" + i, random));
      }
      Committed _ = writer.commit();
    }
  }

  private static IndexableDocument document(String key, Random random) {
    StringBuilder text = new StringBuilder("wa0 wb0 wc0");
    for (int i = 3; i < WORDS; i++) {
      text.append(" w").append((char) ('a' + random.nextInt(3))).append(random.nextInt(100));
    }
    return new IndexableDocument(
        key,
        "PATENT",
        "",
        ByteString.copyFromUtf8("{}"),
        "{}",
        List.of(new FieldValues.Text(IndexField.ABSTRACT, List.of(text.toString()))));
  }

  @AfterEach
  void stop() throws Exception {
    region.close();
  }

  @Test
  void aSearchThatNobodyWaitsForStopsAtThePeer() {
    AtomicBoolean left = new AtomicBoolean();
    CompletableFuture<?> search =
        CompletableFuture.supplyAsync(
            () ->
                region
                    .search(0)
                    .search(
                        new SearchQuestion(
                            "left",
                            new SearchScope.WholeNetwork(region.network()),
                            SLOW,
                            Set.of(),
                            Set.of(),
                            10,
                            LONG,
                            left::get)));
    theyStopOnceNobodyWaits(search, left);
  }

  @Test
  void aCountThatNobodyWaitsForStopsAtThePeer() {
    AtomicBoolean left = new AtomicBoolean();
    CompletableFuture<?> count =
        CompletableFuture.supplyAsync(
            () ->
                region
                    .search(0)
                    .count(
                        new FacetQuestion(
                            "left",
                            new SearchScope.WholeNetwork(region.network()),
                            SLOW,
                            Set.of(),
                            Set.of(),
                            List.of(),
                            10,
                            LONG,
                            left::get)));
    theyStopOnceNobodyWaits(count, left);
  }

  private void theyStopOnceNobodyWaits(CompletableFuture<?> work, AtomicBoolean left) {
    await().atMost(LONG).until(() -> region.index(1).load().visited() > 0);
    left.set(true);
    assertThat(work)
        .failsWithin(LONG)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.CANCELLED));
    await()
        .atMost(LONG)
        .until(() -> region.index(1).load().running() + region.index(1).load().waiting() == 0);
    assertThat(region.index(1).load().visited()).isLessThan(DOCUMENTS);
  }
}
