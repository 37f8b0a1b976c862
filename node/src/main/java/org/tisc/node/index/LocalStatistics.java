package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
import org.tisc.federation.search.SegmentStatistics;
import org.tisc.federation.search.WorkBudget;

/** Reads from one index what scoring a query needs, deleted documents included as Lucene counts. */
final class LocalStatistics {
  private LocalStatistics() {}

  /** An entry for every scored term and field, all zero. */
  static Statistics none(QueryTerms terms) {
    Map<String, FieldStatistics> fields = new HashMap<>();
    terms.fields().forEach(field -> fields.put(field, FieldStatistics.NONE));
    Map<IndexTerm, TermStatistics> counts = new HashMap<>();
    terms.scored().forEach(term -> counts.put(term, TermStatistics.NONE));
    return new Statistics(fields, counts);
  }

  /** The statistics of each segment, in the reader's order; they never change. */
  static List<SegmentStatistics> of(IndexReader reader, QueryTerms terms, WorkBudget budget)
      throws IOException {
    List<SegmentStatistics> segments = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      SearchPool.requireTime(budget);
      segments.add(
          new SegmentStatistics(Segments.name(leaf.reader()), of(leaf.reader(), terms, budget)));
    }
    return segments;
  }

  private static Statistics of(LeafReader leaf, QueryTerms terms, WorkBudget budget)
      throws IOException {
    Map<String, FieldStatistics> fields = new HashMap<>();
    for (String field : terms.fields()) {
      fields.put(field, of(leaf, field));
    }
    Map<IndexTerm, TermStatistics> counts = new HashMap<>();
    Map<String, TermsEnum> dictionaries = new HashMap<>();
    for (IndexTerm term : terms.scored()) {
      SearchPool.requireTime(budget);
      TermsEnum dictionary = dictionaries.get(term.field());
      if (dictionary == null) {
        Terms all = leaf.terms(term.field());
        dictionary = all == null ? TermsEnum.EMPTY : all.iterator();
        dictionaries.put(term.field(), dictionary);
      }
      counts.put(
          term,
          dictionary.seekExact(QueryCompiler.ref(term.bytes()))
              ? new TermStatistics(dictionary.docFreq(), dictionary.totalTermFreq())
              : TermStatistics.NONE);
    }
    return new Statistics(fields, counts);
  }

  /** The sums of one field of one segment. */
  static FieldStatistics of(LeafReader leaf, String field) throws IOException {
    Terms terms = leaf.terms(field);
    return terms == null || terms.getDocCount() == 0
        ? FieldStatistics.NONE
        : new FieldStatistics(
            leaf.maxDoc(), terms.getDocCount(), terms.getSumDocFreq(), terms.getSumTotalTermFreq());
  }
}
