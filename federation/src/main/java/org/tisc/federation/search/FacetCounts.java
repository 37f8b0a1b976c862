package org.tisc.federation.search;

import java.util.Map;
import java.util.Optional;

/**
 * What one node counted. A key that several of its collections hold counts once, by the copy in the
 * collection first by name that matches.
 *
 * @param documents distinct keys that match
 * @param digests of these keys; empty where they were not asked for or are too many
 * @param facets for each facet asked for that may be counted here
 * @param undivided keys whose documents were indexed before facets were; they are in no facet
 */
public record FacetCounts(
    long documents, Optional<KeyDigests> digests, Map<Facet, Counted> facets, long undivided) {
  /** The most values that are told of one facet. */
  public static final int MAX_VALUES = 5_000;

  public FacetCounts {
    facets = Map.copyOf(facets);
  }

  /**
   * How many documents have each value.
   *
   * @param values the most frequent
   * @param restMost the most that any value has that is not told; 0 where all are
   */
  public record Counted(Map<String, Long> values, long restMost) {
    public Counted {
      values = Map.copyOf(values);
    }
  }
}
