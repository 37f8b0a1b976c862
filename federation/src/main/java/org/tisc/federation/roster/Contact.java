package org.tisc.federation.roster;

import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * One way to reach a centre; to be shown as text, never followed.
 *
 * @param kind a word of a to z such as {@code phone}; at most 16 characters
 * @param text 1 to 200 characters without control or formatting characters
 */
public record Contact(String kind, String text) {
  private static final Pattern KIND = Pattern.compile("[a-z]{1,16}");

  public Contact {
    if (!KIND.matcher(kind).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A contact's kind is 1 to 16 of a to z, such as phone");
    }
    if (text.isBlank()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A contact needs a text");
    }
    CentreDetails.requirePlain("A contact", text, 200);
  }
}
