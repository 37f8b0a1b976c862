package org.tisc.federation.search;

import java.util.List;
import java.util.Map;
import org.tisc.federation.identity.NodeId;

/**
 * How many distinct documents match, and how they divide.
 *
 * @param total distinct keys over all sources that answered
 * @param facets in the order asked
 * @param byNode how many distinct keys each source found; one that several hold is with each
 * @param missing sources in scope that did not answer, by id
 */
public record FacetAnswer(
    SearchAnswer.Total total,
    List<Divided> facets,
    Map<NodeId, Long> byNode,
    List<NodeId> missing) {
  public FacetAnswer {
    facets = List.copyOf(facets);
    byNode = Map.copyOf(byNode);
    missing = List.copyOf(missing);
  }

  /**
   * One facet.
   *
   * @param values the most frequent first, at equal counts by value
   * @param exact whether these are the most frequent ones, each with its number of distinct
   *     documents, over all sources in scope; else numbers are close, and some value may be missing
   * @param more whether there are further values
   */
  public record Divided(Facet facet, List<Value> values, boolean exact, boolean more) {
    public Divided {
      values = List.copyOf(values);
    }
  }

  /** One value and how many distinct documents have it. */
  public record Value(String value, long count) {}
}
