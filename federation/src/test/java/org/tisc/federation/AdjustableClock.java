package org.tisc.federation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Real time, moved by an offset that a test can change. */
public final class AdjustableClock implements InstantSource {
  private volatile Duration offset = Duration.ZERO;

  /** Moves the clock forward. */
  public void advance(Duration by) {
    offset = offset.plus(by);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset);
  }
}
