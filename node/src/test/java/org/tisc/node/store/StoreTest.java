package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class StoreTest {
  private static final String INSERT =
      "INSERT INTO state_documents (kind, id, revision, content) VALUES ('t', ?, 1, ?)";

  @TempDir Path home;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void fileAndItsLogAreReadableByTheOwnerAlone() throws Exception {
    insert("a", 1);
    for (String name : List.of("node.db", "node.db-wal")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void writerUsesWalAndFullSync() {
    assertThat(pragma("journal_mode")).isEqualTo("wal");
    assertThat(pragma("synchronous")).isEqualTo("2");
    assertThat(pragma("foreign_keys")).isEqualTo("1");
  }

  @Test
  void aUnitThatThrowsLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                store.write(
                    tx -> {
                      tx.update(INSERT, "half", new byte[1]);
                      throw new TiscException(Reason.DENIED, "no");
                    }))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED));

    assertThat(ids()).isEmpty();
  }

  @Test
  void aUnitThatCatchesAFailedStatementStillFails() {
    insert("a", 1);

    assertThatThrownBy(
            () ->
                store.write(
                    tx -> {
                      tx.update(INSERT, "b", new byte[1]);
                      try {
                        tx.update(INSERT, "a", new byte[1]);
                      } catch (TiscException e) {
                        return "swallowed";
                      }
                      return "";
                    }))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL));

    assertThat(ids()).containsExactly("a");
  }

  @Test
  void oneBadUnitNeverFailsItsNeighboursInTheBatch() throws Exception {
    List<Future<Integer>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Blocked blocked = new Blocked()) {
        for (int i = 0; i < 60; i++) {
          String id = "id-%02d".formatted(i % 3 == 0 ? 0 : i);
          outcomes.add(threads.submit(() -> insert(id, 10)));
        }
        blocked.awaitWaiting(outcomes);
      }
    }
    long failed =
        outcomes.stream().filter(outcome -> outcome.state() == Future.State.FAILED).count();
    assertThat(failed).isEqualTo(19);
    assertThat(ids()).hasSize(41).contains("id-00", "id-01", "id-59");
  }

  @Test
  void aFullDiskIsToldAndTheStateIsUnchanged() {
    reopenWith(Map.of("max_page_count", "60"));
    insert("small", 100);

    assertThatThrownBy(() -> insert("large", 1_000_000))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_SPACE));

    assertThat(ids()).containsExactly("small");
    insert("small-2", 100);
    assertThat(ids()).containsExactly("small", "small-2");
  }

  @Test
  void aFullDiskForOneUnitLetsItsSmallNeighboursPass() throws Exception {
    reopenWith(Map.of("max_page_count", "60"));
    List<Future<Integer>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Blocked blocked = new Blocked()) {
        for (int i = 0; i < 9; i++) {
          int number = i;
          outcomes.add(threads.submit(() -> insert("id-" + number, number == 4 ? 1_000_000 : 100)));
        }
        blocked.awaitWaiting(outcomes);
      }
    }
    assertThat(ids()).hasSize(8).doesNotContain("id-4");
    assertThat(outcomes.get(4).state()).isEqualTo(Future.State.FAILED);
  }

  @Test
  void aFullDiskInTheStateStoreKeepsTheOldRevision() {
    reopenWith(Map.of("max_page_count", "60"));
    SqliteStateStore states = new SqliteStateStore(store);
    states.write("roster", "north", 0, ByteString.copyFromUtf8("old"));

    assertThatThrownBy(
            () -> states.write("roster", "north", 1, ByteString.copyFrom(new byte[500_000])))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OUT_OF_SPACE));

    assertThat(states.read("roster", "north").orElseThrow().content().toStringUtf8())
        .isEqualTo("old");
  }

  @Test
  void readersCannotWriteAndSeeOneState() {
    insert("a", 1);

    assertThatThrownBy(() -> store.read(tx -> tx.update(INSERT, "b", new byte[1])))
        .isInstanceOf(TiscException.class);
    List<String> seen =
        store.read(
            tx -> {
              List<String> before = tx.query("SELECT id FROM state_documents", r -> r.text("id"));
              insertElsewhere("c");
              List<String> after = tx.query("SELECT id FROM state_documents", r -> r.text("id"));
              assertThat(after).isEqualTo(before);
              return after;
            });
    assertThat(seen).containsExactly("a");
    assertThat(ids()).containsExactly("a", "c");
  }

  @Test
  void aUnitMustNotWriteThroughTheStoreAgain() {
    assertThatThrownBy(() -> store.write(tx -> store.write(inner -> 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTxIsOfNoUseAfterItsUnit() {
    List<Tx> kept = new ArrayList<>();
    store.write(kept::add);

    assertThatThrownBy(() -> kept.getFirst().update("DELETE FROM state_documents"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bindsAndReadsEveryType() {
    store.write(tx -> tx.update("CREATE TABLE v (t TEXT, n, f, i TEXT, b BLOB, e TEXT, o TEXT)"));
    Instant instant = Instant.parse("2026-03-01T00:00:00.120Z");
    store.write(
        tx ->
            tx.update(
                "INSERT INTO v VALUES (?, ?, ?, ?, ?, ?, ?)",
                "文'--",
                Long.MAX_VALUE,
                true,
                instant,
                new byte[] {0, 1},
                Reason.BUSY,
                Optional.empty()));

    Optional<List<Object>> read =
        store.read(
            tx ->
                tx.first(
                    "SELECT * FROM v",
                    row ->
                        List.<Object>of(
                            row.text("t"),
                            row.number("n"),
                            row.fact("f"),
                            row.instant("i"),
                            row.bytes("b").length,
                            row.text("e"),
                            row.optionalText("o"))));
    assertThat(read)
        .contains(List.of("文'--", Long.MAX_VALUE, true, instant, 2, "BUSY", Optional.empty()));
    assertThatThrownBy(() -> store.read(tx -> tx.query("SELECT o FROM v", row -> row.text("o"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void afterCloseEverythingIsRefused() {
    store.close();
    store.close();

    assertThatThrownBy(() -> insert("a", 1))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SHUTTING_DOWN));
    assertThatThrownBy(this::ids)
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SHUTTING_DOWN));
  }

  @Test
  void closeFinishesWhatWaits() throws Exception {
    List<Future<Integer>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Blocked blocked = new Blocked();
      for (int i = 0; i < 20; i++) {
        String id = "id-" + i;
        outcomes.add(threads.submit(() -> insert(id, 1)));
      }
      blocked.awaitWaiting(outcomes);
      Future<?> closed = threads.submit(store::close);
      blocked.close();
      closed.get();
    }
    assertThat(outcomes).allMatch(outcome -> outcome.state() == Future.State.SUCCESS);
    open();
    assertThat(ids()).hasSize(20);
  }

  @Test
  void aStoreOfANewerNodeIsRefused() throws Exception {
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("node.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history SELECT 99, '99990101', 'later', type, 'x', checksum,"
              + " installed_by, installed_on, execution_time, success FROM flyway_schema_history"
              + " WHERE version IS NOT NULL LIMIT 1");
    }

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE));
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Path file = home.resolve("other.db");
    Files.writeString(file, "this is not a database, and long enough to be sure of it".repeat(50));

    assertThatThrownBy(() -> Store.open(file, List.of())).isInstanceOf(TiscException.class);
  }

  @Test
  void concurrentUnitsShareCommits() throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String id = "id-" + i;
      tasks.add(() -> insert(id, 10));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(1);
      }
    }
    assertThat(ids()).hasSize(500);
  }

  private void reopenWith(Map<String, String> pragmas) {
    store.close();
    store = Store.open(home.resolve("node.db"), List.of(), pragmas);
  }

  private int insert(String id, int bytes) {
    return store.write(tx -> tx.update(INSERT, id, new byte[bytes]));
  }

  private void insertElsewhere(String id) {
    insert(id, 1);
  }

  private List<String> ids() {
    return store.read(
        tx -> tx.query("SELECT id FROM state_documents ORDER BY id", row -> row.text("id")));
  }

  private String pragma(String name) {
    return store.write(
        tx -> tx.first("SELECT * FROM pragma_" + name, row -> row.text(name)).orElseThrow());
  }

  /** Holds the writer inside a unit, so that what is written meanwhile waits for one batch. */
  private final class Blocked implements AutoCloseable {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Blocked() throws InterruptedException {
      Thread.startVirtualThread(
          () ->
              store.write(
                  tx -> {
                    entered.countDown();
                    try {
                      released.await();
                    } catch (InterruptedException e) {
                      // Closing interrupts the writer; the unit ends all the same.
                      return false;
                    }
                    return true;
                  }));
      entered.await();
    }

    void awaitWaiting(List<Future<Integer>> outcomes) {
      Awaitility.await().until(() -> store.waiting() == outcomes.size());
    }

    @Override
    public void close() {
      released.countDown();
    }
  }
}
