package org.tisc.federation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.TiscException;

/**
 * What somebody who owns the disk may do to a log, against the checkpoints that others keep of it.
 * He also writes the head file anew, so that nothing beside the log tells.
 */
class WitnessedLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir Path home;
  private Path file;
  private final List<AuditCheckpoint> kept = new ArrayList<>();

  @BeforeEach
  void twentyEntriesToldAtTenAndTwenty() {
    file = home.resolve("audit.log");
    write(1, 10);
    write(11, 20);
  }

  /** Appends entries and tells how far the log is. */
  private void write(int from, int to) {
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      for (int i = from; i <= to; i++) {
        var _ = log.append(event("peer-" + i));
      }
      kept.add(log.checkpoint().orElseThrow());
    }
  }

  private static AuditEvent event(String actor) {
    return new AuditEvent(AuditEventType.QUERY_SERVED, actor, Map.of("hits", "1"));
  }

  /** Changes the lines, and the head file so that it agrees. */
  private void edit(Consumer<List<String>> change) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    change.accept(lines);
    Files.writeString(file, String.join("\n", lines) + "\n");
    Optional<AuditEntry> last = AuditSegments.last(file);
    if (last.isPresent()) {
      AuditHead head = new AuditHead(last.get().seq(), Files.size(file), last.get().hash());
      Files.writeString(AuditHead.beside(file), head.line(), StandardCharsets.US_ASCII);
    }
  }

  private AuditComparison compared() {
    return AuditLog.verify(file, kept);
  }

  private static void assertBad(AuditComparison found, long first) {
    assertThat(found.log().valid()).isFalse();
    assertThat(found.log().firstBad()).contains(first);
  }

  @Test
  void anUntouchedLogAgreesWithAllThatWasToldOfIt() {
    AuditComparison found = compared();
    assertThat(found.log()).isEqualTo(AuditVerification.good(1, 20));
    assertThat(found.agreed()).isEqualTo(2);
    assertThat(found.contradiction()).isEmpty();
  }

  @Test
  void aFlippedByteIsNamedWithOrWithoutCheckpoints() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.US_ASCII).indexOf("peer-13");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertBad(compared(), 13);
    assertThat(AuditLog.verify(file).firstBad()).contains(13L);
  }

  @Test
  void deletedLastEntriesAreFoundByTheCheckpointAlone() throws IOException {
    edit(lines -> lines.subList(16, 20).clear());
    assertThat(AuditLog.verify(file).valid()).isTrue();
    AuditComparison found = compared();
    assertBad(found, 17);
    assertThat(found.contradiction())
        .contains(new AuditComparison.Contradiction(AuditComparison.Finding.CUT, kept.getLast()));
    assertThat(found.agreed()).isEqualTo(1);
  }

  @Test
  void aDeletedMiddleEntryIsNamed() throws IOException {
    edit(lines -> lines.remove(11));
    assertBad(compared(), 12);
  }

  @Test
  void reorderedEntriesAreNamed() throws IOException {
    edit(lines -> Collections.swap(lines, 4, 5));
    assertBad(compared(), 5);
  }

  @Test
  void anOldFilePutInPlaceOfTheNewOneIsFound() throws IOException {
    Path old = home.resolve("old.log");
    Path oldHead = home.resolve("old.head");
    Files.copy(file, old);
    Files.copy(AuditHead.beside(file), oldHead);
    write(21, 30);
    Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(oldHead, AuditHead.beside(file), StandardCopyOption.REPLACE_EXISTING);
    assertThat(AuditLog.verify(file).valid()).isTrue();
    AuditComparison found = compared();
    assertBad(found, 21);
    assertThat(found.contradiction().orElseThrow().finding())
        .isEqualTo(AuditComparison.Finding.CUT);
    assertThat(found.contradiction().orElseThrow().checkpoint().size()).isEqualTo(30);
  }

  @Test
  void anOldFileThatGrewAgainPastTheCheckpointIsFound() throws IOException {
    edit(lines -> lines.subList(14, 20).clear());
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      for (int i = 0; i < 30; i++) {
        var _ = log.append(event("another-" + i));
      }
    }
    assertThat(AuditLog.verify(file).valid()).isTrue();
    AuditComparison found = compared();
    // The checkpoint at 10 vouches for the first ten; from there on somebody wrote anew.
    assertBad(found, 11);
    assertThat(found.contradiction())
        .contains(
            new AuditComparison.Contradiction(AuditComparison.Finding.REWRITTEN, kept.getLast()));
  }

  @Test
  void aWholeOtherHistoryAgreesWithNothing() throws IOException {
    Files.delete(file);
    Files.delete(AuditHead.beside(file));
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      for (int i = 0; i < 25; i++) {
        var _ = log.append(event("another-" + i));
      }
    }
    AuditComparison found = compared();
    assertBad(found, 1);
    assertThat(found.agreed()).isZero();
    assertThat(found.contradiction().orElseThrow().checkpoint()).isEqualTo(kept.getFirst());
  }

  @Test
  void checkpointsOfTrimmedEntriesTellNothingAndTheOneAtTheBorderStillDoes() throws IOException {
    Path part = home.resolve("part.jsonl");
    Files.write(part, Files.readAllLines(file).subList(10, 20));
    AuditCheckpoint old = new AuditCheckpoint(5, "ab".repeat(32), CLOCK.instant());
    List<AuditCheckpoint> all = List.of(old, kept.getFirst(), kept.getLast());
    AuditComparison found = AuditLog.verifyExport(part, all);
    assertThat(found.log()).isEqualTo(AuditVerification.good(11, 20));
    assertThat(found.trimmed()).isEqualTo(1);
    assertThat(found.agreed()).isEqualTo(2);
    AuditCheckpoint other = new AuditCheckpoint(10, "ab".repeat(32), CLOCK.instant());
    assertBad(AuditLog.verifyExport(part, List.of(other)), 11);
  }

  @Test
  void theRunningLogComparesOneCheckpointAtATime() throws IOException {
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.compare(kept.getFirst())).isEmpty();
      assertThat(log.compare(kept.getLast())).isEmpty();
      assertThat(log.compare(new AuditCheckpoint(15, "ab".repeat(32), CLOCK.instant())))
          .contains(AuditComparison.Finding.REWRITTEN);
      assertThat(log.compare(new AuditCheckpoint(21, "ab".repeat(32), CLOCK.instant())))
          .contains(AuditComparison.Finding.CUT);
    }
  }

  @Test
  void whatIsNoCheckpointIsRefused() {
    for (long size : new long[] {0, -1, AuditCheckpoint.MAX_SIZE + 1}) {
      assertThatThrownBy(() -> new AuditCheckpoint(size, "ab".repeat(32), CLOCK.instant()))
          .isInstanceOf(TiscException.class);
    }
    for (String head : List.of("", "AB".repeat(32), "ab".repeat(31), "zz".repeat(32))) {
      assertThatThrownBy(() -> new AuditCheckpoint(1, head, CLOCK.instant()))
          .isInstanceOf(TiscException.class);
    }
  }
}
