package org.tisc.node.index;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;
import org.tisc.federation.query.QueryLimits;
import org.tisc.federation.query.TermMask;

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
  private static final int MAX_MASK_PARTS = 16;
  private static final int MAX_MASK_ANY = 8;
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
      case CanonicalQuery.Masked masked -> mask(known(masked.field()), masked.mask());
      case CanonicalQuery.Near near -> {
        typed(near.field(), IndexField.Type.TEXT);
        places(known(near.field()), near.places(), depth + 1);
      }
      case CanonicalQuery.Range range -> typed(range.field(), IndexField.Type.NUMBER);
      case CanonicalQuery.Fuzzy fuzzy -> {
        typed(fuzzy.field(), IndexField.Type.TEXT);
        QueryLimits.check(fuzzy);
      }
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
      case CanonicalQuery.Group group -> group(group, depth);
      case CanonicalQuery.Constant constant -> {
        within("constant score", constant.score(), 0, MAX_BOOST);
        visit(constant.query(), depth + 1);
      }
    }
  }

  private void group(CanonicalQuery.Group group, int depth) {
    if (group.members().isEmpty()) {
      throw invalid("A group has no members");
    }
    for (CanonicalQuery.Member member : group.members()) {
      within("weight in a group", member.weight(), Float.MIN_NORMAL, 1);
      if (member.query() instanceof CanonicalQuery.Phrase phrase && phrase.slop() > 0) {
        throw invalid("Slop of a phrase in a group is %d; expected 0".formatted(phrase.slop()));
      }
      typed(member.field(), IndexField.Type.TEXT);
      visit(member.query(), depth + 1);
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

  private void places(IndexField field, Places places, int depth) {
    if (depth > MAX_DEPTH) {
      throw new TiscException(
          Reason.QUERY_TOO_LARGE, "The query is nested deeper than " + MAX_DEPTH);
    }
    count(1);
    switch (places) {
      case Places.Run run -> run(field, run);
      case Places.Start(ByteString prefix) -> start(field, prefix);
      case Places.Mask(TermMask mask) -> mask(field, mask);
      case Places.AnyOf any -> {
        if (any.alternatives().isEmpty()) {
          throw invalid("A choice of places has none");
        }
        any.alternatives().forEach(each -> places(field, each, depth + 1));
      }
      case Places.Within within -> {
        if (within.gaps() < 0 || within.gaps() > MAX_SLOP) {
          throw invalid("A distance is %d; expected 0 to %d".formatted(within.gaps(), MAX_SLOP));
        }
        places(field, within.left(), depth + 1);
        places(field, within.right(), depth + 1);
      }
    }
  }

  private void run(IndexField field, Places.Run run) {
    int terms = run.terms().size();
    if (terms < 1 || terms != run.offsets().size() || run.width() > QueryAnalysis.MAX_TEXT) {
      throw invalid(
          "A run has %d terms, %d offsets and the width %d; expected as many of each, width to %d"
              .formatted(terms, run.offsets().size(), run.width(), QueryAnalysis.MAX_TEXT));
    }
    count(terms - 1);
    int before = -1;
    for (int offset : run.offsets()) {
      if (offset <= before || offset >= run.width() || (before < 0 && offset > 0)) {
        throw invalid(
            "Offset %d after %d in a run of width %d; expected rising ones from 0"
                .formatted(offset, before, run.width()));
      }
      before = offset;
    }
    run.terms().forEach(term -> bytes(field.fieldName(), term));
  }

  private void mask(IndexField field, TermMask mask) {
    if (mask.parts().isEmpty() || mask.parts().size() > MAX_MASK_PARTS) {
      throw invalid(
          "A pattern has %d parts; expected 1 to %d"
              .formatted(mask.parts().size(), MAX_MASK_PARTS));
    }
    start(field, mask.start());
    int bytes = 0;
    for (TermMask.Part part : mask.parts()) {
      bytes += part.literal().size();
      if (part.any() < 0 || part.any() > MAX_MASK_ANY || !part.literal().isValidUtf8()) {
        throw invalid(
            "A pattern has %d free characters in a row; expected 0 to %d, between UTF-8 text"
                .formatted(part.any(), MAX_MASK_ANY));
      }
    }
    if (bytes > MAX_TERM_BYTES) {
      throw invalid("A pattern has %d bytes; expected at most %d".formatted(bytes, MAX_TERM_BYTES));
    }
  }

  private void prefix(CanonicalQuery.Prefix prefix) {
    start(known(prefix.field()), prefix.prefix());
  }

  private void start(IndexField field, ByteString prefix) {
    if (field.type() == IndexField.Type.NUMBER) {
      throw invalid("Field " + field.fieldName() + " has numbers; expected a range");
    }
    bytes(field.fieldName(), prefix);
    if (field.type() == IndexField.Type.TEXT && characters(prefix) < MIN_TEXT_PREFIX) {
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
