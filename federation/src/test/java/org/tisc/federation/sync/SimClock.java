package org.tisc.federation.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when told to. */
final class SimClock implements InstantSource {
  private static final Instant BEGIN = Instant.parse("2026-03-01T08:00:00Z");

  private long nanos;

  long nanos() {
    return nanos;
  }

  void to(long later) {
    nanos = Math.max(nanos, later);
  }

  void advance(Duration by) {
    nanos += by.toNanos();
  }

  @Override
  public Instant instant() {
    return BEGIN.plusNanos(nanos);
  }
}
