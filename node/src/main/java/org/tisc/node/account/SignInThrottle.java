package org.tisc.node.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Slows down guessing: from the fifth failure in a row on, the next attempt must wait 1 s, then 2
 * s, 4 s … up to a minute. Never longer, so that nobody can lock an administrator out. Counted per
 * account name, known or not, and per address. Who signed in from an address before is counted
 * apart from everybody else there, so that a stranger who keeps guessing does not take every turn.
 * Thread-safe.
 */
final class SignInThrottle {
  /** Failures that cost nothing. */
  static final int FREE_FAILURES = 5;

  /** Failures in a row that are worth an alert, and every multiple of it. */
  static final int ALERT_FAILURES = 20;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** Failures are forgotten after this long without another one. */
  private static final Duration MEMORY = Duration.ofHours(1);

  /** Names and addresses kept; the oldest makes room, so guessing many names costs no memory. */
  private static final int MAX_KEYS = 10_000;

  private final LongSupplier nanoTicker;
  private final Map<String, Failures> failures = new Bounded<>();
  private final Map<String, Boolean> familiar = new Bounded<>();

  private static final class Bounded<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_KEYS;
    }
  }

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
    Duration wait =
        longest(remaining(accountKey(account, address)), remaining(addressKey(address)));
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    count(accountKey(account, address));
    count(addressKey(address));
    return Optional.empty();
  }

  /**
   * Takes the attempt back and forgets the account's failures. Those of the address stay: else
   * somebody with an account of his own could go on guessing others.
   */
  synchronized void succeeded(String account, String address) {
    failures.remove(accountKey(account, address));
    takeBack(addressKey(address));
    familiar.remove(pair(account, address));
    familiar.put(pair(account, address), true);
  }

  /**
   * Takes the attempt back, and no more: the password was right, but the second factor is still to
   * come, and who knows only the password must not start anew with each guess.
   */
  synchronized void passed(String account, String address) {
    takeBack(accountKey(account, address));
    takeBack(addressKey(address));
  }

  /** The failures in a row of the account or the address, whichever has more. */
  synchronized int failures(String account, String address) {
    return Math.max(counted(accountKey(account, address)), counted(addressKey(address)));
  }

  private String accountKey(String account, String address) {
    if (!AccountRules.isName(account)) {
      // What is nobody's name may be long; one count for all of them.
      return "account ?";
    }
    String pair = pair(account, address);
    return familiar.containsKey(pair) ? pair : "account " + account;
  }

  private static String pair(String account, String address) {
    return "account " + account + " at " + address;
  }

  private static String addressKey(String address) {
    return "address " + address;
  }

  private void count(String key) {
    Failures before = failures.remove(key);
    int earlier = before == null || age(before).compareTo(MEMORY) > 0 ? 0 : before.count();
    failures.put(key, new Failures(earlier + 1, nanoTicker.getAsLong()));
  }

  /** As if the attempt had not been made: the wait before it was served, so none follows. */
  private void takeBack(String key) {
    long served = nanoTicker.getAsLong() - LONGEST_WAIT.toNanos();
    failures.computeIfPresent(
        key,
        (same, before) -> before.count() <= 1 ? null : new Failures(before.count() - 1, served));
  }

  private int counted(String key) {
    Failures known = failures.get(key);
    return known == null ? 0 : known.count();
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
