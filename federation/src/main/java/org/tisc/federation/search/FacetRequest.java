package org.tisc.federation.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;

/**
 * What one node is asked to count.
 *
 * @param facets by which fields, each once
 * @param digests whether the digests of the keys that match are wanted
 * @param salt of the digests; alike for all nodes of one question
 * @param only where present, count only documents with these digests
 */
public record FacetRequest(
    CanonicalQuery query,
    List<Facet> facets,
    boolean digests,
    int salt,
    Optional<KeyDigests> only) {
  /** The most facets of one question. */
  public static final int MAX_FACETS = 16;

  public FacetRequest {
    facets = List.copyOf(facets);
    if (facets.size() > MAX_FACETS || facets.stream().distinct().count() != facets.size()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "At most " + MAX_FACETS + " facets, each once");
    }
  }

  /** The same question by these facets alone. */
  FacetRequest by(List<Facet> some) {
    return new FacetRequest(query, some, digests, salt, only);
  }

  /** The same question about these documents alone. */
  FacetRequest of(KeyDigests some) {
    return new FacetRequest(query, facets, false, salt, Optional.of(some));
  }
}
