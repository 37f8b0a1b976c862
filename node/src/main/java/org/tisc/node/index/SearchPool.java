package org.tisc.node.index;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.SearchLoad;
import org.tisc.federation.search.WorkBudget;

/**
 * A small fixed number of platform threads that search. They are never interrupted. A caller whose
 * budget ends, or who is interrupted, goes on at once; its tasks see an exhausted budget and stop
 * soon after.
 */
final class SearchPool implements AutoCloseable {
  /** Waiting tasks; far more than can be answered in a deadline, so above it BUSY is honest. */
  private static final int MAX_WAITING = 1_000;

  /** How often a waiting caller looks at its budget. */
  private static final long LOOK_MILLIS = 20;

  private static final long STOP_SECONDS = 10;

  private static final ThreadMXBean PROCESSOR_TIME = ManagementFactory.getThreadMXBean();

  private final ThreadPoolExecutor threads;
  private final LongAdder visited = new LongAdder();

  SearchPool(int size) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            work -> {
              Thread thread = new Thread(work, "index-search-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs one task for each of the inputs and returns their results in the same order. Raises what a
   * task raised first in that order, TIMED_OUT when the budget ends, CANCELLED when the caller is
   * interrupted, BUSY when too much waits, SHUTTING_DOWN after close.
   *
   * @param task gets the input, and a budget that also ends when the caller has gone on
   */
  <A, B> List<B> each(List<A> inputs, WorkBudget budget, Function<Input<A>, B> task) {
    AtomicBoolean left = new AtomicBoolean();
    WorkBudget shared = () -> left.get() || budget.exhausted();
    List<FutureTask<B>> running = new ArrayList<>();
    try {
      for (A input : inputs) {
        Callable<B> call =
            () -> {
              requireTime(shared);
              long before = PROCESSOR_TIME.getCurrentThreadCpuTime();
              try {
                return task.apply(new Input<>(input, shared, visited));
              } finally {
                budget.spent(PROCESSOR_TIME.getCurrentThreadCpuTime() - before);
              }
            };
        FutureTask<B> future = new FutureTask<>(call);
        threads.execute(future);
        running.add(future);
      }
      List<B> results = new ArrayList<>();
      for (FutureTask<B> future : running) {
        results.add(await(future, budget));
      }
      return results;
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? new TiscException(Reason.SHUTTING_DOWN, "The index is closing", e)
          : new TiscException(Reason.BUSY, MAX_WAITING + " searches are waiting already", e);
    } finally {
      left.set(true);
      running.forEach(threads::remove);
    }
  }

  /**
   * One input of a task.
   *
   * @param budget when to stop
   * @param visited counts the documents that were looked at
   */
  record Input<A>(A value, WorkBudget budget, LongAdder visited) {}

  /** How much is and was searched. */
  SearchLoad load() {
    return new SearchLoad(visited.sum(), threads.getActiveCount(), threads.getQueue().size());
  }

  /** Raises TIMED_OUT when the budget is exhausted. */
  static void requireTime(WorkBudget budget) {
    if (budget.exhausted()) {
      throw new TiscException(Reason.TIMED_OUT, "The time for this search is over");
    }
  }

  private static <B> B await(Future<B> future, WorkBudget budget) {
    while (true) {
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        requireTime(budget);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TiscException(Reason.CANCELLED, "The caller of a search gave up", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TiscException known) {
          throw known;
        }
        throw new TiscException(Reason.INTERNAL, "A search failed", e);
      }
    }
  }

  /** Refuses new work and waits, 10 seconds at most, for what runs. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        threads.getQueue().clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
