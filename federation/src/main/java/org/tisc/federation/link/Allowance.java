package org.tisc.federation.link;

/** So many a second on average, and some at once: a token bucket. Used under its owner's lock. */
final class Allowance {
  private static final double NANOS = 1_000_000_000.0;

  private final double perSecond;
  private final double most;
  private double left;
  private long at;

  Allowance(double perSecond, double most, long nanos) {
    this.perSecond = perSecond;
    this.most = most;
    this.left = most;
    this.at = nanos;
  }

  /** Takes one; false when none is left. */
  boolean take(long nanos) {
    refill(nanos);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Takes one, on credit if need be; how long to wait until it is paid for. */
  long takeLater(long nanos) {
    refill(nanos);
    left--;
    return left >= 0 ? 0 : (long) (-left / perSecond * NANOS);
  }

  private void refill(long nanos) {
    left = Math.min(most, left + (nanos - at) / NANOS * perSecond);
    at = nanos;
  }
}
