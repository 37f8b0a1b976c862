package org.tisc.federation.query;

import java.util.Set;
import java.util.TreeSet;

/** The fields that a query names, in whatever clause: also those that exclude or only filter. */
public final class QueryFields {
  private QueryFields() {}

  /** Their names, sorted. */
  public static Set<String> of(CanonicalQuery query) {
    Set<String> fields = new TreeSet<>();
    collect(query, fields);
    return fields;
  }

  private static void collect(CanonicalQuery query, Set<String> fields) {
    switch (query) {
      case CanonicalQuery.Term(IndexTerm term) -> fields.add(term.field());
      case CanonicalQuery.Phrase phrase -> fields.add(phrase.field());
      case CanonicalQuery.Prefix prefix -> fields.add(prefix.field());
      case CanonicalQuery.Masked masked -> fields.add(masked.field());
      case CanonicalQuery.Near near -> fields.add(near.field());
      case CanonicalQuery.Range range -> fields.add(range.field());
      case CanonicalQuery.Fuzzy fuzzy -> fields.add(fuzzy.field());
      case CanonicalQuery.Group group -> fields.addAll(group.fields());
      case CanonicalQuery.Bool bool ->
          bool.clauses().forEach(clause -> collect(clause.query(), fields));
      case CanonicalQuery.DisMax disMax -> disMax.queries().forEach(each -> collect(each, fields));
      case CanonicalQuery.Boosted boosted -> collect(boosted.query(), fields);
      case CanonicalQuery.Constant constant -> collect(constant.query(), fields);
      case CanonicalQuery.MatchAll _, CanonicalQuery.MatchNone _ -> {
        // They name none.
      }
    }
  }
}
