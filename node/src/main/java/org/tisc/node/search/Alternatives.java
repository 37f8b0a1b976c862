package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Occur;
import org.tisc.federation.query.IndexTerm;
import org.tisc.node.query.Syntax;
import org.tisc.node.query.UnderstoodAs;

/**
 * A query as alternatives that have weights of their own. The weights are boosts of the canonical
 * tree, so that it is searched like any other.
 */
final class Alternatives {
  /** Longest document key in UTF-16 code units. */
  static final int LONGEST_KEY = 512;

  /** The index's field of the document key, which every peer may search. */
  private static final String KEY = "key";

  private Alternatives() {}

  /** What the tree gives to choose from: the parts of an OR, else itself. */
  static List<Syntax> of(Syntax tree) {
    return tree instanceof Syntax.Or or ? or.parts() : List.of(tree);
  }

  /** The same alternatives, each with the weight at its place. */
  static CanonicalQuery weighted(
      List<Syntax> alternatives, List<Float> weights, Function<Syntax, CanonicalQuery> compile) {
    List<Clause> clauses = new ArrayList<>();
    for (int i = 0; i < alternatives.size(); i++) {
      CanonicalQuery query = compile.apply(alternatives.get(i));
      if (!(query instanceof CanonicalQuery.MatchNone)) {
        clauses.add(new Clause(Occur.SHOULD, new CanonicalQuery.Boosted(query, weights.get(i))));
      }
    }
    return switch (clauses.size()) {
      case 0 -> new CanonicalQuery.MatchNone();
      case 1 -> clauses.getFirst().query();
      default -> new CanonicalQuery.Bool(clauses);
    };
  }

  /** The same documents but the one of a key. */
  static CanonicalQuery without(CanonicalQuery query, Optional<String> key) {
    return key.<CanonicalQuery>map(
            one ->
                new CanonicalQuery.Bool(
                    List.of(
                        new Clause(Occur.MUST, query),
                        new Clause(
                            Occur.MUST_NOT, new CanonicalQuery.Term(IndexTerm.of(KEY, one))))))
        .orElse(query);
  }

  static boolean isNoKey(String key) {
    return key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl);
  }

  /** The alternatives of a request that has weights; none of another. */
  static List<SearchReply.Weighted> listed(SearchRequest request, Locale locale) {
    List<Syntax> alternatives = of(request.parsed().tree());
    List<SearchReply.Weighted> listed = new ArrayList<>();
    for (int i = 0; i < request.weights().size(); i++) {
      listed.add(
          new SearchReply.Weighted(
              alternatives.get(i) instanceof Syntax.Phrase phrase
                  ? phrase.text()
                  : UnderstoodAs.line(alternatives.get(i), locale),
              request.weights().get(i)));
    }
    return List.copyOf(listed);
  }
}
