package org.tisc.node.index;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.query.Places;

/**
 * Documents where {@link Places} stand; each scores 1, so that the answer depends on the document
 * alone and never on a dictionary.
 *
 * <p>Not Lucene's spans or intervals: those keep only the shortest of several overlapping places,
 * and so miss {@code (a 2W b) 2W c} where a farther {@code b} is the one beside {@code c}. Here
 * every place counts, up to a bound that depends on the document alone.
 */
final class NearQuery extends Query {
  private static final float COST_OF_POSITIONS = 200;

  private final String field;
  private final Places places;

  NearQuery(String field, Places places) {
    this.field = field;
    this.places = places;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    Weight candidates =
        searcher.createWeight(
            searcher.rewrite(candidates(places)), ScoreMode.COMPLETE_NO_SCORES, 1);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        ScorerSupplier found = candidates.scorerSupplier(leaf);
        return found == null ? null : new Supplier(leaf, found, score(), mode);
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return true;
      }
    };
  }

  /** Documents that hold what the places are made of, at whatever distance. */
  private Query candidates(Places of) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    switch (of) {
      case Places.Run run ->
          run.terms().stream()
              .distinct()
              .forEach(
                  term ->
                      all.add(
                          new TermQuery(new Term(field, QueryCompiler.ref(term))),
                          BooleanClause.Occur.FILTER));
      case Places.Start start ->
          all.add(QueryCompiler.prefix(field, start.prefix()), BooleanClause.Occur.FILTER);
      case Places.Mask mask -> all.add(Masks.query(field, mask.mask()), BooleanClause.Occur.FILTER);
      case Places.AnyOf any ->
          any.alternatives().forEach(each -> all.add(candidates(each), BooleanClause.Occur.SHOULD));
      case Places.Within within -> {
        all.add(candidates(within.left()), BooleanClause.Occur.FILTER);
        all.add(candidates(within.right()), BooleanClause.Occur.FILTER);
      }
    }
    return all.build();
  }

  /** Opens the postings only when documents are asked for. */
  private final class Supplier extends ScorerSupplier {
    private final LeafReaderContext leaf;
    private final ScorerSupplier candidates;
    private final float score;
    private final ScoreMode mode;

    private Supplier(
        LeafReaderContext leaf, ScorerSupplier candidates, float score, ScoreMode mode) {
      this.leaf = leaf;
      this.candidates = candidates;
      this.score = score;
      this.mode = mode;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      DocIdSetIterator documents = candidates.get(leadCost).iterator();
      PlaceFinder finder = PlaceFinder.in(leaf.reader(), field, places);
      TwoPhaseIterator judged =
          new TwoPhaseIterator(documents) {
            @Override
            public boolean matches() throws IOException {
              return finder.find(documents.docID()).count() > 0;
            }

            @Override
            public float matchCost() {
              return COST_OF_POSITIONS;
            }
          };
      return new ConstantScoreScorer(score, mode, judged);
    }

    @Override
    public long cost() {
      return candidates.cost();
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  /** Names the field only: text of queries must not reach a log. */
  @Override
  public String toString(String inField) {
    return "near(" + field + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NearQuery near
        && field.equals(near.field)
        && places.equals(near.places);
  }

  @Override
  public int hashCode() {
    return Objects.hash(classHash(), field, places);
  }
}
