package org.tisc.federation.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statistics that one query needs over one set of documents. Immutable.
 *
 * @param fields by field, an entry for every scored field of the query
 * @param terms by term, an entry for every scored term of the query, {@link TermStatistics#NONE}
 *     where no document holds it
 */
public record Statistics(
    Map<String, FieldStatistics> fields, Map<IndexTerm, TermStatistics> terms) {
  /** Statistics over no documents that name no term. */
  public static final Statistics EMPTY = new Statistics(Map.of(), Map.of());

  public Statistics {
    fields = Map.copyOf(fields);
    terms = Map.copyOf(terms);
  }

  /** Of one scored field. Raises STATISTICS_MISSING. */
  public FieldStatistics field(String field) {
    FieldStatistics value = fields.get(field);
    if (value == null) {
      throw ScoringNeeds.missing("field " + field);
    }
    return value;
  }

  /** Of one scored term. Raises STATISTICS_MISSING. */
  public TermStatistics term(IndexTerm term) {
    TermStatistics value = terms.get(term);
    if (value == null) {
      throw ScoringNeeds.missing("a term of field " + term.field());
    }
    return value;
  }

  /** The statistics of two disjoint sets of documents together. */
  public Statistics plus(Statistics other) {
    return sum(List.of(this, other));
  }

  /** The statistics of disjoint sets of documents together. Raises INVALID_ARGUMENT on overflow. */
  public static Statistics sum(Iterable<Statistics> parts) {
    Map<String, FieldStatistics> fieldSums = new HashMap<>();
    Map<IndexTerm, TermStatistics> termSums = new HashMap<>();
    for (Statistics part : parts) {
      part.fields.forEach((field, value) -> fieldSums.merge(field, value, FieldStatistics::plus));
      part.terms.forEach((term, value) -> termSums.merge(term, value, TermStatistics::plus));
    }
    return new Statistics(fieldSums, termSums);
  }
}
