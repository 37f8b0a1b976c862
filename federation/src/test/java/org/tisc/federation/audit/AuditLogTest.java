package org.tisc.federation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class AuditLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T08:00:00.123456Z"));

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void place() {
    file = home.resolve("audit/audit.log");
  }

  @Test
  void writesOneChainedJsonLineForEachEvent() throws IOException {
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      AuditEntry first = log.append(event(1));
      AuditEntry second = log.append(event(2));

      assertThat(first.seq()).isEqualTo(1);
      assertThat(first.prev()).isEqualTo("0".repeat(64));
      assertThat(second.prev()).isEqualTo(first.hash());
      assertThat(Files.readString(file))
          .isEqualTo(
              "{\"seq\":1,\"at\":\"2026-03-01T08:00:00.123Z\",\"event\":\"QUERY_SERVED\","
                  + "\"actor\":\"北京/node-1\",\"details\":{\"collections\":\"patents\",\"hits\":\"1\"},"
                  + ("\"prev\":\"" + first.prev() + "\",\"hash\":\"" + first.hash() + "\"}\n")
                  + "{\"seq\":2,\"at\":\"2026-03-01T08:00:00.123Z\",\"event\":\"QUERY_SERVED\","
                  + "\"actor\":\"北京/node-2\",\"details\":{\"collections\":\"patents\",\"hits\":\"2\"},"
                  + ("\"prev\":\"" + first.hash() + "\",\"hash\":\"" + second.hash() + "\"}\n"));
    }
  }

  @Test
  void fileIsReadableByTheOwnerAlone() throws IOException {
    open(1).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void goesOnWhereItEndedAfterReopening() {
    open(3).close();
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.entries()).isEqualTo(3);
      assertThat(log.append(event(4)).seq()).isEqualTo(4);
    }
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 4));
  }

  @Test
  void goesOnWithoutItsHeadFile() throws IOException {
    open(3).close();
    Files.delete(AuditHead.beside(file));
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.append(event(4)).seq()).isEqualTo(4);
    }
    assertThat(AuditLog.verify(file).valid()).isTrue();
  }

  @Test
  void listsFromAnyPlaceOfALongLog() throws IOException {
    writeWithoutForcing(3000);
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      for (long from : new long[] {1, 2, 700, 1499, 2999, 3000}) {
        List<AuditEntry> page = log.list(from, 3);
        assertThat(page).hasSize((int) Math.min(3, 3001 - from));
        assertThat(page.getFirst().seq()).isEqualTo(from);
        assertThat(page.getFirst().details()).containsEntry("hits", Long.toString(from));
      }
      assertThat(log.list(3001, 10)).isEmpty();
      assertThat(log.list(1, 1000)).hasSize(1000);
    }
  }

  @Test
  void refusesAListOutOfBounds() {
    try (AuditLog log = open(1)) {
      for (Runnable call :
          List.<Runnable>of(() -> log.list(0, 1), () -> log.list(1, 0), () -> log.list(1, 1001))) {
        assertThatThrownBy(call::run)
            .isInstanceOfSatisfying(
                TiscException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
      }
    }
  }

  @Test
  void manyThreadsGetSequencesWithoutGapOrDouble() throws Exception {
    List<Long> given = Collections.synchronizedList(new ArrayList<>());
    try (AuditLog log = AuditLog.open(file, CLOCK);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        tasks.add(
            () -> {
              given.add(log.append(event(number)).seq());
              return null;
            });
      }
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    assertThat(given.stream().sorted().toList())
        .isEqualTo(java.util.stream.LongStream.rangeClosed(1, 200).boxed().toList());
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 200));
  }

  @Test
  void noByteCanBeFlippedUnnoticed() throws IOException {
    open(5).close();
    byte[] good = Files.readAllBytes(file);
    long seed = 20260301;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bad = good.clone();
      int place = random.nextInt(bad.length);
      bad[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);

      long line = 1;
      for (int i = 0; i < place; i++) {
        line += good[i] == '\n' ? 1 : 0;
      }
      assertThat(AuditLog.verify(file))
          .as("seed %d, byte %d", seed, place)
          .isEqualTo(AuditVerification.badAfter(1, line - 1));
    }
  }

  @Test
  void noticesADeletedMiddleEntry() throws IOException {
    open(5).close();
    edit(lines -> lines.remove(2));

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 2));
  }

  @Test
  void noticesDeletedLastEntries() throws IOException {
    open(5).close();
    edit(List::removeLast);

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 4));
  }

  @Test
  void noticesAnEmptiedLog() throws IOException {
    open(5).close();
    Files.write(file, new byte[0]);

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 0));
  }

  @Test
  void noticesReorderedEntries() throws IOException {
    open(5).close();
    edit(lines -> Collections.swap(lines, 1, 3));

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 1));
  }

  @Test
  void noticesAnEntrySplicedInFromAnotherLog() throws IOException {
    open(5).close();
    Path other = home.resolve("other/audit.log");
    try (AuditLog log = AuditLog.open(other, CLOCK)) {
      for (int i = 11; i <= 15; i++) {
        log.append(event(i));
      }
    }
    String foreign = Files.readAllLines(other).get(3);
    edit(lines -> lines.set(3, foreign));

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 3));
  }

  @Test
  void noticesAWholeOtherHistory() throws IOException {
    open(5).close();
    Path other = home.resolve("other/audit.log");
    try (AuditLog log = AuditLog.open(other, CLOCK)) {
      for (int i = 11; i <= 15; i++) {
        log.append(event(i));
      }
    }
    Files.write(file, Files.readAllBytes(other));

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 4));
  }

  @Test
  void everyTornEndIsCutAndRecorded() throws IOException {
    open(3).close();
    byte[] good = Files.readAllBytes(file);
    byte[] next =
        AuditLine.encode(4, CLOCK.instant(), event(4), lastHash())
            .line()
            .getBytes(StandardCharsets.UTF_8);
    for (int torn : new int[] {1, 50, next.length - 1, next.length}) {
      Files.write(file, good);
      Files.write(file, Arrays.copyOf(next, torn), java.nio.file.StandardOpenOption.APPEND);
      try (AuditLog log = AuditLog.open(file, CLOCK)) {
        AuditEntry repaired = log.list(4, 1).getFirst();
        assertThat(repaired.event()).isEqualTo("AUDIT_REPAIRED");
        assertThat(repaired.details())
            .containsEntry("cutBytes", Integer.toString(torn))
            .containsEntry("foundEntries", "3");
      }
      assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 4));
      Files.deleteIfExists(AuditHead.beside(file));
    }
  }

  @Test
  void aTornBatchWithAHoleOfZeroesIsCutToTheLastGoodEntry() throws IOException {
    open(3).close();
    byte[] good = Files.readAllBytes(file);
    byte[] hole = new byte[600];
    Arrays.fill(hole, 300, 301, (byte) '\n');
    Arrays.fill(hole, 500, 501, (byte) '\n');
    Files.write(file, hole, java.nio.file.StandardOpenOption.APPEND);

    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.entries()).isEqualTo(4);
    }
    assertThat(Files.readAllBytes(file)).startsWith(good);
    assertThat(AuditLog.verify(file).valid()).isTrue();
  }

  @Test
  void entriesMissingAtTheEndAreRecordedAtStart() throws IOException {
    open(5).close();
    edit(List::removeLast);

    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.list(5, 1).getFirst().details())
          .containsEntry("expectedEntries", "5")
          .containsEntry("foundEntries", "4");
    }
  }

  @Test
  void damageInTheMiddleIsLeftForAPerson() throws IOException {
    open(5).close();
    edit(lines -> lines.set(1, lines.get(1).replace("hits", "hitz")));
    Files.delete(AuditHead.beside(file));
    byte[] evidence = Files.readAllBytes(file);

    assertThatThrownBy(() -> AuditLog.open(file, CLOCK))
        .isInstanceOf(TiscException.class)
        .hasMessageContaining("damaged at entry 2");
    assertThat(Files.readAllBytes(file)).isEqualTo(evidence);
  }

  @Test
  void aLineWithoutEndIsBoundedInMemory() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[10 * 1024 * 1024]);

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.badAfter(1, 0));
  }

  @Test
  void verifyOfNoFileSaysSo() {
    assertThatThrownBy(() -> AuditLog.verify(home.resolve("none")))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  @Test
  void appendAfterCloseFails() {
    AuditLog log = open(1);
    log.close();
    log.close();

    assertThatThrownBy(() -> log.append(event(2)))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL));
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 1));
  }

  @Test
  void lineBreaksAndControlCharactersStayInsideOneLine() throws IOException {
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      log.append(
          new AuditEvent(
              AuditEventType.SIGN_IN_REFUSED,
              "anonymous",
              Map.of("account", "a\r\n{\"seq\":2}\u0000\u001b[31m")));
      assertThat(log.list(1, 1).getFirst().details())
          .containsEntry("account", "a\r\n{\"seq\":2}\u0000\u001b[31m");
    }
    assertThat(Files.readAllLines(file)).hasSize(1);
    assertThat(Files.readString(file)).doesNotContain("\u001b").doesNotContain("\u0000");
  }

  @Test
  void aLongLogGoesOnInFurtherFiles() throws IOException {
    try (AuditLog log = AuditLog.open(file, CLOCK, 1000)) {
      append(log, 1, 20);
      assertThat(files()).hasSizeGreaterThan(3);
      assertThat(log.list(1, 1000).stream().map(AuditEntry::seq)).hasSize(20).isSorted();
      assertThat(log.list(7, 6).stream().map(AuditEntry::seq))
          .containsExactly(7L, 8L, 9L, 10L, 11L, 12L);
      assertThat(log.list(21, 5)).isEmpty();
    }
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 20));
    try (AuditLog log = AuditLog.open(file, CLOCK, 1000)) {
      assertThat(log.append(event(21)).seq()).isEqualTo(21);
    }
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 21));
  }

  @Test
  void everyMonthBeginsAFile() throws IOException {
    Instant[] now = {Instant.parse("2026-03-31T23:59:59Z")};
    try (AuditLog log = AuditLog.open(file, () -> now[0])) {
      append(log, 1, 2);
      now[0] = now[0].plusSeconds(1);
      append(log, 3, 4);
    }
    try (AuditLog log = AuditLog.open(file, () -> now[0])) {
      append(log, 5, 5);
      now[0] = Instant.parse("2026-06-01T00:00:00Z");
      append(log, 6, 6);
    }
    assertThat(files())
        .containsExactly(
            "audit.log",
            "audit.log.0000000000000000001",
            "audit.log.0000000000000000003",
            "audit.log.head");
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 6));
  }

  @Test
  void aCrashJustAfterClosingAFileLosesNothing() throws IOException {
    open(3).close();
    Files.move(file, AuditSegments.name(file, 1));

    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 3));
    try (AuditLog log = AuditLog.open(file, CLOCK)) {
      assertThat(log.entries()).isEqualTo(3);
      assertThat(log.append(event(4)).prev()).isEqualTo(log.list(3, 1).getFirst().hash());
    }
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 4));
  }

  @Test
  void aMissingOrChangedClosedFileIsNoticed() throws IOException {
    try (AuditLog log = AuditLog.open(file, CLOCK, 1000)) {
      append(log, 1, 20);
    }
    List<AuditSegments.Segment> closed = AuditSegments.of(file).closed();
    Path second = closed.get(1).file();
    byte[] good = Files.readAllBytes(second);
    Files.delete(second);
    assertThat(AuditLog.verify(file))
        .isEqualTo(AuditVerification.badAfter(1, closed.get(1).first() - 1));
    Files.write(second, Arrays.copyOf(good, good.length - 10));
    assertThat(AuditLog.verify(file).valid()).isFalse();
    Files.write(second, good);
    assertThat(AuditLog.verify(file).valid()).isTrue();

    Files.delete(closed.getFirst().file());
    assertThat(AuditLog.verify(file))
        .isEqualTo(AuditVerification.badAfter(closed.get(1).first(), 0));
  }

  @Test
  void whatIsTrimmedIsSaidAndTheChainGoesOn() throws IOException {
    Instant[] now = {Instant.parse("2026-01-10T00:00:00Z")};
    try (AuditLog log = AuditLog.open(file, () -> now[0])) {
      for (int month = 0; month < 6; month++) {
        append(log, 10 * month + 1, 10 * month + 10);
        now[0] = now[0].plus(31, ChronoUnit.DAYS);
      }
      assertThat(log.trim(Duration.ofDays(365))).isZero();
      // The newest closed file ended on 2026-05-14; nobody's clock makes its entries older.
      now[0] = Instant.parse("2099-01-01T00:00:00Z");
      assertThat(log.trim(Duration.ofDays(365))).isZero();
      assertThat(log.trim(Duration.ofDays(55))).isEqualTo(3);

      AuditEntry trimmed = log.list(61, 1).getFirst();
      assertThat(trimmed.event()).isEqualTo("AUDIT_TRIMMED");
      assertThat(trimmed.details()).containsEntry("lastSequence", "30");
      assertThat(log.list(1, 1000).getFirst().seq()).isEqualTo(31);
      now[0] = Instant.parse("2026-06-20T00:00:00Z");
      assertThat(log.trim(Duration.ZERO)).isEqualTo(2);
      assertThat(log.trim(Duration.ZERO)).isEqualTo(1);
      assertThat(log.trim(Duration.ZERO)).isZero();
      assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(61, 63));
    }
    try (AuditLog log = AuditLog.open(file, () -> now[0])) {
      assertThat(log.entries()).isEqualTo(63);
    }
  }

  @Test
  void anExportIsCheckedAnywhere() throws IOException {
    Path exported = home.resolve("export.jsonl");
    try (AuditLog log = AuditLog.open(file, CLOCK, 1000)) {
      append(log, 1, 20);
      try (OutputStream out = Files.newOutputStream(exported)) {
        log.export(4, 17, out);
      }
    }
    assertThat(AuditLog.verifyExport(exported)).isEqualTo(AuditVerification.good(4, 17));
    List<String> lines = new ArrayList<>(Files.readAllLines(exported));
    assertThat(lines).hasSize(14);
    lines.remove(5);
    Files.writeString(exported, String.join("\n", lines) + "\n");
    assertThat(AuditLog.verifyExport(exported)).isEqualTo(AuditVerification.badAfter(4, 8));
  }

  @Test
  void entriesAreReadWhileFilesAreClosedAndTrimmed() throws Exception {
    try (AuditLog log = AuditLog.open(file, CLOCK, 500);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      append(log, 1, 5);
      Future<?> writing = threads.submit(() -> append(log, 6, 300));
      while (!writing.isDone()) {
        long entries = log.entries();
        List<AuditEntry> page = log.list(Math.max(1, entries - 20), 100);
        assertThat(page.getLast().seq()).isGreaterThanOrEqualTo(entries);
        for (int i = 1; i < page.size(); i++) {
          assertThat(page.get(i).prev()).isEqualTo(page.get(i - 1).hash());
        }
      }
      writing.get();
    }
    assertThat(AuditLog.verify(file)).isEqualTo(AuditVerification.good(1, 300));
  }

  private static void append(AuditLog log, int from, int to) {
    for (int i = from; i <= to; i++) {
      log.append(event(i));
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.map(path -> path.getFileName() + "").sorted().toList();
    }
  }

  private AuditLog open(int events) {
    AuditLog log = AuditLog.open(file, CLOCK);
    for (int i = 1; i <= events; i++) {
      log.append(event(i));
    }
    return log;
  }

  private void writeWithoutForcing(int events) throws IOException {
    StringBuilder lines = new StringBuilder();
    String prev = AuditLine.ORIGIN;
    for (int i = 1; i <= events; i++) {
      AuditLine.Encoded line = AuditLine.encode(i, CLOCK.instant(), event(i), prev);
      lines.append(line.line()).append('\n');
      prev = line.entry().hash();
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines);
  }

  private String lastHash() {
    return AuditHead.read(file).orElseThrow().hash();
  }

  private void edit(java.util.function.Consumer<List<String>> change) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    change.accept(lines);
    Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
  }

  private static AuditEvent event(int number) {
    return new AuditEvent(
        AuditEventType.QUERY_SERVED,
        "北京/node-" + number,
        Map.of("hits", Integer.toString(number), "collections", "patents"));
  }
}
