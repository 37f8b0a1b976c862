package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;

/**
 * The limits of a canonical query. Trees come from peers, so everything in them is suspect: fields
 * nobody has, boosts that are not numbers, phrases that stretch over the whole index, trees as deep
 * as the stack. Messages name fields and numbers, never terms.
 */
final class QueryCheck {
  /** Most nodes of a tree, each further term of a phrase counted; Lucene's own limit as well. */
  static final int MAX_CLAUSES = 1_024;

  /** Deepest nesting. */
  static final int MAX_DEPTH = 32;

  /** Shortest truncated word in characters; one letter would touch half the dictionary. */
  static final int MIN_TEXT_PREFIX = 2;

  /** Largest distance of a loose phrase, below the gap between two values of a field. */
  static final int MAX_SLOP = 100;

  private static final int MAX_TERM_BYTES = 4_096;
  private static final float MAX_BOOST = 1_000_000;

  private int clauses;

  private QueryCheck() {}

  /** Raises INVALID_QUERY or QUERY_TOO_LARGE unless the query can be run here. */
  static void check(CanonicalQuery query) {
    new QueryCheck().visit(query, 1);
  }

  private void visit(CanonicalQuery query, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "The query is nested deeper than " + MAX_DEPTH);
    }
    count(1);
    switch (query) {
      case CanonicalQuery.Term term -> term(term);
      case CanonicalQuery.Phrase phrase -> phrase(phrase);
      case CanonicalQuery.Prefix prefix -> prefix(prefix);
      case CanonicalQuery.Range range -> typed(range.field(), IndexField.Type.NUMBER);
      case CanonicalQuery.MatchAll _, CanonicalQuery.MatchNone _ -> {}
      case CanonicalQuery.Bool bool ->
          bool.clauses().forEach(clause -> visit(clause.query(), depth + 1));
      case CanonicalQuery.DisMax any -> {
        within("tie breaker", any.tieBreaker(), 0, 1);
        any.queries().forEach(each -> visit(each, depth + 1));
      }
      case CanonicalQuery.Boosted boosted -> {
        within("boost", boosted.boost(), Float.MIN_NORMAL, MAX_BOOST);
        visit(boosted.query(), depth + 1);
      }
      case CanonicalQuery.Constant constant -> {
        within("constant score", constant.score(), 0, MAX_BOOST);
        visit(constant.query(), depth + 1);
      }
    }
  }

  private void term(CanonicalQuery.Term term) {
    IndexField field = known(term.term().field());
    if (field.type() == IndexField.Type.NUMBER) {
      throw invalid("Field " + field.fieldName() + " has numbers; expected a range");
    }
    bytes(field.fieldName(), term.term().bytes());
  }

  private void phrase(CanonicalQuery.Phrase phrase) {
    typed(phrase.field(), IndexField.Type.TEXT);
    List<ByteString> terms = phrase.terms();
    List<Integer> positions = phrase.positions();
    if (terms.size() < 2 || terms.size() != positions.size()) {
      throw invalid(
          "A phrase has %d terms and %d positions; expected two or more, and as many of each"
              .formatted(terms.size(), positions.size()));
    }
    count(terms.size() - 1);
    if (phrase.slop() < 0 || phrase.slop() > MAX_SLOP) {
      throw invalid("Slop is %d; expected 0 to %d".formatted(phrase.slop(), MAX_SLOP));
    }
    int before = 0;
    for (int position : positions) {
      if (position < before || position > QueryAnalysis.MAX_TEXT) {
        throw invalid(
            "Phrase position %d after %d; expected rising ones up to %d"
                .formatted(position, before, QueryAnalysis.MAX_TEXT));
      }
      before = position;
    }
    terms.forEach(term -> bytes(phrase.field(), term));
  }

  private void prefix(CanonicalQuery.Prefix prefix) {
    IndexField field = known(prefix.field());
    if (field.type() == IndexField.Type.NUMBER) {
      throw invalid("Field " + field.fieldName() + " has numbers; expected a range");
    }
    bytes(field.fieldName(), prefix.prefix());
    if (field.type() == IndexField.Type.TEXT && characters(prefix.prefix()) < MIN_TEXT_PREFIX) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE,
          "A truncated word needs at least %d characters".formatted(MIN_TEXT_PREFIX));
    }
  }

  private static int characters(ByteString utf8) {
    int characters = 0;
    for (int i = 0; i < utf8.size(); i++) {
      if ((utf8.byteAt(i) & 0xC0) != 0x80) {
        characters++;
      }
    }
    return characters;
  }

  private static void bytes(String field, ByteString term) {
    if (term.isEmpty() || term.size() > MAX_TERM_BYTES) {
      throw invalid(
          "A term of %s has %d bytes; expected 1 to %d"
              .formatted(field, term.size(), MAX_TERM_BYTES));
    }
  }

  private static void within(String what, float value, float least, float most) {
    if (!(value >= least && value <= most)) {
      throw invalid("A %s is %s; expected %s to %s".formatted(what, value, least, most));
    }
  }

  private static void typed(String name, IndexField.Type expected) {
    IndexField field = known(name);
    if (field.type() != expected) {
      throw invalid(
          "Field %s is a %s field; expected a %s field".formatted(name, field.type(), expected));
    }
  }

  private static IndexField known(String name) {
    return IndexField.byName(name)
        .orElseThrow(
            () -> invalid("No field is called " + name.substring(0, Math.min(name.length(), 80))));
  }

  private void count(int more) {
    clauses += more;
    if (clauses > MAX_CLAUSES) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "The query has more than " + MAX_CLAUSES + " clauses");
    }
  }

  private static TiscException invalid(String message) {
    return new TiscException(Reason.INVALID_QUERY, message);
  }
}
