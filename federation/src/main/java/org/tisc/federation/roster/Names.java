package org.tisc.federation.roster;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What people call a centre.
 *
 * @param zh in Chinese; 1 to 200 characters without control characters
 * @param en in English; empty or as above
 */
public record Names(String zh, String en) {
  private static final int MAX = 200;

  public Names {
    if (zh.isBlank()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A centre needs a name in Chinese");
    }
    requireText(zh);
    requireText(en);
  }

  static void requireText(String text) {
    if (text.length() > MAX || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A name has at most " + MAX + " characters and no control characters");
    }
  }
}
