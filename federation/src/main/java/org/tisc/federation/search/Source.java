package org.tisc.federation.search;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;

/**
 * One node's part in one query, its three rounds in order, or in one count. Used by one thread at a
 * time. Each round ends by {@code deadlineNanos}, on the clock of the query, or raises a {@code
 * TiscException}.
 */
interface Source extends AutoCloseable {
  /** Which node. */
  NodeId node();

  /** Whether the link is known to be troubled, so that it gets less time to show up. */
  boolean doubtful();

  /** Round 1. */
  Survey survey(SearchQuestion question, long deadlineNanos);

  /** Round 2; the sums are exactly what the query needs. */
  LocalHits search(CanonicalQuery query, Statistics sums, int limit, long deadlineNanos);

  /** Round 3. */
  Shown display(
      CanonicalQuery query, List<String> keys, List<DocumentCopy> copies, long deadlineNanos);

  /** Counts; the first count pins what all of them see. */
  FacetCounts count(FacetQuestion question, FacetRequest request, long deadlineNanos);

  /** Gives up what the query pinned; calls under way are cancelled. */
  @Override
  void close();

  /** What a source said in round 1. */
  record Survey(String scoringProfile, List<CollectionInfo> collections, Statistics statistics) {
    long documents() {
      return collections.stream().mapToLong(CollectionInfo::documents).sum();
    }
  }

  /** What a source said in round 3. */
  record Shown(Set<String> held, Map<String, RenderedDocument> documents) {}
}
