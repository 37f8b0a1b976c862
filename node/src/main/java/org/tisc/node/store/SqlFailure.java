package org.tisc.node.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The border of JDBC: what its exceptions mean to us. Messages of SQLite never hold values. */
final class SqlFailure {
  private static final int PRIMARY_CODE = 0xff;

  private SqlFailure() {}

  static TiscException of(SQLException e) {
    if ((e.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_FULL.code) {
      return new TiscException(
          Reason.OUT_OF_SPACE, "the disk or the quota of the node's store is full", e);
    }
    return new TiscException(Reason.INTERNAL, "the node's store failed: " + e.getMessage(), e);
  }
}
