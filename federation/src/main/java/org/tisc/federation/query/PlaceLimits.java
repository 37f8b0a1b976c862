package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Deque;

/** The bounds of {@link Places} and {@link TermMask}, part of {@link QueryLimits}. */
final class PlaceLimits {
  /** Largest distance, below the gap between two values of a field. */
  static final int MAX_GAPS = 100;

  /** Positions that one run takes up. */
  static final int MAX_WIDTH = 4_096;

  /** Pieces of a pattern. */
  static final int MAX_PARTS = 16;

  /** Free characters in a row. */
  static final int MAX_ANY = 8;

  private record Visit(Places places, int depth) {}

  private PlaceLimits() {}

  /**
   * Walks the tree without recursion; gives how many leaves it has, terms of runs counted singly.
   *
   * @param depth of the query that holds the places
   */
  static int check(Places root, int depth) {
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(root, depth + 1));
    int leaves = 0;
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      if (visit.depth > QueryLimits.MAX_DEPTH) {
        throw QueryLimits.tooLarge("nested deeper than " + QueryLimits.MAX_DEPTH);
      }
      switch (visit.places) {
        case Places.Run run -> {
          check(run);
          leaves += run.terms().size();
        }
        case Places.Start(ByteString prefix) -> {
          checkBytes(prefix);
          leaves++;
        }
        case Places.Mask(TermMask mask) -> {
          check(mask);
          leaves++;
        }
        case Places.AnyOf any -> {
          if (any.alternatives().isEmpty()) {
            throw QueryLimits.invalid("a choice of places has at least one");
          }
          any.alternatives().forEach(each -> open.push(new Visit(each, visit.depth + 1)));
        }
        case Places.Within within -> {
          if (within.gaps() < 0 || within.gaps() > MAX_GAPS) {
            throw QueryLimits.invalid(
                "a distance is 0 to %d; not: %d".formatted(MAX_GAPS, within.gaps()));
          }
          open.push(new Visit(within.left(), visit.depth + 1));
          open.push(new Visit(within.right(), visit.depth + 1));
        }
      }
      if (leaves > QueryLimits.MAX_LEAVES || open.size() > QueryLimits.MAX_LEAVES) {
        throw QueryLimits.tooLarge("more than " + QueryLimits.MAX_LEAVES + " terms");
      }
    }
    return leaves;
  }

  private static void check(Places.Run run) {
    if (run.terms().isEmpty() || run.terms().size() != run.offsets().size()) {
      throw QueryLimits.invalid(
          "a run has at least one term and as many offsets; not: %d and %d"
              .formatted(run.terms().size(), run.offsets().size()));
    }
    if (run.offsets().getFirst() != 0 || run.width() > MAX_WIDTH) {
      throw QueryLimits.invalid("a run starts at 0 and is at most " + MAX_WIDTH + " wide");
    }
    int before = -1;
    for (int offset : run.offsets()) {
      if (offset <= before || offset >= run.width()) {
        throw QueryLimits.invalid("offsets of a run rise and stay below its width; not: " + offset);
      }
      before = offset;
    }
    run.terms().forEach(PlaceLimits::checkBytes);
  }

  static void check(TermMask mask) {
    int parts = mask.parts().size();
    if (parts < 1 || parts > MAX_PARTS || mask.start().isEmpty()) {
      throw QueryLimits.invalid(
          "a pattern has 1 to %d parts and starts with text; not: %d parts"
              .formatted(MAX_PARTS, parts));
    }
    int bytes = 0;
    for (TermMask.Part part : mask.parts()) {
      bytes += part.literal().size();
      if (part.any() < 0 || part.any() > MAX_ANY) {
        throw QueryLimits.invalid(
            "a pattern has 0 to %d free characters in a row; not: %d"
                .formatted(MAX_ANY, part.any()));
      }
      if (!part.literal().isValidUtf8()) {
        throw QueryLimits.invalid("the text of a pattern is UTF-8");
      }
    }
    if (bytes > QueryLimits.MAX_TERM_BYTES) {
      throw QueryLimits.invalid(
          "a pattern has at most %d bytes of text; not: %d"
              .formatted(QueryLimits.MAX_TERM_BYTES, bytes));
    }
  }

  private static void checkBytes(ByteString term) {
    if (term.isEmpty() || term.size() > QueryLimits.MAX_TERM_BYTES) {
      throw QueryLimits.invalid(
          "a term has 1 to %d bytes; not: %d".formatted(QueryLimits.MAX_TERM_BYTES, term.size()));
    }
  }
}
