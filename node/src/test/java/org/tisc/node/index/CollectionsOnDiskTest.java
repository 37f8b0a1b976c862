package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.IndexSnapshot;

class CollectionsOnDiskTest {
  private static final IndexConfig CONFIG = new IndexConfig(1, 4);
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @TempDir private Path home;

  @Test
  void remembersEverythingOverARestart() {
    CollectionSettings settings =
        new CollectionSettings(
            "TRADEMARK", Optional.of("商标 \"测试\""), Optional.of("CC BY 4.0"), "cite");
    try (LuceneIndex index = open()) {
      assertThat(anyCommit(index.create("marks", settings)))
          .isEqualTo(info("marks", settings, 0, Optional.empty()));
      Samples.put(index, "marks", Samples.titled("TRADEMARK:CN:REG.1:9", "海河"));
    }
    try (LuceneIndex index = open()) {
      assertThat(index.collections())
          .extracting(CollectionsOnDiskTest::anyCommit)
          .containsExactly(info("marks", settings, 1, Optional.of(NOW)));
      assertThat(index.damaged()).isEmpty();
      assertThat(index.toReindex()).isEmpty();
    }
  }

  /** Closing a writer commits what it merged; that is the newest commit, too. */
  @Test
  void servesWhatIsOnDiskOnceAWriterIsClosed() throws IOException {
    AtomicLong nanos = new AtomicLong();
    try (LuceneIndex index =
        LuceneIndex.open(
            home, CONFIG, () -> NOW, () -> nanos.addAndGet(Duration.ofSeconds(6).toNanos()))) {
      index.create("set", CollectionSettings.of("PATENT"));
      int most = 0;
      for (int i = 0; i < 40; i++) {
        Committed _ =
            Samples.put(
                index, "set", Samples.titled("K" + i, "one"), Samples.titled("K0", "now " + i));
        most = Math.max(most, served(index).size());
        assertThat(served(index)).as("after %d commits", i + 1).isEqualTo(onDisk());
      }
      // Else nothing was merged.
      assertThat(most).isLessThan(30);
    }
  }

  private static List<ByteString> served(LuceneIndex index) {
    try (IndexSnapshot snapshot = index.snapshot(Set.of("set"))) {
      return snapshot.segments().getOrDefault("set", List.of());
    }
  }

  private List<ByteString> onDisk() throws IOException {
    try (Stream<Path> folders = Files.list(home.resolve("collections").resolve("set"))) {
      Path folder =
          folders
              .filter(one -> one.getFileName().toString().startsWith("index-"))
              .findFirst()
              .orElseThrow();
      try (FSDirectory directory = FSDirectory.open(folder);
          DirectoryReader reader = DirectoryReader.open(directory)) {
        return Segments.names(reader);
      }
    }
  }

  @Test
  void tellsHowAnOlderReleaseSharedUntilThatIsTakenOver() throws IOException {
    try (LuceneIndex index = open()) {
      for (String name : List.of("region", "pair", "own", "fresh")) {
        index.create(name, CollectionSettings.of("PATENT"));
      }
    }
    Map<String, String> shares =
        Map.of("region", "network:jjj", "pair", "peers:a,b", "own", "none");
    for (Map.Entry<String, String> share : shares.entrySet()) {
      Path meta = home.resolve("collections").resolve(share.getKey()).resolve("collection.json");
      Files.writeString(
          meta,
          Files.readString(meta)
              .replace("\"onward\"", "\"share\" : \"" + share.getValue() + "\", \"onward\""));
    }
    try (LuceneIndex index = open()) {
      // A reindex in between keeps what is not taken over yet.
      index.reindex("region", _ -> Samples.titled("K", "x"), (_, _) -> {}, () -> false);
    }
    try (LuceneIndex index = open()) {
      assertThat(index.oldShares())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "region", Sharing.parse("network:jjj"),
                  "pair", Sharing.parse("peers:a,b"),
                  "own", new Sharing.None()));
      index.forgetOldShares();
      assertThat(index.oldShares()).isEmpty();
    }
    try (LuceneIndex index = open()) {
      assertThat(index.oldShares()).isEmpty();
      assertThat(index.collections()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a/b", "..", "a.b", "中"})
  void refusesNamesThatAreNoNames(String name) {
    try (LuceneIndex index = open()) {
      assertReason(
          Reason.INVALID_ARGUMENT, () -> index.create(name, CollectionSettings.of("PATENT")));
    }
  }

  @Test
  void refusesANameTwiceAndSettingsOutsideTheirLists() {
    try (LuceneIndex index = open()) {
      index.create("a", CollectionSettings.of("PATENT"));
      assertReason(Reason.ALREADY_EXISTS, () -> index.create("a", CollectionSettings.of("PATENT")));
      assertReason(Reason.INVALID_ARGUMENT, () -> CollectionSettings.of("BOOK"));
      assertReason(Reason.UNKNOWN_COLLECTION, () -> index.snapshot(Set.of("a", "b")));
      assertReason(Reason.UNKNOWN_COLLECTION, () -> index.writer("b"));
    }
  }

  @Test
  void leavesOutDamagedCollectionsAndServesTheOthers() throws IOException {
    try (LuceneIndex index = open()) {
      for (String name : List.of("good", "no-meta", "bad-meta", "no-index", "new-meta")) {
        index.create(name, CollectionSettings.of("PATENT"));
        Samples.put(index, name, Samples.titled("K", "cell"));
      }
    }
    Path root = home.resolve("collections");
    Files.delete(root.resolve("no-meta/collection.json"));
    Files.writeString(root.resolve("bad-meta/collection.json"), "{\"schema\":\"tisc.coll");
    Path meta = root.resolve("new-meta/collection.json");
    Files.writeString(meta, Files.readString(meta).replace("collection/1", "collection/9"));
    try (var files = Files.newDirectoryStream(root.resolve("no-index/index-1"), "segments_*")) {
      for (Path file : files) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    Files.createDirectories(root.resolve("UPPER"));
    Files.createDirectories(root.resolve(".new-crashed/index-1"));
    Files.writeString(root.resolve("stray.txt"), "not a collection");

    try (LuceneIndex index = open()) {
      assertThat(index.collections()).extracting(CollectionInfo::name).containsExactly("good");
      assertThat(index.damaged())
          .containsOnlyKeys("no-meta", "bad-meta", "no-index", "new-meta", "UPPER");
      assertThat(root.resolve(".new-crashed")).doesNotExist();
      assertReason(
          Reason.ALREADY_EXISTS, () -> index.create("no-index", CollectionSettings.of("PATENT")));
      index.drop("no-index");
      index.create("no-index", CollectionSettings.of("PATENT"));
      assertThat(index.damaged()).doesNotContainKey("no-index");
    }
  }

  @Test
  void droppedCollectionsAreGoneButTheirSnapshotsStayReadable() {
    try (LuceneIndex index = open()) {
      index.create("a", CollectionSettings.of("PATENT"));
      Samples.put(index, "a", Samples.titled("K", "cell"));
      try (IndexSnapshot snapshot = index.snapshot(Set.of("a"))) {
        index.drop("a");
        assertThat(Samples.keys(snapshot, new CanonicalQuery.MatchAll())).containsExactly("K");
      }
      assertThat(index.collections()).isEmpty();
      assertThat(home.resolve("collections")).isEmptyDirectory();
      assertReason(Reason.UNKNOWN_COLLECTION, () -> index.drop("a"));
    }
  }

  @Test
  void aCollectionBeingWrittenIsNotDropped() {
    try (LuceneIndex index = open()) {
      index.create("a", CollectionSettings.of("PATENT"));
      try (CollectionWriter _ = index.writer("a")) {
        assertReason(Reason.BUSY, () -> index.drop("a"));
        assertReason(Reason.BUSY, () -> index.writer("a"));
      }
      index.drop("a");
    }
  }

  @Test
  void anIndexOfAnotherProfileIsToldAndNotMixed() throws IOException {
    try (LuceneIndex index = open()) {
      index.create("a", CollectionSettings.of("PATENT"));
      index.create("b", CollectionSettings.of("PATENT"));
      Samples.put(index, "a", Samples.titled("K", "cell"));
    }
    Path meta = home.resolve("collections/a/collection.json");
    Files.writeString(meta, Files.readString(meta).replaceAll("\"1-[0-9a-f]+\"", "\"1-0\""));
    try (LuceneIndex index = open()) {
      assertThat(index.toReindex()).containsExactly("a");
      assertThat(index.scoringProfile()).isNotEqualTo(ScoringProfile.compute());
      assertThat(profile(index, "a", "b")).isEqualTo(index.scoringProfile());
      // Who may not see that collection learns nothing of it.
      assertThat(profile(index, "b")).isEqualTo(ScoringProfile.compute());
      assertThat(index.programProfile()).isEqualTo(ScoringProfile.compute());
      assertReason(Reason.INCOMPATIBLE, () -> index.writer("a"));
      assertThat(
              index.reindex(
                  "a", _ -> Samples.titled("K", "cell"), ReindexProgress.NONE, () -> false))
          .isEqualTo(1);
      assertThat(index.toReindex()).isEmpty();
      assertThat(index.scoringProfile()).isEqualTo(ScoringProfile.compute());
      assertThat(profile(index, "a", "b")).isEqualTo(ScoringProfile.compute());
    }
  }

  private static String profile(LuceneIndex index, String... collections) {
    try (IndexSnapshot snapshot = index.snapshot(Set.of(collections))) {
      return snapshot.scoringProfile();
    }
  }

  @Test
  void refusesEverythingAfterClose() {
    LuceneIndex index = open();
    index.create("a", CollectionSettings.of("PATENT"));
    index.close();
    index.close();
    assertReason(Reason.SHUTTING_DOWN, () -> index.create("b", CollectionSettings.of("PATENT")));
    assertThat(index.collections()).isEmpty();
  }

  private LuceneIndex open() {
    return LuceneIndex.open(home, CONFIG, () -> NOW, System::nanoTime);
  }

  private static CollectionInfo info(
      String name, CollectionSettings settings, long documents, Optional<Instant> indexedAt) {
    return new CollectionInfo(
        name,
        settings.kind(),
        settings.title(),
        documents,
        indexedAt,
        settings.licence(),
        settings.onward(),
        Optional.empty());
  }

  /** The same without the name of its commit, which is random. */
  private static CollectionInfo anyCommit(CollectionInfo told) {
    assertThat(told.state()).hasValueSatisfying(state -> assertThat(state.size()).isEqualTo(16));
    return new CollectionInfo(
        told.name(),
        told.kind(),
        told.title(),
        told.documents(),
        told.indexedAt(),
        told.licence(),
        told.onward(),
        Optional.empty());
  }

  private static void assertReason(Reason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
