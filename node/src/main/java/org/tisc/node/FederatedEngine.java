package org.tisc.node;

import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.index.FacetField;
import org.tisc.node.search.SearchEngine;

/** The federation as what answers searches, with the facets of the own index. */
record FederatedEngine(FederatedSearch federation) implements SearchEngine {
  @Override
  public SearchAnswer search(SearchQuestion question, Delivery delivery) {
    return federation.search(question, delivery);
  }

  @Override
  public ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key) {
    return federation.explain(question, delivery, key);
  }

  @Override
  public void release(Cursor list) {
    federation.release(list);
  }

  @Override
  public FacetAnswer count(FacetQuestion question) {
    return federation.count(question);
  }

  @Override
  public CanonicalQuery having(Facet facet, String value) {
    return FacetField.having(facet, value);
  }
}
