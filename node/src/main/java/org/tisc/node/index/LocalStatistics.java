package org.tisc.node.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;
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

  static Statistics of(IndexReader reader, QueryTerms terms, WorkBudget budget) throws IOException {
    Map<String, FieldStatistics> fields = new HashMap<>();
    for (String field : terms.fields()) {
      int documents = reader.getDocCount(field);
      fields.put(
          field,
          documents == 0
              ? FieldStatistics.NONE
              : new FieldStatistics(
                  reader.maxDoc(),
                  documents,
                  reader.getSumDocFreq(field),
                  reader.getSumTotalTermFreq(field)));
    }
    Map<IndexTerm, TermStatistics> counts = new HashMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Map<String, TermsEnum> dictionaries = new HashMap<>();
      for (IndexTerm term : terms.scored()) {
        SearchPool.requireTime(budget);
        TermsEnum dictionary = dictionaries.get(term.field());
        if (dictionary == null) {
          Terms all = leaf.reader().terms(term.field());
          dictionary = all == null ? TermsEnum.EMPTY : all.iterator();
          dictionaries.put(term.field(), dictionary);
        }
        if (dictionary.seekExact(QueryCompiler.ref(term.bytes()))) {
          counts.merge(
              term,
              new TermStatistics(dictionary.docFreq(), dictionary.totalTermFreq()),
              TermStatistics::plus);
        }
      }
    }
    return new Statistics(fields, counts);
  }
}
