package org.tisc.federation.membership;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Repeats the upkeep of memberships once a minute at least, with jitter, until closed. */
public final class RosterRounds implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(60);

  private final Memberships memberships;
  private final ScheduledExecutorService timers;
  private @Nullable Future<?> next;
  private boolean closed;

  /** Rounds that are not running yet. */
  public RosterRounds(Memberships memberships, ScheduledExecutorService timers) {
    this.memberships = memberships;
    this.timers = timers;
  }

  /** Plans the next round. */
  public synchronized void start() {
    if (closed) {
      return;
    }
    long millis = (long) (EVERY.toMillis() * ThreadLocalRandom.current().nextDouble(0.7, 1.0));
    try {
      next =
          timers.schedule(
              () -> Thread.ofVirtual().name("roster-round").start(this::round),
              millis,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      closed = true;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  private void round() {
    try {
      memberships.upkeep();
    } finally {
      start();
    }
  }
}
