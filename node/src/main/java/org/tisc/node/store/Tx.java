package org.tisc.node.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one unit of work. Used by the thread that runs the unit, inside it only. Values
 * are bound, never pasted into the text: {@code String}, {@code Integer}, {@code Long}, {@code
 * Double}, {@code Boolean} (0 or 1), {@code Instant} (text, RFC 3339 in UTC, always nine digits of
 * fraction, so that its order is that of time), {@code byte[]}, enums (their name) and {@code
 * Optional} of these, whose absence is NULL.
 *
 * <p>A failing statement raises {@code OUT_OF_SPACE} when the disk is full, else {@code INTERNAL},
 * and the unit can not go on: it fails even if it catches that.
 */
public final class Tx {
  private final Statements statements;
  private @Nullable RuntimeException failure;
  private boolean over;

  /** A unit on a connection whose statements its owner keeps and closes. */
  Tx(Statements statements) {
    this.statements = statements;
  }

  /** Runs a statement that changes rows, and returns how many. */
  public int update(String sql, Object... values) {
    return run(sql, values, PreparedStatement::executeUpdate);
  }

  /** All rows of a question in its order. The caller bounds their number with LIMIT. */
  public <T> List<T> query(String sql, Function<Row, T> reader, Object... values) {
    return run(
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            Row row = new Row(rows);
            List<T> found = new ArrayList<>();
            while (rows.next()) {
              found.add(reader.apply(row));
            }
            return found;
          }
        });
  }

  /** The first row of a question, or empty when there is none. */
  public <T> Optional<T> first(String sql, Function<Row, T> reader, Object... values) {
    return query(sql, reader, values).stream().findFirst();
  }

  /**
   * Runs a part of this unit that is undone alone when it raises something or one of its statements
   * fails; the unit goes on either way. Not for parts of parts.
   *
   * @return what undid it; a failure of the file itself, such as a full disk, is raised instead
   */
  public Optional<Throwable> attempt(Consumer<Tx> part) {
    int _ = update("SAVEPOINT part");
    Tx inner = new Tx(statements);
    Throwable raised;
    try {
      part.accept(inner);
      raised = inner.failure;
    } catch (RuntimeException | StackOverflowError e) {
      raised = inner.failure == null ? e : inner.failure;
    } finally {
      inner.end();
    }
    if (raised == null) {
      int _ = update("RELEASE part");
      return Optional.empty();
    }
    if (SqlFailure.ofTheFile(raised) && raised instanceof RuntimeException spoiled) {
      failure = spoiled;
      throw spoiled;
    }
    int _ = update("ROLLBACK TO part");
    int _ = update("RELEASE part");
    return Optional.of(raised);
  }

  /** The failure that spoiled this unit, if any statement failed. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Ends the unit's use of the connection. */
  void end() {
    over = true;
  }

  private interface Execution<T> {
    T on(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Object[] values, Execution<T> execution) {
    if (over) {
      throw new IllegalStateException("the unit of this Tx is over");
    }
    if (failure != null) {
      throw new IllegalStateException("an earlier statement of this unit failed", failure);
    }
    try {
      PreparedStatement statement = statements.take(sql);
      T result;
      try {
        for (int i = 0; i < values.length; i++) {
          bind(statement, i + 1, values[i]);
        }
        result = execution.on(statement);
      } catch (SQLException | RuntimeException e) {
        // It says the same failure again when it is reset; nobody uses it any more.
        try (statement) {
          throw e;
        }
      }
      statements.giveBack(sql, statement);
      return result;
    } catch (SQLException e) {
      RuntimeException raised = SqlFailure.of(e);
      failure = raised;
      throw raised;
    }
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case Optional<?> optional when optional.isEmpty() -> statement.setObject(index, null);
      case Optional<?> optional -> bind(statement, index, optional.orElseThrow());
      case String text -> statement.setString(index, text);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean fact -> statement.setInt(index, fact ? 1 : 0);
      case Instant instant -> statement.setString(index, StoredTime.format(instant));
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Enum<?> constant -> statement.setString(index, constant.name());
      default ->
          throw new IllegalArgumentException("cannot bind a " + value.getClass().getSimpleName());
    }
  }
}
