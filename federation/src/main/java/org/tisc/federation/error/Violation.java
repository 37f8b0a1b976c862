package org.tisc.federation.error;

import java.util.Objects;

/**
 * One broken rule of one field of a request.
 *
 * @param field the field in the caller's terms, such as {@code q} or {@code documents[3].number};
 *     may be empty for the whole
 * @param message what is wrong and what was expected, for a person
 * @param position offset in characters from the start of the field's text, or -1 where it does not
 *     apply
 * @param length how many characters from there on are meant, 0 where only the place is known
 */
public record Violation(String field, String message, int position, int length) {
  public Violation {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
  }

  /** A violation at a place. */
  public Violation(String field, String message, int position) {
    this(field, message, position, 0);
  }

  /** A violation of a whole field. */
  public static Violation of(String field, String message) {
    return new Violation(field, message, -1);
  }
}
