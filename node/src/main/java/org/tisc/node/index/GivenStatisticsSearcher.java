package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.FilterCollector;
import org.apache.lucene.search.FilterLeafCollector;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.federation.search.WorkBudget;

/**
 * A searcher that scores with given statistics and never with those of its own index. One for each
 * request: the time-out and whether it struck belong to the instance. Nothing is cached, so no term
 * of a query outlives its answer.
 */
final class GivenStatisticsSearcher extends IndexSearcher {
  private final Statistics given;
  private final LongAdder visited;

  /**
   * @param budget when to stop
   * @param visited counts the matching documents that are looked at
   */
  GivenStatisticsSearcher(
      IndexReader reader, Statistics given, WorkBudget budget, LongAdder visited) {
    super(reader);
    this.given = given;
    this.visited = visited;
    setSimilarity(similarity());
    setQueryCache(null);
    setTimeout(budget::exhausted);
  }

  /** The similarity of index and search: BM25 with k1 1.2, b 0.75, overlaps not counted. */
  static BM25Similarity similarity() {
    return new BM25Similarity(1.2f, 0.75f, true);
  }

  /**
   * Raises STATISTICS_MISSING if a scored term or field has no statistics, and INVALID_ARGUMENT if
   * they contradict each other, before any document is looked at: Lucene itself asks only for terms
   * that its own index holds.
   */
  static void check(QueryTerms terms, Statistics given) {
    for (IndexTerm term : terms.scored()) {
      FieldStatistics field = given.fields().get(term.field());
      TermStatistics statistics = given.terms().get(term);
      if (field == null || statistics == null) {
        throw missing(term.field());
      }
      if (statistics.documentFrequency() > field.docCount()
          || statistics.totalTermFrequency() > field.sumTotalTermFreq()) {
        throw contradiction(term.field());
      }
    }
  }

  @Override
  protected void searchLeaf(
      LeafReaderContext leaf, int minDocId, int maxDocId, Weight weight, Collector collector)
      throws IOException {
    Visits visits = new Visits(collector);
    try {
      super.searchLeaf(leaf, minDocId, maxDocId, weight, visits);
    } finally {
      visits.tell();
    }
  }

  /** Counts what one thread collects in one segment, and tells it now and then. */
  private final class Visits extends FilterCollector {
    private static final int TELL_EVERY = 256;

    private int untold;

    private Visits(Collector in) {
      super(in);
    }

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) throws IOException {
      return new FilterLeafCollector(super.getLeafCollector(leaf)) {
        @Override
        public void collect(int doc) throws IOException {
          if (++untold == TELL_EVERY) {
            tell();
          }
          in.collect(doc);
        }
      };
    }

    private void tell() {
      visited.add(untold);
      untold = 0;
    }
  }

  @Override
  public @Nullable CollectionStatistics collectionStatistics(String field) {
    FieldStatistics statistics = given.fields().get(field);
    if (statistics == null) {
      throw missing(field);
    }
    if (statistics.docCount() == 0) {
      return null;
    }
    return new CollectionStatistics(
        field,
        statistics.maxDoc(),
        statistics.docCount(),
        statistics.sumTotalTermFreq(),
        statistics.sumDocFreq());
  }

  @Override
  public org.apache.lucene.search.TermStatistics termStatistics(
      Term term, int localDocFreq, long localTotalTermFreq) {
    TermStatistics statistics = given.terms().get(new IndexTerm(term.field(), bytes(term)));
    if (statistics == null) {
      throw missing(term.field());
    }
    if (statistics.documentFrequency() < localDocFreq
        || statistics.totalTermFrequency() < localTotalTermFreq) {
      throw contradiction(term.field());
    }
    return new org.apache.lucene.search.TermStatistics(
        term.bytes(), statistics.documentFrequency(), statistics.totalTermFrequency());
  }

  private static ByteString bytes(Term term) {
    return ByteString.copyFrom(term.bytes().bytes, term.bytes().offset, term.bytes().length);
  }

  private static TiscException missing(String field) {
    return new TiscException(
        Reason.STATISTICS_MISSING, "No statistics for a term of field " + field + " were given");
  }

  private static TiscException contradiction(String field) {
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "The statistics given for a term of field "
            + field
            + " contradict the index or each other");
  }
}
