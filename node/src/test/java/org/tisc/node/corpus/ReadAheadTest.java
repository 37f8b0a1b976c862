package org.tisc.node.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.index.IndexableDocument;

@Timeout(60)
class ReadAheadTest {
  @Test
  void givesAllRecordsInTheirOrder() {
    List<String> keys = IntStream.range(0, 5_001).mapToObj(i -> "PATENT:CN:" + i + ":A").toList();
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead ahead = new ReadAhead(counting(keys, read), read::get)) {
      assertThat(drain(ahead)).isEqualTo(keys);
    }
  }

  @Test
  void anEmptySourceGivesOneLastBatch() {
    try (ReadAhead ahead = new ReadAhead(Optional::empty, () -> 7)) {
      assertThat(ahead.next()).isEqualTo(new ReadAhead.Batch(List.of(), 7, true));
    }
  }

  @Test
  void whatTheSourceRaisesComesAfterTheRecordsBefore() {
    AtomicInteger read = new AtomicInteger();
    Supplier<Optional<ReadAhead.Prepared>> failing =
        () -> {
          if (read.incrementAndGet() > ReadAhead.BATCH_RECORDS) {
            throw new TiscException(Reason.OUT_OF_SPACE, "full");
          }
          return Optional.of(fit("PATENT:CN:1:A", 10));
        };
    try (ReadAhead ahead = new ReadAhead(failing, read::get)) {
      assertThat(ahead.next().records()).hasSize(ReadAhead.BATCH_RECORDS);
      assertThatThrownBy(ahead::next).hasMessageContaining("full");
    }
  }

  @Test
  void closingStopsAnEndlessSourceThatIsFarAhead() {
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead ahead = new ReadAhead(endless(read, 10), read::get)) {
      assertThat(ahead.next().last()).isFalse();
    }
    int afterClose = read.get();
    assertThat(afterClose).isLessThanOrEqualTo(ReadAhead.BATCH_RECORDS * (ReadAhead.BATCHES + 2));
    assertThat(read.get()).isEqualTo(afterClose);
  }

  @Test
  void largeRecordsMakeSmallBatches() {
    AtomicInteger read = new AtomicInteger();
    try (ReadAhead ahead = new ReadAhead(endless(read, ReadAhead.BATCH_BYTES / 2), read::get)) {
      assertThat(ahead.next().records()).hasSize(2);
    }
  }

  private static Supplier<Optional<ReadAhead.Prepared>> counting(
      List<String> keys, AtomicInteger read) {
    Iterator<String> next = keys.iterator();
    return () -> {
      read.incrementAndGet();
      return next.hasNext() ? Optional.of(fit(next.next(), 100)) : Optional.empty();
    };
  }

  private static Supplier<Optional<ReadAhead.Prepared>> endless(AtomicInteger read, int size) {
    return () -> Optional.of(fit("PATENT:CN:" + read.incrementAndGet() + ":A", size));
  }

  private static List<String> drain(ReadAhead ahead) {
    List<String> keys = new ArrayList<>();
    ReadAhead.Batch batch;
    do {
      batch = ahead.next();
      for (ReadAhead.Prepared prepared : batch.records()) {
        if (prepared instanceof ReadAhead.Fit fit) {
          keys.add(fit.document().key());
        }
      }
    } while (!batch.last());
    return keys;
  }

  private static ReadAhead.Prepared fit(String key, int size) {
    return new ReadAhead.Fit(
        new IndexableDocument(
            key, "PATENT", "title", ByteString.copyFrom(new byte[size]), "{}", List.of()));
  }
}
