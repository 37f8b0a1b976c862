package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * Places of text in one field of one document: stretches of positions, each from a first position
 * to a last one. A position is a word, or one character of a Chinese run.
 */
public sealed interface Places {
  /**
   * Where terms stand at fixed distances.
   *
   * @param terms at least one
   * @param offsets one for each term, in positions from the start of the place, rising from 0
   * @param width how many positions the place takes up; above the last offset, since a pair of
   *     characters stands at the position of its first
   */
  record Run(List<ByteString> terms, List<Integer> offsets, int width) implements Places {
    public Run {
      terms = List.copyOf(terms);
      offsets = List.copyOf(offsets);
    }
  }

  /** Where a term stands that starts with these bytes. */
  record Start(ByteString prefix) implements Places {}

  /** Where a term of the pattern stands. */
  record Mask(TermMask mask) implements Places {}

  /**
   * Where any of several stands.
   *
   * @param alternatives at least one
   */
  record AnyOf(List<Places> alternatives) implements Places {
    public AnyOf {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * Where two places stand that do not overlap; the place covers both and what is between.
   *
   * @param gaps the most positions between them
   * @param ordered whether left must stand before right
   */
  record Within(Places left, Places right, int gaps, boolean ordered) implements Places {}
}
