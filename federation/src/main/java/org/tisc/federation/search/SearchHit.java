package org.tisc.federation.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;

/**
 * One document of the ranking.
 *
 * @param key the document key
 * @param score comparable inside one answer
 * @param best the node whose copy scored best
 * @param holders every node in scope known to hold the key, sorted; at least {@code best}
 * @param document what a reader is shown; empty when its holder was lost before it could say
 * @param licence of the collection the shown copy stands in
 * @param onward of the collection the shown copy stands in: no, cite or yes
 */
public record SearchHit(
    String key,
    float score,
    NodeId best,
    List<NodeId> holders,
    Optional<RenderedDocument> document,
    Optional<String> licence,
    String onward) {
  public SearchHit {
    holders = List.copyOf(holders);
  }
}
