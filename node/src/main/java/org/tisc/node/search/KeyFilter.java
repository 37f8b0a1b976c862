package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.node.desk.Baskets;

/**
 * Narrows a search to the documents of the asker's basket, or to all others. Peers are told the
 * keys as they are told any query: they answer it and keep nothing.
 */
final class KeyFilter {
  /** The parameters, each with the id or name of a basket. */
  static final List<String> NAMES = List.of("inBasket", "notInBasket");

  /** Keys of one query; what else a node runs of one query is left to its words. */
  static final int MOST = 800;

  private static final Map<String, Occur> OCCURS =
      Map.of("inBasket", Occur.FILTER, "notInBasket", Occur.MUST_NOT);

  private final Baskets baskets;
  private final String person;
  private final SearchTexts texts;

  KeyFilter(Baskets baskets, String person, SearchTexts texts) {
    this.baskets = baskets;
    this.person = person;
    this.texts = texts;
  }

  /** The same request, narrowed as its parameters say; scores stay what they are. */
  SearchRequest within(SearchRequest request, SearchInput input) {
    List<CanonicalQuery.Clause> clauses = new ArrayList<>();
    int keys = 0;
    for (String name : NAMES) {
      if (input.get(name).isPresent()) {
        List<String> named = keys(name, input.get(name).get().strip());
        keys += named.size();
        if (keys > MOST) {
          throw refused(name, texts.of("narrowed.many", Integer.toString(MOST)));
        }
        clauses.add(
            new CanonicalQuery.Clause(
                OCCURS.getOrDefault(name, Occur.FILTER),
                named.isEmpty() ? new CanonicalQuery.MatchNone() : KeptHits.anyOf(named)));
      }
    }
    if (clauses.isEmpty()) {
      return request;
    }
    clauses.addFirst(new CanonicalQuery.Clause(Occur.MUST, request.query()));
    return request.with(new CanonicalQuery.Bool(clauses));
  }

  private List<String> keys(String name, String basket) {
    try {
      return baskets.keys(person, basket);
    } catch (TiscException absent) {
      if (absent.reason() != Reason.NOT_FOUND) {
        throw absent;
      }
      throw refused(name, texts.of("narrowed.unknown"));
    }
  }

  private TiscException refused(String name, String message) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        texts.of("request.refused", 1),
        List.of(Violation.of(name, message)));
  }
}
