package org.tisc.federation.policy;

import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A rule in force, and where it came from. A rule never changes: it is removed, or another one is
 * made.
 *
 * @param number counts the rules of a node from 1; never used twice
 * @param madeBy an account name, or the word node for the program itself
 * @param note why, for people; at most {@value #MAX_NOTE} characters, no control characters
 */
public record Rule(long number, Terms terms, String madeBy, Instant madeAt, String note) {
  /** The longest note. */
  public static final int MAX_NOTE = 200;

  /** The one that decides among several comes first: the most specific, then the newest. */
  static final Comparator<Rule> DECIDING =
      Comparator.comparingInt((Rule rule) -> rule.terms.rank())
          .thenComparingLong(Rule::number)
          .reversed();

  private static final Pattern ID = Pattern.compile("r[1-9][0-9]{0,17}");

  public Rule {
    if (note.length() > MAX_NOTE || note.chars().anyMatch(Character::isISOControl)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A note has at most " + MAX_NOTE + " characters and is one line");
    }
  }

  /** The name of the rule, such as {@code r12}. */
  public String id() {
    return "r" + number;
  }

  /** The number in a rule's name. Raises INVALID_ARGUMENT. */
  public static long number(String id) {
    if (!ID.matcher(id).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A rule's id is like r12; not: " + Quoted.of(id));
    }
    return Long.parseLong(id.substring(1));
  }
}
