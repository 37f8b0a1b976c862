package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;

/**
 * What stands in a canonical query.
 *
 * @param scored terms whose statistics the score depends on
 * @param fields the fields of the scored terms
 * @param prefixes every prefix, wherever it stands
 */
record QueryTerms(
    SortedSet<IndexTerm> scored, SortedSet<String> fields, List<CanonicalQuery.Prefix> prefixes) {

  /** The query must have passed {@link QueryCheck#check}. */
  static QueryTerms of(CanonicalQuery query) {
    QueryTerms terms = new QueryTerms(new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
    terms.visit(query, true);
    return terms;
  }

  private void visit(CanonicalQuery query, boolean scores) {
    switch (query) {
      case CanonicalQuery.Term term -> add(term.term(), scores);
      case CanonicalQuery.Phrase phrase -> {
        for (ByteString term : phrase.terms()) {
          add(new IndexTerm(phrase.field(), term), scores);
        }
      }
      case CanonicalQuery.Prefix prefix -> prefixes.add(prefix);
      case CanonicalQuery.Range _, CanonicalQuery.MatchAll _, CanonicalQuery.MatchNone _ -> {}
      case CanonicalQuery.Bool bool ->
          bool.clauses()
              .forEach(
                  clause ->
                      visit(
                          clause.query(),
                          scores
                              && clause.occur() != Occur.FILTER
                              && clause.occur() != Occur.MUST_NOT));
      case CanonicalQuery.DisMax any -> any.queries().forEach(each -> visit(each, scores));
      case CanonicalQuery.Boosted boosted -> visit(boosted.query(), scores);
      case CanonicalQuery.Constant constant -> visit(constant.query(), false);
    }
  }

  private void add(IndexTerm term, boolean scores) {
    if (scores && IndexField.byName(term.field()).map(IndexField::scored).orElse(false)) {
      scored.add(term);
      fields.add(term.field());
    }
  }
}
