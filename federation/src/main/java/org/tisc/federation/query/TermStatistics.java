package org.tisc.federation.query;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What BM25 needs to know of one term.
 *
 * @param documentFrequency documents that hold the term, deleted ones that are not merged away
 *     included
 * @param totalTermFrequency occurrences, at least documentFrequency
 */
public record TermStatistics(long documentFrequency, long totalTermFrequency) {
  /** A term that no document holds. */
  public static final TermStatistics NONE = new TermStatistics(0, 0);

  public TermStatistics {
    if (documentFrequency < 0 || totalTermFrequency < documentFrequency) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Term statistics contradict each other: documentFrequency=%d totalTermFrequency=%d"
              .formatted(documentFrequency, totalTermFrequency));
    }
  }

  /**
   * The statistics of two disjoint sets of documents together. Raises INVALID_ARGUMENT on overflow.
   */
  public TermStatistics plus(TermStatistics other) {
    return new TermStatistics(
        sum(documentFrequency, other.documentFrequency),
        sum(totalTermFrequency, other.totalTermFrequency));
  }

  static long sum(long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException overflow) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "Statistics are too large to add", overflow);
    }
  }
}
