package org.tisc.federation.link;

import java.time.Duration;

/**
 * When calls to a peer are failed at once because the last ones only cost time.
 *
 * @param failures so many in a row, and
 * @param over spread over at least this long, open the breaker
 * @param costly a failure counts when it took at least this long: one that fails at once costs
 *     nobody anything, and a peer that came back must be there in the very next call
 * @param slow an answered call that took this long counts like a failure
 * @param firstBan how long the breaker stays open the first time; doubles until a call succeeds
 * @param maxBan the longest ban
 */
public record BreakerLimits(
    int failures,
    Duration over,
    Duration costly,
    Duration slow,
    Duration firstBan,
    Duration maxBan) {
  /** The limits of a node in service. */
  public static BreakerLimits defaults() {
    return new BreakerLimits(
        8,
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60));
  }
}
