package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A node of the canonical query tree. The order of clauses is part of the value: floating-point
 * sums depend on it, and equal bits on every node are promised.
 */
public sealed interface CanonicalQuery {

  /** Whether a clause must match, may match, must not match, or must match without scoring. */
  enum Occur {
    /** Matches and scores. */
    MUST,
    /** Scores when it matches; required only when no MUST or FILTER clause stands beside it. */
    SHOULD,
    /** Excludes. */
    MUST_NOT,
    /** Matches, never scores. */
    FILTER
  }

  /** One clause of a {@link Bool}. */
  record Clause(Occur occur, CanonicalQuery query) {}

  /** Documents that hold the term; scored by BM25 where the field has norms or frequencies. */
  record Term(IndexTerm term) implements CanonicalQuery {}

  /**
   * Documents that hold the terms at the given relative positions; scored by BM25 with the phrase's
   * frequency.
   *
   * @param terms at least two
   * @param positions one for each term, not falling
   * @param slop how many position moves are allowed, 0 for exact
   */
  record Phrase(String field, List<ByteString> terms, List<Integer> positions, int slop)
      implements CanonicalQuery {
    public Phrase {
      terms = List.copyOf(terms);
      positions = List.copyOf(positions);
    }
  }

  /** Documents with a term that starts with these bytes; constant score 1. */
  record Prefix(String field, ByteString prefix) implements CanonicalQuery {}

  /** Documents with a term of this pattern; constant score 1. */
  record Masked(String field, TermMask mask) implements CanonicalQuery {}

  /**
   * Documents where the places stand in the field; constant score 1. It only selects: what shall
   * score stands beside it.
   */
  record Near(String field, Places places) implements CanonicalQuery {}

  /**
   * Documents with a numeric value in the range; constant score 1. Dates are numbers yyyymmdd.
   *
   * @param from the lowest value that matches
   * @param to the highest value that matches
   */
  record Range(String field, long from, long to) implements CanonicalQuery {}

  /** Every document; constant score 1. */
  record MatchAll() implements CanonicalQuery {}

  /** No document. */
  record MatchNone() implements CanonicalQuery {}

  /** A Boolean combination; the score is the sum over the MUST and SHOULD clauses that match. */
  record Bool(List<Clause> clauses) implements CanonicalQuery {
    public Bool {
      clauses = List.copyOf(clauses);
    }
  }

  /**
   * Any of the queries; the score is the best one plus {@code tieBreaker} times the sum of the
   * others.
   *
   * @param tieBreaker 0 to 1
   */
  record DisMax(List<CanonicalQuery> queries, float tieBreaker) implements CanonicalQuery {
    public DisMax {
      queries = List.copyOf(queries);
    }
  }

  /** The same documents with the score multiplied by {@code boost}, which is above 0. */
  record Boosted(CanonicalQuery query, float boost) implements CanonicalQuery {}

  /** The same documents, each with this score, which is 0 or above. */
  record Constant(CanonicalQuery query, float score) implements CanonicalQuery {}

  /**
   * Words that are written almost like this one. It stands for the {@link Group} of those that the
   * sources hold, which the asking node puts in its place before it asks for anything else; so it
   * never travels, matches or scores.
   *
   * @param word UTF-8, as it would stand in the index
   * @param edits the most letters that are added, left out, exchanged for another or for their
   *     neighbour, 1 or 2
   */
  record Fuzzy(String field, ByteString word, int edits) implements CanonicalQuery {}

  /**
   * Documents that hold any of the members, scored as one word is: the occurrences of all members
   * count as occurrences of that word, and it is as rare as the member that is least so. Over
   * several fields these are one field, as long as all of them together. So neither a synonym nor a
   * misspelling counts for more because it is rare.
   *
   * @param members at least one
   * @see <a href="https://doi.org/10.1145/1031171.1031181">Robertson, Zaragoza, Taylor: Simple BM25
   *     extension to multiple weighted fields</a>
   */
  record Group(List<Member> members) implements CanonicalQuery {
    public Group {
      members = List.copyOf(members);
    }

    /** The fields that are scored as one, in the order of the members. */
    public List<String> fields() {
      return members.stream().map(Member::field).distinct().toList();
    }
  }

  /**
   * One of the words that a {@link Group} takes for one.
   *
   * @param query a {@link Term}, or a {@link Phrase} without slop
   * @param weight what one occurrence counts, above 0 and at most 1
   */
  record Member(CanonicalQuery query, float weight) {
    /** Where it stands. Raises INVALID_QUERY for a query that no member may be. */
    public String field() {
      return switch (query) {
        case Term term -> term.term().field();
        case Phrase phrase -> phrase.field();
        default -> throw QueryLimits.invalid("a member of a group is a term or a phrase");
      };
    }

    /** Its terms, in order. Raises as {@link #field}. */
    public List<IndexTerm> terms() {
      return switch (query) {
        case Term term -> List.of(term.term());
        case Phrase phrase ->
            phrase.terms().stream().map(term -> new IndexTerm(phrase.field(), term)).toList();
        default -> throw QueryLimits.invalid("a member of a group is a term or a phrase");
      };
    }
  }
}
