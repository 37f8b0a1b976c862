package org.tisc.federation.search;

import java.time.Duration;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What one peer may take of a node's searching, so that the others and the own staff get theirs. A
 * peer that took more waits until its share has grown again.
 *
 * @param perSecond processor time a second, in the long run; at least 1 ms
 * @param burst how much may be taken at once, after nothing was for a while; at least perSecond
 * @param callsAtOnce calls that run at the same time, at least 1
 */
public record SearchShare(Duration perSecond, Duration burst, int callsAtOnce) {
  /** For tests of something else: nobody is ever held back. */
  public static final SearchShare UNLIMITED =
      new SearchShare(Duration.ofDays(1), Duration.ofDays(1), Integer.MAX_VALUE);

  public SearchShare {
    if (perSecond.toMillis() < 1 || burst.compareTo(perSecond) < 0 || callsAtOnce < 1) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A share of searching is at least 1 ms a second, a burst of no less, and one call; not: "
              + "%s, %s, %d".formatted(perSecond, burst, callsAtOnce));
    }
  }
}
