package org.tisc.node.index;

import java.util.List;
import java.util.Set;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.FieldStatistics;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;

/**
 * What a group is scored with: the fields as one, and the member that is least rare in it. All of
 * it follows from the statistics over all sources, so it is the same on every node.
 *
 * @param fields index fields, in the order of the members
 * @param field the statistics of all of them as one field, absent where no document has any
 * @param commonest the statistics of the least rare member's terms, the first such member's of
 *     several; empty where no document can hold a member
 */
record GroupStatistics(
    List<String> fields, @Nullable CollectionStatistics field, List<TermStatistics> commonest) {
  private static final BM25Similarity SIMILARITY = GivenStatisticsSearcher.similarity();

  private static final Similarity.SimScorer NOTHING =
      new Similarity.SimScorer() {
        @Override
        public float score(float freq, long norm) {
          return 0;
        }
      };

  /** Raises STATISTICS_MISSING. */
  static GroupStatistics of(CanonicalQuery.Group group, Statistics given) {
    List<String> fields = group.fields();
    CollectionStatistics field = asOne(fields, given);
    List<TermStatistics> commonest = List.of();
    float least = Float.POSITIVE_INFINITY;
    for (CanonicalQuery.Member member : group.members()) {
      List<IndexTerm> its = member.terms();
      List<org.tisc.federation.query.TermStatistics> numbers =
          its.stream().map(given::term).toList();
      if (field == null || numbers.stream().anyMatch(each -> each.documentFrequency() == 0)) {
        continue;
      }
      List<TermStatistics> statistics = statistics(its, numbers);
      float rarity = rarity(field, statistics);
      if (rarity < least) {
        least = rarity;
        commonest = statistics;
      }
    }
    return new GroupStatistics(fields, field, commonest);
  }

  private static List<TermStatistics> statistics(
      List<IndexTerm> terms, List<org.tisc.federation.query.TermStatistics> numbers) {
    TermStatistics[] each = new TermStatistics[terms.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] =
          new TermStatistics(
              QueryCompiler.ref(terms.get(i).bytes()),
              numbers.get(i).documentFrequency(),
              numbers.get(i).totalTermFrequency());
    }
    return List.of(each);
  }

  /** Documents of the field that most have; occurrences of all together. */
  private static @Nullable CollectionStatistics asOne(List<String> fields, Statistics given) {
    long maxDoc = 0;
    long docCount = 0;
    long sumDocFreq = 0;
    long sumTotalTermFreq = 0;
    for (String name : Set.copyOf(fields)) {
      FieldStatistics each = given.field(name);
      maxDoc = Math.max(maxDoc, each.maxDoc());
      docCount = Math.max(docCount, each.docCount());
      sumDocFreq = Math.max(sumDocFreq, each.sumDocFreq());
      sumTotalTermFreq = Math.addExact(sumTotalTermFreq, each.sumTotalTermFreq());
    }
    return docCount == 0
        ? null
        : new CollectionStatistics(
            fields.getFirst(), maxDoc, docCount, sumTotalTermFreq, sumDocFreq);
  }

  /** Inverse document frequency, of a phrase the sum over its terms. */
  private static float rarity(CollectionStatistics field, List<TermStatistics> statistics) {
    return (statistics.size() == 1
            ? SIMILARITY.idfExplain(field, statistics.getFirst())
            : SIMILARITY.idfExplain(field, statistics.toArray(TermStatistics[]::new)))
        .getValue()
        .floatValue();
  }

  /** A scorer of the similarity; of a group that no document can hold it scores 0. */
  Similarity.SimScorer scorer(Similarity similarity, float boost) {
    if (field == null || commonest.isEmpty()) {
      return NOTHING;
    }
    return similarity.scorer(boost, field, commonest.toArray(TermStatistics[]::new));
  }
}
