package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.CanonicalQuery.Clause;
import org.tisc.federation.query.CanonicalQuery.Fuzzy;
import org.tisc.federation.query.CanonicalQuery.Group;
import org.tisc.federation.query.CanonicalQuery.Member;
import org.tisc.federation.query.CanonicalQuery.Term;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.query.Likeness;

/**
 * The words that the fuzzy ones of a query stand for, gathered from all sources. The best of what
 * each holds are the best of what all hold, so the query that comes of it is the one that a single
 * index would make of its own dictionary.
 */
final class Expansion {
  /** The most fuzzy words of one query. */
  static final int MOST_WORDS = 64;

  private final Map<Fuzzy, Set<ByteString>> found = new HashMap<>();

  /** The fuzzy words of a query, none twice. */
  static List<Fuzzy> words(CanonicalQuery query) {
    Set<Fuzzy> words = new LinkedHashSet<>();
    CanonicalQuery _ =
        replaced(
            query,
            fuzzy -> {
              words.add(fuzzy);
              return fuzzy;
            });
    return List.copyOf(words);
  }

  /** Adds what one source holds. */
  void add(Map<Fuzzy, List<ByteString>> variants) {
    variants.forEach(
        (word, terms) -> found.computeIfAbsent(word, _ -> new LinkedHashSet<>()).addAll(terms));
  }

  /** The query with the words found in place of the fuzzy ones. */
  CanonicalQuery expand(CanonicalQuery query) {
    return replaced(query, this::group);
  }

  /** The query with something else in place of each fuzzy word. */
  private static CanonicalQuery replaced(
      CanonicalQuery query, Function<Fuzzy, CanonicalQuery> other) {
    return switch (query) {
      case Fuzzy fuzzy -> other.apply(fuzzy);
      case CanonicalQuery.Bool bool ->
          new CanonicalQuery.Bool(
              bool.clauses().stream()
                  .map(clause -> new Clause(clause.occur(), replaced(clause.query(), other)))
                  .toList());
      case CanonicalQuery.DisMax any ->
          new CanonicalQuery.DisMax(
              any.queries().stream().map(each -> replaced(each, other)).toList(), any.tieBreaker());
      case CanonicalQuery.Boosted boosted ->
          new CanonicalQuery.Boosted(replaced(boosted.query(), other), boosted.boost());
      case CanonicalQuery.Constant constant ->
          new CanonicalQuery.Constant(replaced(constant.query(), other), constant.score());
      case Term _,
          CanonicalQuery.Phrase _,
          CanonicalQuery.Prefix _,
          CanonicalQuery.Masked _,
          CanonicalQuery.Near _,
          CanonicalQuery.Range _,
          CanonicalQuery.MatchAll _,
          CanonicalQuery.MatchNone _,
          Group _ ->
          query;
    };
  }

  private CanonicalQuery group(Fuzzy fuzzy) {
    List<Member> members =
        Likeness.best(fuzzy, found.getOrDefault(fuzzy, Set.of())).stream()
            .map(
                like ->
                    new Member(new Term(new IndexTerm(fuzzy.field(), like.term())), like.value()))
            .toList();
    return members.isEmpty() ? new CanonicalQuery.MatchNone() : new Group(members);
  }
}
