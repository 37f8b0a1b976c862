package org.tisc.federation.query;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What BM25 needs to know of one field. Deleted documents that are not merged away yet are counted,
 * as Lucene does.
 *
 * @param maxDoc documents, with or without the field
 * @param docCount documents that have at least one term in the field; 1 to maxDoc, or all values
 *     are 0
 * @param sumDocFreq sum of document frequencies over all terms, at least docCount
 * @param sumTotalTermFreq tokens in the field, at least sumDocFreq
 */
public record FieldStatistics(long maxDoc, long docCount, long sumDocFreq, long sumTotalTermFreq) {
  /** No documents. */
  public static final FieldStatistics NONE = new FieldStatistics(0, 0, 0, 0);

  public FieldStatistics {
    if (docCount < 0
        || maxDoc < docCount
        || sumDocFreq < docCount
        || sumTotalTermFreq < sumDocFreq) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Field statistics contradict each other: maxDoc=%d docCount=%d sumDocFreq=%d sumTotalTermFreq=%d"
              .formatted(maxDoc, docCount, sumDocFreq, sumTotalTermFreq));
    }
  }

  /**
   * The statistics of two disjoint sets of documents together. Raises INVALID_ARGUMENT on overflow.
   */
  public FieldStatistics plus(FieldStatistics other) {
    return new FieldStatistics(
        TermStatistics.sum(maxDoc, other.maxDoc),
        TermStatistics.sum(docCount, other.docCount),
        TermStatistics.sum(sumDocFreq, other.sumDocFreq),
        TermStatistics.sum(sumTotalTermFreq, other.sumTotalTermFreq));
  }
}
