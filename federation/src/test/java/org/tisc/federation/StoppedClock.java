package org.tisc.federation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that only a test moves. */
public final class StoppedClock implements InstantSource {
  private volatile Instant now;

  /** A clock that shows this moment. */
  public StoppedClock(Instant now) {
    this.now = now;
  }

  /** Moves the clock forward. */
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
