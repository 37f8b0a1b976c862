package org.tisc.node.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Slows down guessing: from the fifth failure in a row on, the next attempt must wait 1 s, then 2
 * s, 4 s … up to a minute. Never longer, so that nobody can lock an administrator out. Counted per
 * account name, known or not, and per address. Thread-safe.
 */
final class SignInThrottle {
  private static final int FREE_FAILURES = 5;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Failures are forgotten after this long without another one. */
  private static final Duration MEMORY = Duration.ofHours(1);

  /** Names and addresses kept; the oldest makes room, so guessing many names costs no memory. */
  private static final int MAX_KEYS = 10_000;

  private final LongSupplier nanoTicker;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private record Failures(int count, long lastNanos) {}

  SignInThrottle(LongSupplier nanoTicker) {
    this.nanoTicker = nanoTicker;
  }

  /**
   * Asks to make an attempt. Empty when it may be made now; it then counts as failed until {@link
   * #succeeded}, so that attempts made at once do not slip through together. Else how long it must
   * still wait; such an attempt does not count.
   */
  synchronized Optional<Duration> attempt(String account, String address) {
    Duration wait = longest(remaining("account " + account), remaining("address " + address));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    count("account " + account);
    count("address " + address);
    return Optional.empty();
  }

  /**
   * Takes the attempt back and forgets the account's failures. Those of the address stay: else
   * somebody with an account of his own could go on guessing others.
   */
  synchronized void succeeded(String account, String address) {
    failures.remove("account " + account);
    failures.computeIfPresent(
        "address " + address,
        (key, before) ->
            before.count() <= 1 ? null : new Failures(before.count() - 1, before.lastNanos()));
  }

  private void count(String key) {
    Failures before = failures.remove(key);
    int earlier = before == null || age(before).compareTo(MEMORY) > 0 ? 0 : before.count();
    failures.put(key, new Failures(earlier + 1, nanoTicker.getAsLong()));
  }

  private Duration remaining(String key) {
    Failures known = failures.get(key);
    if (known == null || known.count() < FREE_FAILURES) {
      return Duration.ZERO;
    }
    int doublings = Math.min(known.count() - FREE_FAILURES, 10);
    Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
    Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    return bounded.minus(age(known));
  }

  private Duration age(Failures known) {
    return Duration.ofNanos(nanoTicker.getAsLong() - known.lastNanos());
  }

  private static Duration longest(Duration left, Duration right) {
    return left.compareTo(right) > 0 ? left : right;
  }
}
