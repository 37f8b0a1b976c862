package org.tisc.federation.search;

import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;

/**
 * One query to be answered as if the scope were one index.
 *
 * @param requestId stands in logs, never in what peers see
 * @param query analysed by the asking node
 * @param kinds only collections of these kinds; empty for all
 * @param collections only collections of these names, on whichever node; empty for all
 * @param size how many hits, 0 to {@value #MAX_SIZE}; 0 asks for counts and coverage alone
 * @param timeout for the whole answer, 50 ms to 60 s
 * @param abandoned true once nobody waits for the answer; asked often, from any thread
 */
public record SearchQuestion(
    String requestId,
    SearchScope scope,
    CanonicalQuery query,
    Set<String> kinds,
    Set<String> collections,
    int size,
    Duration timeout,
    BooleanSupplier abandoned) {
  /** The most hits one answer holds. */
  public static final int MAX_SIZE = 1_000;

  /** How deep a list is told, page by page or at once; the same at every node. */
  public static final int MAX_DEPTH = 50_000;

  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  public SearchQuestion {
    kinds = Set.copyOf(kinds);
    collections = Set.copyOf(collections);
    if (size < 0 || size > MAX_SIZE) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "size is 0 to " + MAX_SIZE + "; not: " + size);
    }
    requireTimeout(timeout);
  }

  /** The same question of another query. */
  SearchQuestion of(CanonicalQuery other) {
    return new SearchQuestion(
        requestId, scope, other, kinds, collections, size, timeout, abandoned);
  }

  /** The same question as nobody's: it holds on to nothing of whoever waits for the answer. */
  SearchQuestion detached() {
    return new SearchQuestion(
        requestId, scope, query, kinds, collections, size, timeout, () -> false);
  }

  /** Raises INVALID_ARGUMENT for a timeout that no question may have. */
  static void requireTimeout(Duration timeout) {
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "timeoutMillis is 50 to 60000; not: " + timeout.toMillis());
    }
  }
}
