package org.tisc.node.search;

import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;

/** What answers the questions of this room, each within its timeout. Thread-safe. */
public interface SearchEngine {
  /** The best documents, page by page. Raises {@code TiscException}. */
  SearchAnswer search(SearchQuestion question, Delivery delivery);

  /** Gives up a list that was kept, before its time. */
  void release(Cursor list);

  /** The best documents once. Raises {@code TiscException}. */
  default SearchAnswer search(SearchQuestion question) {
    return search(question, Delivery.ONCE);
  }

  /**
   * The same as {@link #search(SearchQuestion, Delivery)}, and how the document of a key came by
   * its score. Raises {@code TiscException}.
   */
  ExplainedAnswer explain(SearchQuestion question, Delivery delivery, String key);

  /** How many documents match, and how they divide. Raises {@code TiscException}. */
  FacetAnswer count(FacetQuestion question);

  /**
   * The query of all documents that a facet puts at a value. Raises INVALID_ARGUMENT for a facet
   * that does not exist and for what is no value of it.
   */
  CanonicalQuery having(Facet facet, String value);
}
