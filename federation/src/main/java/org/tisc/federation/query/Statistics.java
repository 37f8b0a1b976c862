package org.tisc.federation.query;

import java.util.HashMap;
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

  /** The statistics of two disjoint sets of documents together. */
  public Statistics plus(Statistics other) {
    Map<String, FieldStatistics> fieldSums = new HashMap<>(fields);
    other.fields.forEach((field, value) -> fieldSums.merge(field, value, FieldStatistics::plus));
    Map<IndexTerm, TermStatistics> termSums = new HashMap<>(terms);
    other.terms.forEach((term, value) -> termSums.merge(term, value, TermStatistics::plus));
    return new Statistics(fieldSums, termSums);
  }
}
