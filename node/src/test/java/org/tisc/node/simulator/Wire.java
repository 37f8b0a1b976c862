package org.tisc.node.simulator;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of all lines: lets something arrive at a moment. Thread-safe. */
final class Wire implements AutoCloseable {
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("simulated-wire").factory());

  Wire() {
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Does it at that moment of System::nanoTime, on the caller's thread where that is over. */
  void at(long nanos, Runnable arrival) {
    long left = nanos - System.nanoTime();
    if (left <= 0) {
      arrival.run();
    } else if (!clock.isShutdown()) {
      ScheduledFuture<?> _ = clock.schedule(arrival, left, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
