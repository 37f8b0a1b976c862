package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Which statistics the scores of a query depend on: the terms and fields that stand under no
 * constant score, no exclusion and no filter.
 *
 * @param fields scored fields, sorted
 * @param terms scored terms, sorted
 */
public record ScoringNeeds(Set<String> fields, Set<IndexTerm> terms) {
  /** The needs of a query that passed {@link QueryLimits#check}. */
  public static ScoringNeeds of(CanonicalQuery query) {
    ScoringNeeds needs = new ScoringNeeds(new TreeSet<>(), new TreeSet<>());
    needs.collect(query);
    return needs;
  }

  private void collect(CanonicalQuery query) {
    switch (query) {
      case CanonicalQuery.Term(IndexTerm term) -> add(term);
      case CanonicalQuery.Phrase phrase -> {
        for (ByteString term : phrase.terms()) {
          add(new IndexTerm(phrase.field(), term));
        }
      }
      case CanonicalQuery.Group group ->
          group.members().forEach(member -> member.terms().forEach(this::add));
      case CanonicalQuery.Bool bool ->
          bool.clauses().stream()
              .filter(
                  clause ->
                      clause.occur() == CanonicalQuery.Occur.MUST
                          || clause.occur() == CanonicalQuery.Occur.SHOULD)
              .forEach(clause -> collect(clause.query()));
      case CanonicalQuery.DisMax disMax -> disMax.queries().forEach(this::collect);
      case CanonicalQuery.Boosted boosted -> collect(boosted.query());
      case CanonicalQuery.Constant _,
          CanonicalQuery.Prefix _,
          CanonicalQuery.Masked _,
          CanonicalQuery.Near _,
          CanonicalQuery.Fuzzy _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _ -> {
        // Their score is a constant.
      }
    }
  }

  private void add(IndexTerm term) {
    fields.add(term.field());
    terms.add(term);
  }

  /**
   * Exactly the needed part of some statistics. Raises {@code STATISTICS_MISSING} when a part is
   * not there.
   */
  public Statistics select(Statistics statistics) {
    Map<String, FieldStatistics> fieldPart = new HashMap<>();
    for (String field : fields) {
      fieldPart.put(field, statistics.field(field));
    }
    Map<IndexTerm, TermStatistics> termPart = new HashMap<>();
    for (IndexTerm term : terms) {
      termPart.put(term, statistics.term(term));
    }
    return new Statistics(fieldPart, termPart);
  }

  /** What these needs come to over no documents. */
  public Statistics none() {
    Map<String, FieldStatistics> fieldPart = new HashMap<>();
    fields.forEach(field -> fieldPart.put(field, FieldStatistics.NONE));
    Map<IndexTerm, TermStatistics> termPart = new HashMap<>();
    terms.forEach(term -> termPart.put(term, TermStatistics.NONE));
    return new Statistics(fieldPart, termPart);
  }

  static TiscException missing(String what) {
    return new TiscException(Reason.STATISTICS_MISSING, "No statistics were given for " + what);
  }
}
