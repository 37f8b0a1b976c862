package org.tisc.node.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;

class CollectionWriterTest {
  private static final IndexConfig CONFIG = new IndexConfig(1, 4);

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private LuceneIndex index;

  @BeforeEach
  void openIndex() {
    index = LuceneIndex.open(folder.resolve("home"), CONFIG, InstantSource.system(), nanos::get);
    index.create("c", CollectionSettings.of("PATENT"));
  }

  @AfterEach
  void closeIndex() {
    index.close();
  }

  @Test
  void saysWhatEachPutChangedAndCountsItOnceCommitted() {
    try (CollectionWriter writer = index.writer("c")) {
      assertThat(writer.put(Samples.titled("A", "one"))).isEqualTo(PutOutcome.ADDED);
      assertThat(writer.put(Samples.titled("A", "one"))).isEqualTo(PutOutcome.UNCHANGED);
      assertThat(writer.put(Samples.titled("A", "two"))).isEqualTo(PutOutcome.UPDATED);
      assertThat(writer.put(Samples.titled("B", "one"))).isEqualTo(PutOutcome.ADDED);
      assertThat(writer.committed()).isEqualTo(Committed.NOTHING);
      assertThat(writer.commit()).isEqualTo(new Committed(2, 1, 1, 0));
      assertThat(writer.put(Samples.titled("A", "two"))).isEqualTo(PutOutcome.UNCHANGED);
      assertThat(writer.put(Samples.titled("C", "one"))).isEqualTo(PutOutcome.ADDED);
      assertThat(writer.committed()).isEqualTo(new Committed(2, 1, 1, 0));
    }
    assertThat(exported()).containsExactlyInAnyOrder(json("A", "two"), json("B", "one"));
  }

  @Test
  void importingTheSameAgainChangesNothingAlsoAfterARestart() {
    IndexableDocument[] documents = new IndexableDocument[300];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = Samples.titled("K" + i, "title " + i);
    }
    assertThat(Samples.put(index, "c", documents)).isEqualTo(new Committed(300, 0, 0, 0));
    index.close();
    openAgain(folder.resolve("home"));
    assertThat(Samples.put(index, "c", documents)).isEqualTo(new Committed(0, 0, 300, 0));
    documents[7] = Samples.titled("K7", "another title");
    assertThat(Samples.put(index, "c", documents)).isEqualTo(new Committed(0, 1, 299, 0));
    assertThat(index.collections().getFirst().documents()).isEqualTo(300);
  }

  @Test
  void removesAndAddsAgain() {
    Samples.put(index, "c", Samples.titled("A", "one"), Samples.titled("B", "one"));
    try (CollectionWriter writer = index.writer("c")) {
      assertThat(writer.remove("A")).isTrue();
      assertThat(writer.remove("A")).isFalse();
      assertThat(writer.remove("nobody")).isFalse();
      assertThat(writer.put(Samples.titled("A", "one"))).isEqualTo(PutOutcome.ADDED);
      assertThat(writer.remove("B")).isTrue();
      assertThat(writer.commit()).isEqualTo(new Committed(1, 0, 0, 2));
    }
    assertThat(exported()).containsExactly(json("A", "one"));
  }

  @Test
  void keepsKeysUniqueBeyondWhatItRemembers() {
    try (CollectionWriter writer = index.writer("c")) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20_500; i++) {
          PutOutcome outcome = writer.put(Samples.titled("K" + i, "x"));
          assertThat(outcome).isEqualTo(round == 0 ? PutOutcome.ADDED : PutOutcome.UNCHANGED);
        }
      }
      assertThat(writer.put(Samples.titled("K3", "y"))).isEqualTo(PutOutcome.UPDATED);
      writer.commit();
    }
    assertThat(index.collections().getFirst().documents()).isEqualTo(20_500);
  }

  @Test
  void aKilledImportLeavesItsLastCommitAndCanBeRepeated() throws IOException {
    Path killed = folder.resolve("killed");
    try (CollectionWriter writer = index.writer("c")) {
      writer.put(Samples.titled("A", "committed"));
      writer.commit();
      for (int i = 0; i < 500; i++) {
        writer.put(Samples.titled("U" + i, "uncommitted"));
      }
      copy(folder.resolve("home"), killed);
    }
    try (LuceneIndex after = LuceneIndex.open(killed, CONFIG)) {
      assertThat(after.damaged()).isEmpty();
      assertThat(Samples.keys(after, "c", new CanonicalQuery.MatchAll())).containsExactly("A");
      assertThat(
              Samples.put(
                  after, "c", Samples.titled("A", "committed"), Samples.titled("U1", "again")))
          .isEqualTo(new Committed(1, 0, 1, 0));
    }
  }

  @Test
  void readersSeeACommitAfterFiveSecondsOrWhenTheWriterCloses() {
    CanonicalQuery all = new CanonicalQuery.MatchAll();
    try (CollectionWriter writer = index.writer("c")) {
      writer.put(Samples.titled("A", "x"));
      writer.commit();
      assertThat(Samples.keys(index, "c", all)).isEmpty();
      nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      assertThat(Samples.keys(index, "c", all)).containsExactly("A");
      writer.put(Samples.titled("B", "x"));
      writer.commit();
      writer.put(Samples.titled("C", "x"));
      assertThat(Samples.keys(index, "c", all)).containsExactly("A");
    }
    assertThat(Samples.keys(index, "c", all)).containsExactly("A", "B");
  }

  @Test
  void aClosedWriterRefusesWorkAndClosesAgainQuietly() {
    CollectionWriter writer = index.writer("c");
    writer.close();
    writer.close();
    assertThatThrownBy(writer::commit).isInstanceOf(TiscException.class);
    index.writer("c").close();
  }

  @Test
  void givesTheJsonBackByteForByte() {
    byte[] odd = {0, -1, 10, 13, 34, (byte) 0xF0, (byte) 0x9F};
    IndexableDocument document =
        new IndexableDocument("K", "PATENT", "t", ByteString.copyFrom(odd), "{}", List.of());
    Samples.put(index, "c", document);
    assertThat(index.document("c", "K")).isEqualTo(Optional.of(ByteString.copyFrom(odd)));
    assertThat(index.document("c", "L")).isEmpty();
  }

  private List<String> exported() {
    List<String> all = new ArrayList<>();
    try (CollectionExport export = index.export("c")) {
      export.forEachRemaining(document -> all.add(document.json().toStringUtf8()));
      assertThat(all).hasSize((int) export.documents());
    }
    return all;
  }

  private static String json(String key, String title) {
    return Samples.titled(key, title).json().toStringUtf8();
  }

  private void openAgain(Path home) {
    index = LuceneIndex.open(home, CONFIG, InstantSource.system(), nanos::get);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
