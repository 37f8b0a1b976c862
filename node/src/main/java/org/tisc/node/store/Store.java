package org.tisc.node.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The node's store: one SQLite file in WAL mode with synchronous FULL, so that what {@link #write}
 * returned survives a killed process and a power cut. Thread-safe. Its caller sees to it that one
 * process at a time has it open.
 */
public final class Store implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /**
   * The pages at hand for writing: room for the inner pages of every index, and for one long unit.
   */
  private static final int WRITER_CACHE_KIB = 32 * 1024;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final SQLiteDataSource source;
  private final Optional<StoreWriter> writer;
  private final HikariDataSource readers;

  private Store(SQLiteDataSource source, Optional<StoreWriter> writer, HikariDataSource readers) {
    this.source = source;
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens the file, creating it readable by the owner alone, and brings its tables up to date.
   * Raises {@code INTERNAL} when it can not be opened or is damaged, {@code INCOMPATIBLE} when a
   * newer version of the node wrote it or a migration was changed afterwards.
   *
   * @param rooms one class of each room that keeps migrations beside its code; the store's own are
   *     added
   */
  public static Store open(Path file, Collection<Class<?>> rooms) {
    return open(file, rooms, Map.of());
  }

  /**
   * Opens a file to be read only, beside a running node as well: no migration, nothing written.
   * Raises {@code INTERNAL} where that is not possible; {@link #write} does always.
   */
  public static Store openToRead(Path file) {
    if (Files.notExists(file)) {
      throw new TiscException(Reason.NOT_FOUND, "there is no store " + file);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return new Store(source, Optional.empty(), readers(source, true));
  }

  /** For tests: further pragmas of the writing connection, such as a page quota. */
  static Store open(Path file, Collection<Class<?>> rooms, Map<String, String> pragmas) {
    create(file);
    SQLiteDataSource source = source(file);
    migrate(source, rooms);
    StoreWriter writer;
    try {
      writer = new StoreWriter(connect(source, writing(pragmas)));
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
    writer.start();
    return new Store(source, Optional.of(writer), readers(source, false));
  }

  private static void create(Path file) {
    try {
      Files.createFile(file, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      // Opened again: its rights are the administrator's business.
      return;
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot create the store " + file + ": " + e, e);
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    // Nobody asks for them, and the driver would after each row.
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static void migrate(SQLiteDataSource source, Collection<Class<?>> rooms) {
    String[] locations =
        Stream.concat(Stream.of(Store.class), rooms.stream())
            .map(room -> "classpath:" + room.getPackageName().replace('.', '/'))
            .distinct()
            .toArray(String[]::new);
    try {
      // Rooms number their migrations independently, so an older number may arrive later.
      Flyway.configure()
          .dataSource(source)
          .locations(locations)
          .outOfOrder(true)
          .validateMigrationNaming(true)
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new TiscException(
          Reason.INCOMPATIBLE, "the store's tables cannot be brought up to date: " + e, e);
    }
  }

  private static Connection connect(SQLiteDataSource source, Map<String, String> pragmas)
      throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> pragma : pragmas.entrySet()) {
        statement.execute("PRAGMA " + pragma.getKey() + "=" + pragma.getValue());
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static Map<String, String> writing(Map<String, String> further) {
    Map<String, String> pragmas = new LinkedHashMap<>();
    pragmas.put("cache_size", String.valueOf(-WRITER_CACHE_KIB));
    pragmas.putAll(further);
    return pragmas;
  }

  private static HikariDataSource readers(SQLiteDataSource source, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setReadOnly(readOnly);
    config.setPoolName("store-readers");
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(BUSY_TIMEOUT_MILLIS);
    config.setConnectionInitSql("PRAGMA query_only=ON");
    return new HikariDataSource(config);
  }

  /**
   * Runs a unit of work and returns its result once it is on disk. Units run one after the other,
   * in the order of arrival, and share an fsync with those that wait beside them; what one does
   * wrong never touches another. Raises what the unit raises, {@code OUT_OF_SPACE} when the disk is
   * full, {@code BUSY} when too many wait, {@code SHUTTING_DOWN} after {@link #close}; the store is
   * then as before.
   */
  public <T> T write(Work<T> unit) {
    return writer
        .orElseThrow(
            () -> new TiscException(Reason.INTERNAL, "the store was opened to be read only"))
        .write(unit);
  }

  /**
   * Answers a question from one consistent state, which holds every write that returned before.
   * Never waits for writers; waits at most 5 s for one of the readers, then raises {@code BUSY}.
   */
  public <T> T read(Work<T> question) {
    try (Connection connection = readers.getConnection();
        Statements statements = new Statements(connection);
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      Tx tx = new Tx(statements);
      try {
        return question.run(tx);
      } finally {
        tx.end();
        statement.execute("ROLLBACK");
      }
    } catch (SQLTransientConnectionException e) {
      throw new TiscException(Reason.BUSY, "all readers of the node's store are in use", e);
    } catch (SQLException e) {
      if (readers.isClosed()) {
        throw new TiscException(Reason.SHUTTING_DOWN, "the node's store is closed", e);
      }
      throw SqlFailure.of(e);
    }
  }

  /**
   * Writes the state of one moment, which holds every write that returned before, into a new file
   * that the owner alone can read. Writing goes on meanwhile; blocks as long as the copying takes.
   * Raises {@code ALREADY_EXISTS} where there is a file, {@code OUT_OF_SPACE} when the disk is
   * full; what was written is removed then.
   */
  public void copyTo(Path file) {
    createNew(file);
    try (Connection connection = source.getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, file.toAbsolutePath().toString());
      copy.execute();
    } catch (SQLException e) {
      TiscException failure = SqlFailure.of(e);
      try {
        Files.deleteIfExists(file);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }

  private static void createNew(Path file) {
    try {
      Files.createFile(file, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      throw new TiscException(Reason.ALREADY_EXISTS, file + " exists", e);
    } catch (IOException e) {
      throw new TiscException(Reason.INTERNAL, "cannot create " + file + ": " + e, e);
    }
  }

  /**
   * Checks that a file is a whole database, without changing it. Raises {@code INTERNAL} where it
   * is not.
   */
  public static void check(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!found.next() || !"ok".equals(found.getString(1))) {
        throw new TiscException(Reason.INTERNAL, "the store " + file + " is damaged");
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  /** How many units wait behind the batch that is running; for watching. */
  public int waiting() {
    return writer.map(StoreWriter::waiting).orElse(0);
  }

  /** Finishes what waits and closes the file. Safe to repeat. */
  @Override
  public void close() {
    readers.close();
    writer.ifPresent(StoreWriter::close);
  }
}
