package org.tisc.federation.search;

import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Statistics;
import org.tisc.federation.query.TermStatistics;

/**
 * What follows from statistics alone. Deleted documents count in them, so a term of frequency 0
 * stands in no document, and a term without statistics may stand in any.
 */
final class Provable {
  private final Statistics statistics;

  private Provable(Statistics statistics) {
    this.statistics = statistics;
  }

  /** Whether no document of those that the statistics are about can match; false where unknown. */
  static boolean matchesNothing(CanonicalQuery query, Statistics statistics) {
    return new Provable(statistics).nothing(query);
  }

  private boolean nothing(CanonicalQuery query) {
    return switch (query) {
      case CanonicalQuery.Term(IndexTerm term) -> absent(term);
      case CanonicalQuery.Phrase phrase ->
          phrase.terms().stream().anyMatch(term -> absent(new IndexTerm(phrase.field(), term)));
      case CanonicalQuery.Bool bool -> nothing(bool);
      case CanonicalQuery.DisMax any ->
          !any.queries().isEmpty() && any.queries().stream().allMatch(this::nothing);
      case CanonicalQuery.Group group ->
          group.members().stream().allMatch(member -> nothing(member.query()));
      case CanonicalQuery.Boosted boosted -> nothing(boosted.query());
      case CanonicalQuery.Constant constant -> nothing(constant.query());
      case CanonicalQuery.MatchNone _ -> true;
      case CanonicalQuery.Prefix _,
          CanonicalQuery.Masked _,
          CanonicalQuery.Near _,
          CanonicalQuery.Range _,
          CanonicalQuery.Fuzzy _,
          CanonicalQuery.MatchAll _ ->
          false;
    };
  }

  private boolean nothing(CanonicalQuery.Bool bool) {
    boolean required = false;
    boolean optional = false;
    boolean optionalMatches = false;
    for (CanonicalQuery.Clause clause : bool.clauses()) {
      switch (clause.occur()) {
        case MUST, FILTER -> {
          required = true;
          if (nothing(clause.query())) {
            return true;
          }
        }
        case SHOULD -> {
          optional = true;
          optionalMatches |= !nothing(clause.query());
        }
        case MUST_NOT -> {
          // What it excludes does not matter.
        }
      }
    }
    return !required && optional && !optionalMatches;
  }

  private boolean absent(IndexTerm term) {
    return TermStatistics.NONE.equals(statistics.terms().get(term));
  }
}
