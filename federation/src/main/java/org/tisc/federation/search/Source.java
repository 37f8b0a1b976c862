package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Statistics;

/**
 * One node's part in one query or one count. Used by one thread at a time, {@link #alive} apart.
 * What blocks ends by {@code deadlineNanos}, on the clock of the query, or raises a {@code
 * TiscException}.
 */
interface Source extends AutoCloseable {
  /** Which node. */
  NodeId node();

  /** Whether the link is known to be troubled, so that it gets less time to show up. */
  boolean doubtful();

  /** The words that it holds most like each of some; nothing is pinned for that. */
  Map<CanonicalQuery.Fuzzy, List<ByteString>> variants(
      List<CanonicalQuery.Fuzzy> words, long deadlineNanos);

  /** What {@link #survey} would most probably say, without asking anybody; empty where unknown. */
  Optional<Survey> remembered();

  /** Whether what is remembered is known to be the newest, without having asked. */
  boolean confirmed();

  /** Pins a snapshot and tells its statistics. */
  Survey survey(long deadlineNanos);

  /** Whether the node answers at all, while another call to it goes on. Raises when it does not. */
  void alive(long deadlineNanos);

  /**
   * Searches what was surveyed or remembered; the sums are exactly what the query needs.
   *
   * @param skip hits of the same search that were told before, in the same snapshot
   * @param limit how many hits after them
   * @param show how many of the hits, from the best on, to render at once, where that saves a round
   */
  Found search(Statistics sums, int skip, int limit, int show, long deadlineNanos);

  /** What is known of who holds these keys, without asking anybody. */
  Map<String, Boolean> heldByMemory(List<String> keys);

  /** Which of the keys are held, and how some copies read. */
  Shown display(List<String> keys, List<DocumentCopy> copies, long deadlineNanos);

  /** Counts; the first count pins what all of them see. */
  FacetCounts count(FacetRequest request, long deadlineNanos);

  /**
   * How the copy of a key comes by its score.
   *
   * @param sums what the search scored with
   * @param collection whose copy; the best one where empty
   */
  Explained explain(Statistics sums, String key, Optional<String> collection, long deadlineNanos);

  /** Gives up what the query pinned; calls under way are cancelled. */
  @Override
  void close();

  /** What a source has. */
  record Survey(String scoringProfile, List<CollectionInfo> collections, Statistics statistics) {
    long documents() {
      return collections.stream().mapToLong(CollectionInfo::documents).sum();
    }
  }

  /** What came of a search. */
  sealed interface Found {}

  /**
   * Hits.
   *
   * @param collections as they were searched
   * @param documents how the first hits read, by key; perhaps none
   */
  record Hits(
      List<CollectionInfo> collections, LocalHits hits, Map<String, RenderedDocument> documents)
      implements Found {}

  /** Nothing was searched: the statistics are those of another generation now, which is pinned. */
  record Moved(Survey survey) implements Found {}

  /** What a source showed. */
  record Shown(Set<String> held, Map<String, RenderedDocument> documents) {}
}
