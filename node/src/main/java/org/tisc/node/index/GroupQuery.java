package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.FilterScorer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.SmallFloat;
import org.jspecify.annotations.Nullable;

/**
 * Documents that hold any of several words or phrases, scored as if these were one word; see {@link
 * org.tisc.federation.query.CanonicalQuery.Group}.
 *
 * <p>Not Lucene's synonym and combined-field queries: those take single words only, which no
 * Chinese word of three characters is, and ask the searcher only for words that its own index
 * holds, so that the part that is rare here would be left out of the sums. With words of one field,
 * and with one word in several fields, the scores are theirs to the bit.
 *
 * <p>How often the members occur is counted by Lucene, as the score of an ordinary disjunction
 * whose similarity is {@link #OCCURRENCES}.
 */
final class GroupQuery extends Query {
  /** The score of a word is how often it occurs, times its boost. */
  private static final Similarity OCCURRENCES =
      new Similarity() {
        @Override
        public SimScorer scorer(
            float boost, CollectionStatistics collection, TermStatistics... terms) {
          return new SimScorer() {
            @Override
            public float score(float freq, long norm) {
              return boost * freq;
            }
          };
        }
      };

  /**
   * A member.
   *
   * @param query of terms or phrases
   * @param weight what one occurrence counts
   */
  record Member(Query query, float weight) {}

  private final List<Member> members;
  private final GroupStatistics statistics;

  GroupQuery(List<Member> members, GroupStatistics statistics) {
    this.members = List.copyOf(members);
    this.statistics = statistics;
  }

  List<Member> members() {
    return members;
  }

  /** What it is scored with. */
  GroupStatistics statistics() {
    return statistics;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Member member : members) {
      Query query = member.query();
      any.add(
          member.weight() == 1 ? query : new BoostQuery(query, member.weight()),
          BooleanClause.Occur.SHOULD);
    }
    IndexSearcher counter = new IndexSearcher(searcher.getTopReaderContext());
    counter.setSimilarity(OCCURRENCES);
    counter.setQueryCache(null);
    ScoreMode counting = mode.needsScores() ? ScoreMode.COMPLETE : ScoreMode.COMPLETE_NO_SCORES;
    Weight counted = counter.createWeight(counter.rewrite(any.build()), counting, 1);
    return mode.needsScores()
        ? new GroupWeight(counted, statistics.scorer(searcher.getSimilarity(), boost))
        : counted;
  }

  private final class GroupWeight extends Weight {
    private final Weight counted;
    private final Similarity.SimScorer similarity;

    private GroupWeight(Weight counted, Similarity.SimScorer similarity) {
      super(GroupQuery.this);
      this.counted = counted;
      this.similarity = similarity;
    }

    @Override
    public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
      ScorerSupplier inner = counted.scorerSupplier(leaf);
      if (inner == null) {
        return null;
      }
      Lengths lengths = Lengths.of(leaf, statistics.fields());
      return new ScorerSupplier() {
        @Override
        public Scorer get(long leadCost) throws IOException {
          return new GroupScorer(inner.get(leadCost), lengths, similarity);
        }

        @Override
        public long cost() {
          return inner.cost();
        }
      };
    }

    @Override
    public Explanation explain(LeafReaderContext leaf, int doc) throws IOException {
      ScorerSupplier inner = counted.scorerSupplier(leaf);
      Scorer occurrences = inner == null ? null : inner.get(1);
      if (occurrences == null || occurrences.iterator().advance(doc) != doc) {
        return Explanation.noMatch("no member");
      }
      long norm = Lengths.of(leaf, statistics.fields()).norm(doc);
      return similarity.explain(Explanation.match(occurrences.score(), "occurrences"), norm);
    }

    @Override
    public boolean isCacheable(LeafReaderContext leaf) {
      return false;
    }
  }

  private static final class GroupScorer extends FilterScorer {
    private final Lengths lengths;
    private final Similarity.SimScorer similarity;

    private GroupScorer(Scorer occurrences, Lengths lengths, Similarity.SimScorer similarity) {
      super(occurrences);
      this.lengths = lengths;
      this.similarity = similarity;
    }

    @Override
    public float score() throws IOException {
      return similarity.score(in.score(), lengths.norm(docID()));
    }

    /** As much as endless occurrences in the shortest text come to. */
    @Override
    public float getMaxScore(int upTo) {
      return similarity.score(Float.MAX_VALUE, 1);
    }
  }

  /** How long documents are, in all fields together. Documents are asked for in rising order. */
  private record Lengths(List<NumericDocValues> norms) {
    static Lengths of(LeafReaderContext leaf, List<String> fields) throws IOException {
      List<NumericDocValues> norms = new ArrayList<>();
      for (String field : fields) {
        NumericDocValues each = leaf.reader().getNormValues(field);
        if (each != null) {
          norms.add(each);
        }
      }
      return new Lengths(norms);
    }

    /** As Lucene encodes it: the sum of lengths, which each were rounded before. */
    long norm(int doc) throws IOException {
      if (norms.size() == 1) {
        NumericDocValues only = norms.getFirst();
        return only.advanceExact(doc) ? only.longValue() : 1;
      }
      int length = 0;
      for (NumericDocValues each : norms) {
        if (each.advanceExact(doc)) {
          length += SmallFloat.byte4ToInt((byte) each.longValue());
        }
      }
      return length == 0 ? 1 : SmallFloat.intToByte4(length);
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    QueryVisitor inside = visitor.getSubVisitor(BooleanClause.Occur.SHOULD, this);
    members.forEach(member -> member.query().visit(inside));
  }

  /** Names fields only: text of queries must not reach a log. */
  @Override
  public String toString(String field) {
    return "group(" + String.join(" ", statistics.fields()) + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupQuery group
        && members.equals(group.members)
        && statistics.equals(group.statistics);
  }

  @Override
  public int hashCode() {
    return Objects.hash(classHash(), members, statistics);
  }
}
