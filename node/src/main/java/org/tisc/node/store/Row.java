package org.tisc.node.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a question; valid only while its reader runs. Columns are named as the
 * statement names them. Reading NULL by a method without {@code optional} in its name is a mistake
 * of ours and raises {@code IllegalStateException}.
 */
public final class Row {
  private final ResultSet rows;

  Row(ResultSet rows) {
    this.rows = rows;
  }

  private interface Reading<T> {
    @Nullable T from(ResultSet rows) throws SQLException;
  }

  /** A column of text. */
  public String text(String column) {
    return present(column, optionalText(column));
  }

  /** A column of text that may be NULL. */
  public Optional<String> optionalText(String column) {
    return read(row -> row.getString(column));
  }

  /** A column of whole numbers. */
  public long number(String column) {
    return present(column, optionalNumber(column));
  }

  /** A column of whole numbers that may be NULL. */
  public Optional<Long> optionalNumber(String column) {
    return read(
        row -> {
          long number = row.getLong(column);
          return row.wasNull() ? null : number;
        });
  }

  /** A column that holds 0 or 1. */
  public boolean fact(String column) {
    return number(column) != 0;
  }

  /** A column of times as {@link Tx} binds them. */
  public Instant instant(String column) {
    return present(column, optionalInstant(column));
  }

  /** A column of times that may be NULL. */
  public Optional<Instant> optionalInstant(String column) {
    return optionalText(column).map(StoredTime::parse);
  }

  /** A column of bytes. */
  public byte[] bytes(String column) {
    return present(column, read(row -> row.getBytes(column)));
  }

  /** A column of bytes that may be NULL. */
  public Optional<byte[]> optionalBytes(String column) {
    return read(row -> row.getBytes(column));
  }

  private <T> Optional<T> read(Reading<T> reading) {
    try {
      return Optional.ofNullable(reading.from(rows));
    } catch (SQLException e) {
      throw SqlFailure.of(e);
    }
  }

  private static <T> T present(String column, Optional<T> value) {
    return value.orElseThrow(() -> new IllegalStateException("column " + column + " is NULL"));
  }
}
