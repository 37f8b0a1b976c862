package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Likeness;
import org.tisc.federation.query.Statistics;

/**
 * An unchanging view of some collections of one node. Thread-safe until closed; a method called
 * after {@link #close} raises {@code SNAPSHOT_EXPIRED}. The methods work on the calling thread or
 * on the index's own bounded pool, and stop early, with {@code TIMED_OUT} or {@code CANCELLED},
 * when {@link WorkBudget} says so.
 */
public interface IndexSnapshot extends AutoCloseable {
  /**
   * The scoring profile of the collections in it, and of no other: see {@link
   * LocalIndex#scoringProfile}.
   */
  String scoringProfile();

  /** The collections in it, by name, as of the snapshot. */
  List<CollectionInfo> collections();

  /**
   * The words of all collections that are most like each of some, as {@link Likeness#best} has it.
   */
  Map<CanonicalQuery.Fuzzy, List<Likeness>> variants(
      Collection<CanonicalQuery.Fuzzy> words, WorkBudget budget);

  /** The names of the segments that each collection consists of, by collection. */
  Map<String, List<ByteString>> segments();

  /**
   * The statistics that scoring the query needs, by collection and there in the order of {@link
   * #segments}.
   */
  Map<String, List<SegmentStatistics>> statisticsBySegment(CanonicalQuery query, WorkBudget budget);

  /**
   * The same, summed over the collections. Every scored term and field of the query has an entry.
   */
  Statistics statistics(CanonicalQuery query, WorkBudget budget);

  /**
   * The best distinct documents. Scores use only the given statistics; one that is missing raises
   * {@code STATISTICS_MISSING}. A query over the node's limits raises {@code QUERY_TOO_LARGE}.
   *
   * @param subset collections of this snapshot to search; statistics are whatever the caller summed
   * @param limit how many distinct keys at most, 1 to 50,000
   */
  LocalHits search(
      CanonicalQuery query,
      Statistics statistics,
      Set<String> subset,
      int limit,
      WorkBudget budget);

  /**
   * Counts what matches, and how it divides. Needs no statistics. A query over the node's limits
   * raises {@code QUERY_TOO_LARGE}, a facet that the index does not know {@code INVALID_ARGUMENT}.
   *
   * @param subset collections of this snapshot to count in
   */
  FacetCounts count(FacetRequest request, Set<String> subset, WorkBudget budget);

  /**
   * Which of the keys the collections hold.
   *
   * @return for each key that is held, the names of the collections that hold it, sorted
   */
  Map<String, List<String>> holders(Collection<String> keys, Set<String> subset);

  /**
   * What a reader is shown of some documents, in the order asked; a key that is not held is left
   * out.
   *
   * @param copies which copy of which key
   * @param query whose terms are marked in the text
   */
  List<RenderedDocument> render(List<DocumentCopy> copies, CanonicalQuery query, WorkBudget budget);

  /**
   * How a copy comes by the score that {@link #search} gives it with these statistics; empty where
   * it is not held, or the query does not find it. The value of the first step has the bits of that
   * score. At most {@link Explanation#MAX_STEPS} steps, {@link Explanation#MAX_DEPTH} deep.
   */
  Optional<Explanation> explain(
      CanonicalQuery query, Statistics statistics, DocumentCopy copy, WorkBudget budget);

  @Override
  void close();
}
