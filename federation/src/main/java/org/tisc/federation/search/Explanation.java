package org.tisc.federation.search;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One step of the arithmetic of a score, with the steps that it is made of. Steps are codes and
 * numbers, so that every reader gets them in an own language. Made by the node that scored;
 * bounded, because it crosses borders.
 *
 * @param value of the step, finite; that of the first step has the bits of the score, as a float
 * @param field the field of queries that it is about, if it is about one
 * @param text the words that it is about, shortened to {@value #MAX_TEXT} characters
 * @param details in the order of the calculation
 * @param cut whether details were left out, because there are too many
 */
public record Explanation(
    Step step,
    double value,
    Optional<String> field,
    Optional<String> text,
    List<Explanation> details,
    boolean cut) {
  /** Most steps of one explanation. */
  public static final int MAX_STEPS = 1_000;

  /** Deepest nesting: that of a query, and what a word's score is made of. */
  public static final int MAX_DEPTH = 48;

  /** Longest text of a step, in UTF-16 code units. */
  public static final int MAX_TEXT = 256;

  /** How a value comes about. */
  public enum Step {
    /** The sum of those details that are scores. */
    SUM,
    /** The largest of the scores, and the share {@link #TIE_BREAKER} of each other one. */
    BEST,
    /** The same for every document that matches. */
    CONSTANT,
    /** Had to be met, and adds nothing. */
    CONDITION,
    /** A word by BM25: {@link #BOOST} × {@link #RARITY} × {@link #SATURATION}, but for rounding. */
    TERM,
    /** Words beside each other by BM25, the same way. */
    PHRASE,
    /** Words that are taken for one, by BM25, the same way. */
    GROUP,
    /** By how much the query weighs it, 1 where it is left out. */
    BOOST,
    /**
     * Inverse document frequency; of a phrase the sum over its words, of a group that of its least
     * rare member.
     */
    RARITY,
    /** Documents that have the word, over all sources. */
    DOCUMENTS_WITH,
    /** Documents that have the field, over all sources. */
    DOCUMENTS,
    /** What the occurrences count, from 0 to below 1: more of them count ever less. */
    SATURATION,
    /**
     * Occurrences in the document; of a loose phrase, nearer ones count more, and of a group each
     * by its weight.
     */
    OCCURRENCES,
    /** The parameter k1 of BM25. */
    K1,
    /** The parameter b of BM25. */
    B,
    /** Words in the field of the document, as exactly as the index keeps it. */
    LENGTH,
    /** The same on average over all sources. */
    AVERAGE_LENGTH,
    /** The share of scores beside the largest one. */
    TIE_BREAKER,
    /** A step that this release does not know. */
    OTHER
  }

  public Explanation {
    details = List.copyOf(details);
    require(Double.isFinite(value), "a value that is no number");
    require(field.isEmpty() || sound(field.get()), "an improper field");
    require(text.isEmpty() || sound(text.get()), "an improper text");
  }

  /** A step that is about nothing but its number. */
  public static Explanation of(Step step, double value, Explanation... details) {
    return new Explanation(
        step, value, Optional.empty(), Optional.empty(), List.of(details), false);
  }

  /** A text as it fits: no control characters, not too long. */
  public static String shortened(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MAX_TEXT)
        .takeWhile(_ -> clean.length() < MAX_TEXT - 1)
        .forEach(one -> clean.appendCodePoint(improper(one) ? '\uFFFD' : one));
    return clean.toString();
  }

  private static boolean sound(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TEXT
        && text.codePoints().noneMatch(Explanation::improper);
  }

  private static boolean improper(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }

  /** The value as a score. */
  public float score() {
    return (float) value;
  }

  /** How many steps there are. */
  public int steps() {
    return 1 + details.stream().mapToInt(Explanation::steps).sum();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A step of a score has " + otherwise);
    }
  }
}
