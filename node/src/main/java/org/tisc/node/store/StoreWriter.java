package org.tisc.node.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The one thread that writes, and its queue. */
final class StoreWriter implements AutoCloseable {
  /*
   * Everything that waits is run in one transaction, each unit between a savepoint and its release,
   * and one COMMIT (one fsync) settles them all. A unit that throws is rolled back to its savepoint
   * and fails alone. SQLite may answer a full disk or an I/O error by rolling back the whole
   * transaction, and the COMMIT itself may fail; then the units of the batch are innocent until
   * proven guilty: each is run again in a transaction of its own. That is why a unit may run twice,
   * and why nobody is told "done" before the COMMIT that holds it.
   *
   * It is a platform thread because JDBC calls into SQLite hold their carrier.
   */
  private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

  /** Units in one transaction: enough to share an fsync, few enough to bound the wait. */
  private static final int MAX_BATCH = 256;

  /** Units that may wait; more callers than that are turned away. */
  private static final int MAX_WAITING = 10_000;

  private final Connection connection;
  private final Statements statements;
  private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);

  /** Stands behind the last unit when the store closes; never run. */
  private final Unit<Boolean> end = new Unit<>(_ -> Boolean.TRUE);

  private final Thread thread;
  private final Object gate = new Object();
  private boolean closing;

  /** A unit with its outcome, known to the caller only after the commit. */
  private static final class Unit<T> {
    private final Work<T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private @Nullable T result;

    Unit(Work<T> work) {
      this.work = work;
    }

    void run(Tx tx) {
      result = work.run(tx);
      tx.failure()
          .ifPresent(
              failure -> {
                throw failure;
              });
    }

    void succeed() {
      T value = result;
      if (value == null) {
        outcome.completeExceptionally(new IllegalStateException("a unit returned null"));
      } else {
        outcome.complete(value);
      }
    }

    void fail(Throwable failure) {
      outcome.completeExceptionally(failure);
    }
  }

  StoreWriter(Connection connection) {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.thread = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::serve);
  }

  void start() {
    thread.start();
  }

  <T> T write(Work<T> work) {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a unit of work must not write through the store again");
    }
    Unit<T> unit = new Unit<>(work);
    synchronized (gate) {
      if (closing) {
        throw new TiscException(Reason.SHUTTING_DOWN, "the node's store is closing");
      }
      if (!queue.offer(unit)) {
        throw new TiscException(
            Reason.BUSY, "more than " + MAX_WAITING + " writes wait for the node's store");
      }
    }
    return await(unit.outcome);
  }

  /** Waits on through interruption: the unit will be settled, and the caller must know how. */
  private static <T> T await(CompletableFuture<T> outcome) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return outcome.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw raised(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException raised(@Nullable Throwable cause) {
    return switch (cause) {
      case Error error -> throw error;
      case RuntimeException exception -> exception;
      case null, default -> new IllegalStateException("a unit of work failed", cause);
    };
  }

  private void serve() {
    List<Unit<?>> batch = new ArrayList<>();
    boolean last = false;
    while (!last) {
      batch.clear();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt the writer: it would end in the middle of a unit.
        LOG.warn("the store's writer was interrupted and goes on");
      }
      queue.drainTo(batch, MAX_BATCH - batch.size());
      last = batch.remove(end);
      if (batch.isEmpty()) {
        continue;
      }
      try {
        commit(batch);
      } catch (RuntimeException | Error e) {
        LOG.error("the store's writer met a mistake of ours", e);
        batch.forEach(unit -> unit.fail(e));
      }
    }
  }

  private void commit(List<Unit<?>> batch) {
    try {
      execute("BEGIN IMMEDIATE");
      List<Unit<?>> done = new ArrayList<>();
      for (Unit<?> unit : batch) {
        execute("SAVEPOINT unit");
        try {
          attempt(unit);
          execute("RELEASE unit");
          done.add(unit);
        } catch (RuntimeException | Error e) {
          if (batch.size() == 1) {
            rollBack();
            unit.fail(e);
            return;
          }
          execute("ROLLBACK TO unit");
          execute("RELEASE unit");
          unit.fail(e);
        }
      }
      execute("COMMIT");
      done.forEach(Unit::succeed);
    } catch (SQLException e) {
      rollBack();
      TiscException failure = SqlFailure.of(e);
      List<Unit<?>> unsettled = batch.stream().filter(unit -> !unit.outcome.isDone()).toList();
      if (batch.size() == 1) {
        unsettled.forEach(unit -> unit.fail(failure));
      } else {
        unsettled.forEach(unit -> commit(List.of(unit)));
      }
    }
  }

  private void attempt(Unit<?> unit) {
    Tx tx = new Tx(statements);
    try {
      unit.run(tx);
    } finally {
      tx.end();
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite had ended the transaction itself.
      LOG.debug("nothing to roll back", e);
    }
  }

  private void execute(String sql) throws SQLException {
    PreparedStatement statement = statements.take(sql);
    try {
      statement.execute();
    } catch (SQLException e) {
      // It says the same failure again when it is reset; nobody uses it any more.
      try (statement) {
        throw e;
      }
    }
    statements.giveBack(sql, statement);
  }

  /** How many units wait behind the batch that is running. */
  int waiting() {
    return queue.size();
  }

  /** Refuses new units, finishes those that wait, and closes the connection. Safe to repeat. */
  @Override
  public void close() {
    boolean first;
    synchronized (gate) {
      first = !closing;
      closing = true;
    }
    boolean interrupted = false;
    while (first || thread.isAlive()) {
      try {
        if (first) {
          queue.put(end);
          first = false;
        }
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      statements.close();
      connection.close();
    } catch (SQLException e) {
      LOG.warn("closing the store: {}", e.getMessage());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
