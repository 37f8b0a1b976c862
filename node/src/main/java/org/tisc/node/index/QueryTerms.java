package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.TermMask;

/**
 * What stands in a canonical query.
 *
 * @param scored terms whose statistics the score depends on
 * @param fields the fields of the scored terms
 * @param starts every start of terms, of prefixes and of patterns, wherever it stands
 * @param placed those of them that stand among places
 */
record QueryTerms(
    SortedSet<IndexTerm> scored,
    SortedSet<String> fields,
    List<IndexTerm> starts,
    List<IndexTerm> placed) {

  /** The query must have passed {@link QueryCheck#check}. */
  static QueryTerms of(CanonicalQuery query) {
    QueryTerms terms =
        new QueryTerms(new TreeSet<>(), new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
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
      case CanonicalQuery.Group group ->
          group.members().forEach(member -> member.terms().forEach(term -> add(term, scores)));
      case CanonicalQuery.Prefix prefix ->
          starts.add(new IndexTerm(prefix.field(), prefix.prefix()));
      case CanonicalQuery.Masked masked ->
          starts.add(new IndexTerm(masked.field(), masked.mask().start()));
      case CanonicalQuery.Near near -> visit(near.field(), near.places());
      case CanonicalQuery.Fuzzy _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _ -> {}
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

  private void visit(String field, Places places) {
    switch (places) {
      case Places.Run _ -> {}
      case Places.Start(ByteString prefix) -> placed.add(new IndexTerm(field, prefix));
      case Places.Mask(TermMask mask) -> placed.add(new IndexTerm(field, mask.start()));
      case Places.AnyOf any -> any.alternatives().forEach(each -> visit(field, each));
      case Places.Within within -> {
        visit(field, within.left());
        visit(field, within.right());
      }
    }
  }

  private void add(IndexTerm term, boolean scores) {
    if (scores && IndexField.byName(term.field()).map(IndexField::scored).orElse(false)) {
      scored.add(term);
      fields.add(term.field());
    }
  }
}
