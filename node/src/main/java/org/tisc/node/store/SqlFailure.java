package org.tisc.node.store;

import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The border of JDBC: what its exceptions mean to us. Messages of SQLite never hold values. */
final class SqlFailure {
  private static final int PRIMARY_CODE = 0xff;

  /** Failures of the file or its disk, after which the transaction may be gone. */
  private static final Set<Integer> OF_THE_FILE =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL.code,
          SQLiteErrorCode.SQLITE_IOERR.code,
          SQLiteErrorCode.SQLITE_NOMEM.code,
          SQLiteErrorCode.SQLITE_BUSY.code,
          SQLiteErrorCode.SQLITE_LOCKED.code,
          SQLiteErrorCode.SQLITE_INTERRUPT.code,
          SQLiteErrorCode.SQLITE_CORRUPT.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code,
          SQLiteErrorCode.SQLITE_READONLY.code);

  private SqlFailure() {}

  /** Whether it is no statement that failed but the file, so that all of the unit is in doubt. */
  static boolean ofTheFile(Throwable failure) {
    return failure.getCause() instanceof SQLException e
        && OF_THE_FILE.contains(e.getErrorCode() & PRIMARY_CODE);
  }

  static TiscException of(SQLException e) {
    if ((e.getErrorCode() & PRIMARY_CODE) == SQLiteErrorCode.SQLITE_FULL.code) {
      return new TiscException(
          Reason.OUT_OF_SPACE, "the disk or the quota of the node's store is full", e);
    }
    return new TiscException(Reason.INTERNAL, "the node's store failed: " + e.getMessage(), e);
  }
}
