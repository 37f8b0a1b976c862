package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;

/** Answers as it is told; knows the facets office and ipc. */
record FakeEngine(
    Function<SearchQuestion, SearchAnswer> searching,
    Function<FacetQuestion, FacetAnswer> counting,
    List<Cursor> released)
    implements SearchEngine {
  static final FacetAnswer NOTHING =
      new FacetAnswer(
          new SearchAnswer.Total(0, SearchAnswer.Relation.AT_LEAST),
          List.of(),
          Map.of(),
          List.of());

  FakeEngine(
      Function<SearchQuestion, SearchAnswer> searching,
      Function<FacetQuestion, FacetAnswer> counting) {
    this(searching, counting, new ArrayList<>());
  }

  @Override
  public SearchAnswer search(SearchQuestion question, Delivery delivery) {
    return searching.apply(question);
  }

  @Override
  public ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key) {
    return new ExplainedAnswer(search(question, delivery), Answers.explained(key));
  }

  @Override
  public void release(Cursor list) {
    released.add(list);
  }

  @Override
  public FacetAnswer count(FacetQuestion question) {
    return counting.apply(question);
  }

  @Override
  public CanonicalQuery having(Facet facet, String value) {
    if (!List.of("office", "ipc").contains(facet.field()) || facet.level() > 4) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "no facet " + facet);
    }
    return new CanonicalQuery.Term(IndexTerm.of(facet.field(), value));
  }
}
