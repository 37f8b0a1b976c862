package org.tisc.node.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepared statements of one connection that are kept for use again, as preparing costs more than
 * running one. Used by one thread at a time.
 */
final class Statements implements AutoCloseable {
  /** More than all units together have; whoever makes up texts as it goes loses the oldest. */
  private static final int MAX_IDLE = 128;

  private final Connection connection;
  // In the order in which they were given back.
  private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** A statement that is in nobody's hands: one that was used before, or a new one. */
  PreparedStatement take(String sql) throws SQLException {
    PreparedStatement kept = idle.remove(sql);
    return kept == null ? connection.prepareStatement(sql) : kept;
  }

  /** Takes a statement back that did not fail. */
  void giveBack(String sql, PreparedStatement statement) throws SQLException {
    statement.clearParameters();
    if (idle.putIfAbsent(sql, statement) != null) {
      statement.close();
    } else if (idle.size() > MAX_IDLE) {
      String oldest = idle.keySet().iterator().next();
      PreparedStatement unused = idle.remove(oldest);
      if (unused != null) {
        unused.close();
      }
    }
  }

  /** Closes all that is in nobody's hands. */
  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : idle.values()) {
      statement.close();
    }
    idle.clear();
  }
}
