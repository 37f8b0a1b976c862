package org.tisc.node.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.SmallFloat;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.search.Explanation;
import org.tisc.federation.search.Explanation.Step;
import org.tisc.federation.search.WorkBudget;

/**
 * The arithmetic of one document's score in one segment. Used once, by one thread.
 *
 * <p>Follows the query as Lucene rewrites it, since that is what scores, and hands boosts down as
 * Lucene does. Every value that is a score comes from Lucene's own scorer of that part, so each has
 * the bits that it has in the whole. Only what a word's score is made of is worked out here, from
 * the given statistics and from what the similarity was asked.
 */
final class ScoreExplainer {
  private final GivenStatisticsSearcher searcher;
  private final LeafReaderContext leaf;
  private final int doc;
  private final WorkBudget budget;
  private final BM25Similarity similarity = GivenStatisticsSearcher.similarity();
  private final Asked asked = new Asked(similarity);
  private int left = Explanation.MAX_STEPS;

  /**
   * @param searcher over a reader that has this leaf
   * @param doc in the leaf
   */
  ScoreExplainer(
      GivenStatisticsSearcher searcher, LeafReaderContext leaf, int doc, WorkBudget budget) {
    this.searcher = searcher;
    this.leaf = leaf;
    this.doc = doc;
    this.budget = budget;
    searcher.setSimilarity(asked);
  }

  /** Empty where the query does not find the document. */
  Optional<Explanation> explain(Query query) throws IOException {
    return explain(searcher.rewrite(query), 1, 1);
  }

  private Optional<Explanation> explain(Query query, float boost, int depth) throws IOException {
    SearchPool.requireTime(budget);
    Weight weight = searcher.createWeight(query, ScoreMode.COMPLETE, boost);
    Optional<Float> score = score(weight);
    if (score.isEmpty()) {
      return Optional.empty();
    }
    if (query instanceof BoostQuery boosted) {
      return explain(boosted.getQuery(), boost * boosted.getBoost(), depth);
    }
    left--;
    return Optional.of(
        switch (query) {
          case BooleanQuery bool -> parts(Step.SUM, score.get(), clauses(bool, boost, depth));
          case DisjunctionMaxQuery any ->
              parts(Step.BEST, score.get(), alternatives(any, boost, depth));
          case TermQuery term ->
              word(
                  Step.TERM,
                  weight,
                  score.get(),
                  boost,
                  List.of(term.getTerm()),
                  term.getTerm().text());
          case PhraseQuery phrase ->
              word(
                  Step.PHRASE,
                  weight,
                  score.get(),
                  boost,
                  List.of(phrase.getTerms()),
                  words(List.of(phrase.getTerms())));
          case GroupQuery group -> group(group, weight, score.get(), boost);
          default -> about(Step.CONSTANT, score.get(), query);
        });
  }

  private Optional<Float> score(Weight weight) throws IOException {
    Scorer scorer = weight.scorer(leaf);
    return scorer != null && scorer.iterator().advance(doc) == doc
        ? Optional.of(scorer.score())
        : Optional.empty();
  }

  private static Explanation parts(Step step, float score, Parts parts) {
    return new Explanation(
        step, score, Optional.empty(), Optional.empty(), parts.details, parts.cut);
  }

  /** The details of a step, as many as fit. */
  private final class Parts {
    private final List<Explanation> details = new ArrayList<>();
    private boolean cut;

    /** Room for one more word with all that its score is made of. */
    private boolean room(int depth, int steps) {
      cut |= left < steps || depth + 3 > Explanation.MAX_DEPTH;
      return !cut;
    }
  }

  private Parts clauses(BooleanQuery bool, float boost, int depth) throws IOException {
    Parts parts = new Parts();
    for (BooleanClause clause : bool) {
      if (clause.occur() == BooleanClause.Occur.MUST_NOT) {
        continue;
      }
      if (clause.isScoring()) {
        scoring(parts, clause.query(), boost, depth);
      } else if (parts.room(depth, 1)) {
        left--;
        parts.details.add(about(Step.CONDITION, 0, clause.query()));
      }
    }
    return parts;
  }

  private Parts alternatives(DisjunctionMaxQuery any, float boost, int depth) throws IOException {
    Parts parts = new Parts();
    for (Query alternative : any.getDisjuncts()) {
      scoring(parts, alternative, boost, depth);
    }
    if (any.getTieBreakerMultiplier() > 0 && parts.room(depth, 1)) {
      left--;
      parts.details.add(Explanation.of(Step.TIE_BREAKER, any.getTieBreakerMultiplier()));
    }
    return parts;
  }

  private void scoring(Parts parts, Query query, float boost, int depth) throws IOException {
    if (parts.room(depth, 1)) {
      explain(query, boost, depth + 1).ifPresent(parts.details::add);
    }
  }

  private Explanation word(
      Step step, Weight weight, float score, float boost, List<Term> terms, String text)
      throws IOException {
    String field = terms.getFirst().field();
    List<TermStatistics> statistics =
        terms.stream().map(term -> searcher.termStatistics(term, 0, 0)).toList();
    Scored scored = new Scored(searcher.collectionStatistics(field), statistics);
    return word(
        new Explanation(step, score, text(field), text(text), List.of(), true),
        weight,
        boost,
        scored);
  }

  private Explanation group(GroupQuery group, Weight weight, float score, float boost)
      throws IOException {
    GroupStatistics statistics = group.statistics();
    Explanation plain =
        new Explanation(
            Step.GROUP,
            score,
            statistics.fields().size() == 1
                ? text(statistics.fields().getFirst())
                : Optional.empty(),
            text(words(group)),
            List.of(),
            true);
    return word(plain, weight, boost, new Scored(statistics.field(), statistics.commonest()));
  }

  private static String words(GroupQuery group) {
    SequencedSet<String> each = new LinkedHashSet<>();
    for (GroupQuery.Member member : group.members()) {
      About about = new About();
      member.query().visit(about);
      each.add(words(about.terms));
    }
    return String.join(" | ", each);
  }

  /**
   * What a word's score is made of.
   *
   * @param field absent where no document has it
   * @param terms of the word, or of the phrase or the member of a group that takes its place
   */
  private record Scored(@Nullable CollectionStatistics field, List<TermStatistics> terms) {}

  /**
   * A word, phrase or group by BM25.
   *
   * @param plain without what it is made of; given back where there is no room for that
   */
  private Explanation word(Explanation plain, Weight weight, float boost, Scored scored)
      throws IOException {
    CollectionStatistics field = scored.field;
    int steps = 8 + scored.terms.size() + (boost == 1 ? 0 : 1);
    if (field == null
        || scored.terms.isEmpty()
        || left < steps
        || !weight.explain(leaf, doc).isMatch()) {
      return plain;
    }
    left -= steps;
    List<Explanation> details = new ArrayList<>();
    if (boost != 1) {
      details.add(Explanation.of(Step.BOOST, boost));
    }
    details.add(rarity(field, scored.terms));
    details.add(saturation(field));
    return new Explanation(
        plain.step(), plain.value(), plain.field(), plain.text(), details, false);
  }

  private Explanation rarity(CollectionStatistics field, List<TermStatistics> terms) {
    List<Explanation> details = new ArrayList<>();
    for (TermStatistics term : terms) {
      details.add(
          new Explanation(
              Step.DOCUMENTS_WITH,
              (double) term.docFreq(),
              text(field.field()),
              text(term.term().utf8ToString()),
              List.of(),
              false));
    }
    details.add(Explanation.of(Step.DOCUMENTS, (double) field.docCount()));
    Number value =
        (terms.size() == 1
                ? similarity.idfExplain(field, terms.getFirst())
                : similarity.idfExplain(field, terms.toArray(TermStatistics[]::new)))
            .getValue();
    return Explanation.of(Step.RARITY, value.floatValue(), details.toArray(Explanation[]::new));
  }

  private Explanation saturation(CollectionStatistics field) {
    float k1 = similarity.getK1();
    float b = similarity.getB();
    float length = SmallFloat.byte4ToInt((byte) asked.norm);
    float average = (float) (field.sumTotalTermFreq() / (double) field.docCount());
    float inverse = 1f / (k1 * ((1 - b) + b * length / average));
    return Explanation.of(
        Step.SATURATION,
        1f - 1f / (1f + asked.occurrences * inverse),
        Explanation.of(Step.OCCURRENCES, asked.occurrences),
        Explanation.of(Step.K1, k1),
        Explanation.of(Step.B, b),
        Explanation.of(Step.LENGTH, length),
        Explanation.of(Step.AVERAGE_LENGTH, average));
  }

  private static Explanation about(Step step, float value, Query query) {
    About about = new About();
    query.visit(about);
    return new Explanation(
        step,
        value,
        Optional.ofNullable(about.field).flatMap(ScoreExplainer::text),
        text(words(about.terms)),
        List.of(),
        false);
  }

  private static String words(List<Term> terms) {
    return String.join(" ", terms.stream().map(Term::text).toList());
  }

  private static Optional<String> text(String text) {
    return Optional.of(Explanation.shortened(text)).filter(one -> !one.isEmpty());
  }

  /** The first field that a query is about, and its words there. */
  private static final class About extends QueryVisitor {
    private static final int MOST = 8;

    private final List<Term> terms = new ArrayList<>();
    private @Nullable String field;

    @Override
    public boolean acceptField(String each) {
      if (field == null) {
        field = each;
      }
      return field.equals(each);
    }

    @Override
    public void consumeTerms(Query query, Term... each) {
      for (Term term : each) {
        if (acceptField(term.field()) && terms.size() < MOST) {
          terms.add(term);
        }
      }
    }

    @Override
    public QueryVisitor getSubVisitor(BooleanClause.Occur occur, Query parent) {
      return occur == BooleanClause.Occur.MUST_NOT ? EMPTY_VISITOR : this;
    }
  }

  /** BM25 that keeps what it was last asked to explain. */
  private static final class Asked extends Similarity {
    private final BM25Similarity bm25;
    private float occurrences;
    private long norm;

    Asked(BM25Similarity bm25) {
      super(bm25.getDiscountOverlaps());
      this.bm25 = bm25;
    }

    @Override
    public SimScorer scorer(
        float boost, CollectionStatistics collection, TermStatistics... statistics) {
      SimScorer scorer = bm25.scorer(boost, collection, statistics);
      return new SimScorer() {
        @Override
        public float score(float freq, long encodedNorm) {
          return scorer.score(freq, encodedNorm);
        }

        @Override
        public org.apache.lucene.search.Explanation explain(
            org.apache.lucene.search.Explanation freq, long encodedNorm) {
          occurrences = freq.getValue().floatValue();
          norm = encodedNorm;
          return scorer.explain(freq, encodedNorm);
        }
      };
    }
  }
}
