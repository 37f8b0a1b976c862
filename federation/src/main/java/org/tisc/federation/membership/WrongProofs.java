package org.tisc.federation.membership;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Slows down whoever guesses: ten wrong proofs from one address within a minute close the door to
 * that address for the rest of the minute. Per address, so that a guesser does not lock others out.
 */
final class WrongProofs {
  static final int MAX = 10;
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_ADDRESSES = 1000;

  private record Count(long since, int wrong) {}

  private final Map<String, Count> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /** Raises BUSY while the address has used up its attempts. */
  synchronized void require(String address) {
    Count count = counts.get(address);
    if (count != null && fresh(count) && count.wrong() >= MAX) {
      throw new TiscException(
          Reason.BUSY, "Too many wrong invitations from " + address + "; try again in a minute");
    }
  }

  synchronized void count(String address) {
    Count before = counts.get(address);
    counts.put(
        address,
        before == null || !fresh(before)
            ? new Count(System.nanoTime(), 1)
            : new Count(before.since(), before.wrong() + 1));
  }

  private static boolean fresh(Count count) {
    return System.nanoTime() - count.since() < WINDOW_NANOS;
  }
}
