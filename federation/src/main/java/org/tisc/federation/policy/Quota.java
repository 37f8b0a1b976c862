package org.tisc.federation.policy;

import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * How much one rule permits each peer; every peer has the whole of it for itself.
 *
 * @param perMinute requests of each kind in one minute, 1 to {@value #MOST_PER_MINUTE}: a query is
 *     one request of each of its rounds, a fetched document is one
 * @param bulkPerDay documents in one day taken in bulk, as {@link Bulk} counts them, 1 to {@value
 *     #MOST_PER_DAY}
 */
public record Quota(Optional<Integer> perMinute, Optional<Long> bulkPerDay) {
  /** No limit. */
  public static final Quota NONE = new Quota(Optional.empty(), Optional.empty());

  private static final int MOST_PER_MINUTE = 100_000;
  private static final long MOST_PER_DAY = 1_000_000_000;

  public Quota {
    perMinute.ifPresent(requests -> within("requests a minute", requests, MOST_PER_MINUTE));
    bulkPerDay.ifPresent(documents -> within("documents a day", documents, MOST_PER_DAY));
  }

  private static void within(String what, long value, long most) {
    if (value < 1 || value > most) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A quota of " + what + " is 1 to " + most + "; not: " + value);
    }
  }
}
