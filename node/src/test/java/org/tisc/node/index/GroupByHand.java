package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.SmallFloat;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Member;
import org.tisc.federation.query.IndexTerm;

/**
 * What a group finds in one plain index: by Lucene's own query where Lucene has one, else document
 * by document from the definition of {@link CanonicalQuery.Group}.
 */
final class GroupByHand extends Query {
  // For a group that no document holds: never asked.
  private static final CollectionStatistics ANY_FIELD =
      new CollectionStatistics("none", 1, 1, 1, 1);
  private static final TermStatistics ANY_TERM = new TermStatistics(new BytesRef("none"), 1, 1);

  private final CanonicalQuery.Group group;

  private GroupByHand(CanonicalQuery.Group group) {
    this.group = group;
  }

  /** The group over one plain index. */
  static Query of(CanonicalQuery.Group group) {
    Set<ByWord> words = new HashSet<>();
    boolean plain = true;
    for (Member member : group.members()) {
      plain &= member.weight() == 1 && member.query() instanceof CanonicalQuery.Term;
      plain &= words.add(new ByWord(member.field(), member.terms()));
    }
    List<IndexTerm> terms = group.members().stream().map(m -> m.terms().getFirst()).toList();
    if (plain && group.fields().size() == 1) {
      SynonymQuery.Builder synonyms = new SynonymQuery.Builder(group.fields().getFirst());
      terms.forEach(term -> synonyms.addTerm(term(term)));
      return synonyms.build();
    }
    if (plain && terms.stream().map(IndexTerm::bytes).distinct().count() == 1) {
      CombinedFieldQuery.Builder combined =
          new CombinedFieldQuery.Builder(term(terms.getFirst()).bytes());
      group.fields().forEach(combined::addField);
      return combined.build();
    }
    return new GroupByHand(group);
  }

  private record ByWord(String field, List<IndexTerm> terms) {}

  private static Term term(IndexTerm term) {
    return new Term(term.field(), new BytesRef(term.bytes().toByteArray()));
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    Similarity.SimScorer similarity = similarity(searcher, boost);
    return new Weight(this) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        SortedMap<Integer, Float> scores = scores(leaf, similarity);
        return new ScorerSupplier() {
          @Override
          public Scorer get(long leadCost) {
            return new Scored(scores);
          }

          @Override
          public long cost() {
            return scores.size();
          }
        };
      }

      @Override
      public Explanation explain(LeafReaderContext leaf, int doc) {
        return Explanation.noMatch("by hand");
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  /** BM25 of the fields as one and of the member with the smallest rarity. */
  private Similarity.SimScorer similarity(IndexSearcher searcher, float boost) throws IOException {
    long docCount = 0;
    long tokens = 0;
    long entries = 0;
    for (String field : group.fields()) {
      CollectionStatistics each = searcher.collectionStatistics(field);
      if (each != null) {
        docCount = Math.max(docCount, each.docCount());
        tokens += each.sumTotalTermFreq();
        entries = Math.max(entries, each.sumDocFreq());
      }
    }
    BM25Similarity bm25 = new BM25Similarity(1.2f, 0.75f, true);
    Optional<Similarity.SimScorer> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (Member member : group.members()) {
      List<TermStatistics> terms = new ArrayList<>();
      double rarity = 0;
      boolean everywhere = true;
      for (IndexTerm each : member.terms()) {
        TermStates states = TermStates.build(searcher, term(each), true);
        everywhere &= states.docFreq() > 0;
        if (everywhere) {
          terms.add(searcher.termStatistics(term(each), states.docFreq(), states.totalTermFreq()));
          rarity += Math.log(1 + (docCount - states.docFreq() + 0.5) / (states.docFreq() + 0.5));
        }
      }
      if (everywhere && rarity < least) {
        least = rarity;
        CollectionStatistics field =
            new CollectionStatistics(
                "as one", searcher.getIndexReader().maxDoc(), docCount, tokens, entries);
        best = Optional.of(bm25.scorer(boost, field, terms.toArray(TermStatistics[]::new)));
      }
    }
    return best.orElseGet(() -> bm25.scorer(boost, ANY_FIELD, ANY_TERM));
  }

  private SortedMap<Integer, Float> scores(LeafReaderContext leaf, Similarity.SimScorer similarity)
      throws IOException {
    Map<Integer, Double> occurrences = new HashMap<>();
    for (Member member : group.members()) {
      List<Map<Integer, List<Integer>>> each = new ArrayList<>();
      for (IndexTerm term : member.terms()) {
        each.add(positions(leaf, term(term)));
      }
      for (int document : each.getFirst().keySet()) {
        long found = count(member, each, document);
        if (found > 0) {
          occurrences.merge(document, (double) (member.weight() * found), Double::sum);
        }
      }
    }
    SortedMap<Integer, Float> scores = new TreeMap<>();
    for (Map.Entry<Integer, Double> document : occurrences.entrySet()) {
      scores.put(
          document.getKey(),
          similarity.score(document.getValue().floatValue(), norm(leaf, document.getKey())));
    }
    return scores;
  }

  private static long count(Member member, List<Map<Integer, List<Integer>>> terms, int document) {
    List<Integer> starts = terms.getFirst().getOrDefault(document, List.of());
    if (!(member.query() instanceof CanonicalQuery.Phrase phrase)) {
      return starts.size();
    }
    return starts.stream()
        .filter(
            start -> {
              boolean all = true;
              for (int i = 0; i < terms.size(); i++) {
                int at = start - phrase.positions().getFirst() + phrase.positions().get(i);
                all &= terms.get(i).getOrDefault(document, List.of()).contains(at);
              }
              return all;
            })
        .count();
  }

  private static Map<Integer, List<Integer>> positions(LeafReaderContext leaf, Term term)
      throws IOException {
    Map<Integer, List<Integer>> positions = new HashMap<>();
    PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.POSITIONS);
    while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
      List<Integer> here = new ArrayList<>();
      for (int i = 0; i < postings.freq(); i++) {
        here.add(postings.nextPosition());
      }
      positions.put(postings.docID(), here);
    }
    return positions;
  }

  private long norm(LeafReaderContext leaf, int document) throws IOException {
    int length = 0;
    for (String field : group.fields()) {
      NumericDocValues norms = leaf.reader().getNormValues(field);
      if (norms != null && norms.advanceExact(document)) {
        length += SmallFloat.byte4ToInt((byte) norms.longValue());
      }
    }
    return SmallFloat.intToByte4(length);
  }

  /** Scores that were worked out before. */
  private static final class Scored extends Scorer {
    private final List<Integer> documents;
    private final SortedMap<Integer, Float> scores;
    private int at = -1;

    private Scored(SortedMap<Integer, Float> scores) {
      this.documents = List.copyOf(scores.keySet());
      this.scores = scores;
    }

    @Override
    public int docID() {
      return at < 0
          ? -1
          : at < documents.size() ? documents.get(at) : DocIdSetIterator.NO_MORE_DOCS;
    }

    @Override
    public DocIdSetIterator iterator() {
      return new DocIdSetIterator() {
        @Override
        public int docID() {
          return Scored.this.docID();
        }

        @Override
        public int nextDoc() {
          at++;
          return docID();
        }

        @Override
        public int advance(int target) throws IOException {
          return slowAdvance(target);
        }

        @Override
        public long cost() {
          return documents.size();
        }
      };
    }

    @Override
    public float score() {
      return Objects.requireNonNull(scores.get(docID()));
    }

    @Override
    public float getMaxScore(int upTo) {
      return Float.POSITIVE_INFINITY;
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return group.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GroupByHand hand && group.equals(hand.group);
  }

  @Override
  public int hashCode() {
    return group.hashCode();
  }
}
