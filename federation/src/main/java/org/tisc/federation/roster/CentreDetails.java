package org.tisc.federation.roster;

import java.util.List;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What people want to know of a centre beside its names.
 *
 * @param hostType the kind of institution as a code such as {@code UNIVERSITY}; may be empty
 * @param phase the phase of the national programme; plain text of at most 64 characters, may be
 *     empty
 * @param contacts how it can be reached; at most 8
 */
public record CentreDetails(String hostType, String phase, List<Contact> contacts) {
  private static final Pattern HOST_TYPE = Pattern.compile("([A-Z][A-Z_]{0,31})?");
  private static final int MAX_CONTACTS = 8;

  /** Nothing said. */
  public static final CentreDetails NONE = new CentreDetails("", "", List.of());

  public CentreDetails {
    contacts = List.copyOf(contacts);
    if (!HOST_TYPE.matcher(hostType).matches()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A host type is a code of A to Z and underscore, at most 32 characters");
    }
    requirePlain("A phase", phase, 64);
    if (contacts.size() > MAX_CONTACTS) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A centre has at most " + MAX_CONTACTS + " contacts");
    }
  }

  /** Refuses what is too long or could change how other text on the screen looks. */
  static void requirePlain(String what, String text, int most) {
    if (text.length() > most || text.codePoints().anyMatch(CentreDetails::notPlain)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          what + " has at most " + most + " characters and no control or formatting characters");
    }
  }

  private static boolean notPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
