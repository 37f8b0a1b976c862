package org.tisc.federation.link;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Fails calls to one peer at once while the last ones only cost time. Opens after failures in a row
 * that took long; each opening without a success between bans for twice as long; after the ban one
 * call tries. Any sign of life of the peer ends the ban at once, on probation: the next costly
 * failure opens it again. Thread-safe.
 */
final class Breaker {
  // What a peer needs to show that it is back when a call and its sign of life cross.
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final BreakerLimits limits;
  private final LongSupplier nanoClock;
  private int failures;
  private long firstFailure;
  private BreakerState state = BreakerState.CLOSED;
  private long openUntil;
  private long ban;
  private boolean probing;

  Breaker(BreakerLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /** One call that may be tried; says once how it ended. */
  final class Ticket {
    private final boolean probe;
    private final long begun = nanoClock.getAsLong();
    private boolean used;

    private Ticket(boolean probe) {
      this.probe = probe;
    }

    /** The peer gave an answer, be it a refusal. */
    void answered() {
      ended(true, true);
    }

    /** It gave none. */
    void failed() {
      ended(false, true);
    }

    /** The caller did not want to wait any longer; counts as a failure once it had waited long. */
    void abandoned() {
      ended(false, false);
    }

    private void ended(boolean answered, boolean decides) {
      synchronized (Breaker.this) {
        if (!used) {
          used = true;
          count(answered, decides, probe, nanoClock.getAsLong() - begun);
        }
      }
    }
  }

  /** A call that may be tried now, or none. */
  synchronized Optional<Ticket> admit() {
    if (state == BreakerState.CLOSED) {
      return Optional.of(new Ticket(false));
    }
    if (!probing && nanoClock.getAsLong() - openUntil >= 0) {
      state = BreakerState.HALF_OPEN;
      probing = true;
      return Optional.of(new Ticket(true));
    }
    return Optional.empty();
  }

  /**
   * As {@link #admit}, but gives a sign of life a quarter of a second to arrive, so that a peer
   * that goes on is in the very next query. Blocks for no longer; for virtual threads.
   */
  synchronized Optional<Ticket> admitOrWait() {
    long end = System.nanoTime() + GRACE_NANOS;
    Optional<Ticket> ticket = admit();
    while (ticket.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return ticket;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ticket;
      }
      ticket = admit();
    }
    return ticket;
  }

  /** The peer was heard from. */
  synchronized void signOfLife() {
    if (state != BreakerState.CLOSED) {
      close(limits.failures() - 1);
    }
  }

  synchronized BreakerState state() {
    return state == BreakerState.OPEN && nanoClock.getAsLong() - openUntil >= 0
        ? BreakerState.HALF_OPEN
        : state;
  }

  private void count(boolean answered, boolean decides, boolean probe, long took) {
    boolean current = probe && state == BreakerState.HALF_OPEN;
    if (current) {
      probing = false;
    }
    if (answered && took < limits.slow().toNanos()) {
      close(0);
      ban = 0;
      return;
    }
    boolean costly = took >= limits.costly().toNanos();
    if (!costly && !(current && decides)) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (failures == 0) {
      firstFailure = now;
    }
    failures = Math.min(failures + 1, limits.failures());
    boolean enough =
        failures >= limits.failures() && (ban > 0 || now - firstFailure >= limits.over().toNanos());
    if (current || (state == BreakerState.CLOSED && enough)) {
      ban = ban == 0 ? limits.firstBan().toNanos() : Math.min(ban * 2, limits.maxBan().toNanos());
      openUntil = now + ban;
      state = BreakerState.OPEN;
    }
  }

  private void close(int suspicion) {
    state = BreakerState.CLOSED;
    probing = false;
    failures = suspicion;
    notifyAll();
  }
}
