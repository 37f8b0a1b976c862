package org.tisc.federation.query;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The size a canonical query may have on any node. The asker checks before it sends, the owner
 * before it works, so that both name the same limit.
 */
public final class QueryLimits {
  /**
   * Nesting, counted in nodes of the tree; three message levels each stay inside protobuf's 100.
   */
  public static final int MAX_DEPTH = 32;

  /** Terms, prefixes, ranges and other leaves, phrase terms counted singly. */
  public static final int MAX_LEAVES = 4_096;

  /** Bytes of one term or prefix; Lucene indexes none above 32,766. */
  public static final int MAX_TERM_BYTES = 1_024;

  /** Characters of a field name. */
  public static final int MAX_FIELD_LENGTH = 64;

  /** Members of one group. */
  public static final int MAX_MEMBERS = 256;

  private record Visit(CanonicalQuery query, int depth) {}

  private QueryLimits() {}

  /**
   * Walks the tree without recursion. Raises {@code QUERY_TOO_LARGE} when it is over a limit,
   * {@code INVALID_QUERY} when a value in it makes no sense.
   */
  public static void check(CanonicalQuery root) {
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(root, 1));
    int leaves = 0;
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      if (visit.depth > MAX_DEPTH) {
        throw tooLarge("nested deeper than " + MAX_DEPTH);
      }
      int inside = visit.depth + 1;
      switch (visit.query) {
        case CanonicalQuery.Term(IndexTerm term) -> {
          checkTerm(term.field(), term.bytes().size());
          leaves++;
        }
        case CanonicalQuery.Phrase phrase -> {
          checkPhrase(phrase);
          leaves += phrase.terms().size();
        }
        case CanonicalQuery.Prefix prefix -> {
          checkTerm(prefix.field(), prefix.prefix().size());
          leaves++;
        }
        case CanonicalQuery.Masked masked -> {
          checkTerm(masked.field(), 1);
          PlaceLimits.check(masked.mask());
          leaves++;
        }
        case CanonicalQuery.Near near -> {
          checkTerm(near.field(), 1);
          leaves += PlaceLimits.check(near.places(), visit.depth);
        }
        case CanonicalQuery.Fuzzy fuzzy -> {
          Likeness.check(fuzzy);
          leaves += Likeness.MOST;
        }
        case CanonicalQuery.Range range -> {
          checkTerm(range.field(), 1);
          leaves++;
        }
        case CanonicalQuery.MatchAll _, CanonicalQuery.MatchNone _ -> leaves++;
        case CanonicalQuery.Bool bool -> {
          leaves += bool.clauses().isEmpty() ? 1 : 0;
          bool.clauses().forEach(clause -> open.push(new Visit(clause.query(), inside)));
        }
        case CanonicalQuery.DisMax disMax -> {
          leaves += disMax.queries().isEmpty() ? 1 : 0;
          if (!(disMax.tieBreaker() >= 0 && disMax.tieBreaker() <= 1)) {
            throw invalid("a tie breaker is 0 to 1; not: " + disMax.tieBreaker());
          }
          disMax.queries().forEach(query -> open.push(new Visit(query, inside)));
        }
        case CanonicalQuery.Boosted(CanonicalQuery query, float boost) -> {
          if (!(boost > 0 && boost <= 1_000_000)) {
            throw invalid("a boost is above 0 and at most 1,000,000; not: " + boost);
          }
          open.push(new Visit(query, inside));
        }
        case CanonicalQuery.Constant(CanonicalQuery query, float score) -> {
          if (!(score >= 0 && score <= 1_000_000)) {
            throw invalid("a constant score is 0 to 1,000,000; not: " + score);
          }
          open.push(new Visit(query, inside));
        }
        case CanonicalQuery.Group group -> {
          checkGroup(group);
          group.members().forEach(member -> open.push(new Visit(member.query(), inside)));
        }
      }
      if (leaves > MAX_LEAVES || open.size() > MAX_LEAVES) {
        throw tooLarge("more than " + MAX_LEAVES + " terms");
      }
    }
  }

  private static void checkPhrase(CanonicalQuery.Phrase phrase) {
    if (phrase.terms().size() < 2 || phrase.terms().size() != phrase.positions().size()) {
      throw invalid(
          "a phrase has at least two terms and as many positions; not: %d and %d"
              .formatted(phrase.terms().size(), phrase.positions().size()));
    }
    if (phrase.slop() < 0 || phrase.slop() > 1_000) {
      throw invalid("a phrase's slop is 0 to 1,000; not: " + phrase.slop());
    }
    int before = 0;
    for (int position : phrase.positions()) {
      if (position < before || position > 100_000) {
        throw invalid("positions of a phrase rise from 0 to at most 100,000; not: " + position);
      }
      before = position;
    }
    phrase.terms().forEach(term -> checkTerm(phrase.field(), term.size()));
  }

  private static void checkGroup(CanonicalQuery.Group group) {
    if (group.members().isEmpty() || group.members().size() > MAX_MEMBERS) {
      throw invalid(
          "a group has 1 to %d members; not: %d".formatted(MAX_MEMBERS, group.members().size()));
    }
    for (CanonicalQuery.Member member : group.members()) {
      if (!(member.weight() > 0 && member.weight() <= 1)) {
        throw invalid("a member of a group weighs above 0 and at most 1; not: " + member.weight());
      }
      if (member.query() instanceof CanonicalQuery.Phrase phrase && phrase.slop() > 0) {
        throw invalid("the words of a phrase in a group stand as they are; not: " + phrase.slop());
      }
      member.terms();
    }
  }

  static void checkTerm(String field, int bytes) {
    if (field.isEmpty() || field.length() > MAX_FIELD_LENGTH) {
      throw invalid("a field name has 1 to " + MAX_FIELD_LENGTH + " characters");
    }
    if (bytes < 1 || bytes > MAX_TERM_BYTES) {
      throw invalid("a term has 1 to " + MAX_TERM_BYTES + " bytes; not: " + bytes);
    }
  }

  static TiscException tooLarge(String what) {
    return new TiscException(Reason.QUERY_TOO_LARGE, "The query is " + what);
  }

  static TiscException invalid(String what) {
    return new TiscException(Reason.INVALID_QUERY, "In the analysed query " + what);
  }
}
