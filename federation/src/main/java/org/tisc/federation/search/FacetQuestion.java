package org.tisc.federation.search;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;

/**
 * Asks how many distinct documents in scope match, and how they divide.
 *
 * @param requestId stands in logs, never in what peers see
 * @param kinds only collections of these kinds; empty for all
 * @param collections only collections of these names; empty for all
 * @param facets by which fields; may be none
 * @param most how many values of each facet are wanted, 1 to {@value #MAX_VALUES}
 * @param timeout for the whole answer, 50 ms to 60 s
 * @param abandoned true once nobody waits for the answer; asked often, from any thread
 */
public record FacetQuestion(
    String requestId,
    SearchScope scope,
    CanonicalQuery query,
    Set<String> kinds,
    Set<String> collections,
    List<Facet> facets,
    int most,
    Duration timeout,
    BooleanSupplier abandoned) {
  /** The most values of each facet in one answer. */
  public static final int MAX_VALUES = 1_000;

  public FacetQuestion {
    kinds = Set.copyOf(kinds);
    collections = Set.copyOf(collections);
    facets = List.copyOf(facets);
    if (most < 1 || most > MAX_VALUES) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "1 to " + MAX_VALUES + " values of a facet; not: " + most);
    }
    SearchQuestion.requireTimeout(timeout);
  }

  /** The same question of another query. */
  FacetQuestion of(CanonicalQuery other) {
    return new FacetQuestion(
        requestId, scope, other, kinds, collections, facets, most, timeout, abandoned);
  }

  /** The search that finds what is counted. */
  SearchQuestion asSearch() {
    return new SearchQuestion(requestId, scope, query, kinds, collections, 0, timeout, abandoned);
  }
}
