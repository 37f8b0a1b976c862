package org.tisc.node.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * The federation's documents of a node's store, to be looked at without opening the store as a node
 * does: no migration, nothing written, beside a running node as well. Used by one thread; the
 * caller closes it.
 */
public final class StoredState implements StateStore, AutoCloseable {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private final Connection connection;
  private final Statements statements;

  private StoredState(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
  }

  /** Opens the file. Raises INTERNAL where that is not possible. */
  public static StoredState open(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      return new StoredState(source.getConnection());
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  @Override
  public Optional<StateDocument> read(String kind, String id) {
    return new Tx(statements)
        .first(
            "SELECT kind, id, revision, content FROM state_documents WHERE kind = ? AND id = ?",
            SqliteStateStore::document,
            kind,
            id);
  }

  @Override
  public List<StateDocument> list(String kind) {
    return new Tx(statements)
        .query(
            "SELECT kind, id, revision, content FROM state_documents WHERE kind = ? ORDER BY id",
            SqliteStateStore::document,
            kind);
  }

  @Override
  public StateDocument write(String kind, String id, long expectedRevision, ByteString content) {
    throw readOnly();
  }

  @Override
  public void delete(String kind, String id, long expectedRevision) {
    throw readOnly();
  }

  private static TiscException readOnly() {
    return new TiscException(Reason.INTERNAL, "the store was opened to be looked at only");
  }

  @Override
  public void close() {
    try {
      statements.close();
      connection.close();
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }
}
