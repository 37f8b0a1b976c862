package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.ScoringNeeds;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.proto.federation.v1.CollectionSegments;

/**
 * Statistics by segment as messages and back. A message has bare numbers: both sides know from the
 * query which fields and terms they are about, and in which order.
 */
final class SegmentProtos {
  /** Numbers in one answer; with them it stays far inside the longest message. */
  static final int MAX_NUMBERS = 100_000;

  /** Segments of one answer: an index merges long before it has a tenth of these. */
  static final int MAX_SEGMENTS = 10_000;

  /** Documents that a segment can hold: what Lucene can number. */
  static final long MAX_DOCUMENTS = Integer.MAX_VALUE;

  /** Tokens of a field in one segment; a million million words. */
  static final long MAX_TOKENS = 1L << 40;

  private static final int NUMBERS_OF_FIELD = 3;
  private static final int NUMBERS_OF_TERM = 2;

  private SegmentProtos() {}

  /** Whether an answer of so many segments may be given segment by segment. */
  static boolean fits(ScoringNeeds needs, long segments) {
    long each =
        1L
            + NUMBERS_OF_FIELD * (long) needs.fields().size()
            + NUMBERS_OF_TERM * (long) needs.terms().size();
    return segments <= MAX_SEGMENTS && segments * each <= MAX_NUMBERS;
  }

  static CollectionSegments toProto(ScoringNeeds needs, List<SegmentStatistics> segments) {
    CollectionSegments.Builder message = CollectionSegments.newBuilder();
    for (SegmentStatistics segment : segments) {
      org.tisc.proto.federation.v1.SegmentStatistics.Builder one =
          message.addSegmentsBuilder().setSegment(segment.segment());
      Statistics statistics = needs.select(segment.statistics());
      for (String field : needs.fields()) {
        FieldStatistics value = statistics.field(field);
        one.setMaxDoc(Math.max(one.getMaxDoc(), value.maxDoc()))
            .addDocCounts(value.docCount())
            .addSumDocFreqs(value.sumDocFreq())
            .addSumTotalTermFreqs(value.sumTotalTermFreq());
      }
      for (IndexTerm term : needs.terms()) {
        TermStatistics value = statistics.term(term);
        one.addDocumentFrequencies(value.documentFrequency())
            .addTotalTermFrequencies(value.totalTermFrequency());
      }
    }
    return message.build();
  }

  /** A peer's segments of all its collections, each number checked. Raises INVALID_ARGUMENT. */
  static List<List<SegmentStatistics>> fromProto(
      ScoringNeeds needs, Collection<CollectionSegments> messages) {
    long count = messages.stream().mapToLong(CollectionSegments::getSegmentsCount).sum();
    require(fits(needs, count), "too many segments");
    List<List<SegmentStatistics>> collections = new ArrayList<>();
    Set<ByteString> names = new HashSet<>();
    for (CollectionSegments message : messages) {
      List<SegmentStatistics> segments = new ArrayList<>();
      for (org.tisc.proto.federation.v1.SegmentStatistics one : message.getSegmentsList()) {
        require(names.add(one.getSegment()), "a segment twice");
        segments.add(new SegmentStatistics(one.getSegment(), statistics(needs, one)));
      }
      collections.add(List.copyOf(segments));
    }
    return collections;
  }

  private static Statistics statistics(
      ScoringNeeds needs, org.tisc.proto.federation.v1.SegmentStatistics message) {
    require(
        message.getDocCountsCount() == needs.fields().size()
            && message.getSumDocFreqsCount() == needs.fields().size()
            && message.getSumTotalTermFreqsCount() == needs.fields().size()
            && message.getDocumentFrequenciesCount() == needs.terms().size()
            && message.getTotalTermFrequenciesCount() == needs.terms().size(),
        "another number of statistics than the query needs");
    Map<String, FieldStatistics> fields = new HashMap<>();
    int at = 0;
    for (String field : needs.fields()) {
      long documents = message.getDocCounts(at);
      fields.put(
          field,
          checked(
              new FieldStatistics(
                  documents == 0 ? 0 : message.getMaxDoc(),
                  documents,
                  message.getSumDocFreqs(at),
                  message.getSumTotalTermFreqs(at))));
      at++;
    }
    Map<IndexTerm, TermStatistics> terms = new HashMap<>();
    at = 0;
    for (IndexTerm term : needs.terms()) {
      TermStatistics value =
          new TermStatistics(
              message.getDocumentFrequencies(at), message.getTotalTermFrequencies(at));
      FieldStatistics field = fields.getOrDefault(term.field(), FieldStatistics.NONE);
      require(
          value.documentFrequency() <= field.docCount()
              && value.totalTermFrequency() <= field.sumTotalTermFreq(),
          "a term that occurs more often than its field has tokens");
      terms.put(term, value.equals(TermStatistics.NONE) ? TermStatistics.NONE : value);
      at++;
    }
    return new Statistics(fields, terms);
  }

  /** The statistics of one segment's field. Raises INVALID_ARGUMENT where no segment has such. */
  static FieldStatistics checked(FieldStatistics field) {
    require(
        field.maxDoc() <= MAX_DOCUMENTS && field.sumTotalTermFreq() <= MAX_TOKENS,
        "a segment larger than segments can be");
    require(
        field.docCount() > 0 || field.sumTotalTermFreq() == 0, "tokens in a field of no document");
    return field.docCount() == 0 ? FieldStatistics.NONE : field;
  }

  private static void require(boolean fact, String otherwise) {
    if (!fact) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "The answer has " + otherwise);
    }
  }
}
