package org.tisc.node.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Facet;

/**
 * Only documents that a facet puts at a value, written {@code ipc:3=H01M}.
 *
 * @param value as facets tell it
 */
record FacetFilter(Facet facet, String value) {
  private static final Pattern NAME = Pattern.compile("([a-zA-Z]{1,32})(?::([0-8]))?");
  private static final int MAX_VALUE = 512;

  /** The facet of a name such as {@code office} or {@code ipc:3}. */
  static Optional<Facet> facet(String name) {
    Matcher parts = NAME.matcher(name.strip());
    return parts.matches()
        ? Optional.of(
            new Facet(
                parts.group(1), parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  static Optional<FacetFilter> parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0 || text.length() - equals > MAX_VALUE) {
      return Optional.empty();
    }
    String value = text.substring(equals + 1).strip();
    return value.isEmpty()
        ? Optional.empty()
        : facet(text.substring(0, equals)).map(facet -> new FacetFilter(facet, value));
  }

  String text() {
    return facet + "=" + value;
  }

  /** The query, and of each facet one of its values; scores stay what they are. */
  static CanonicalQuery within(
      CanonicalQuery query, List<FacetFilter> filters, SearchEngine engine) {
    if (filters.isEmpty()) {
      return query;
    }
    Map<Facet, List<CanonicalQuery.Clause>> byFacet = new LinkedHashMap<>();
    for (FacetFilter filter : filters) {
      byFacet
          .computeIfAbsent(filter.facet, _ -> new ArrayList<>())
          .add(
              new CanonicalQuery.Clause(
                  CanonicalQuery.Occur.SHOULD, engine.having(filter.facet, filter.value)));
    }
    List<CanonicalQuery.Clause> clauses = new ArrayList<>();
    clauses.add(new CanonicalQuery.Clause(CanonicalQuery.Occur.MUST, query));
    byFacet
        .values()
        .forEach(
            any ->
                clauses.add(
                    new CanonicalQuery.Clause(
                        CanonicalQuery.Occur.FILTER, new CanonicalQuery.Bool(any))));
    return new CanonicalQuery.Bool(clauses);
  }
}
