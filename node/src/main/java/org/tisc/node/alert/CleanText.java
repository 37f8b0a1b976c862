package org.tisc.node.alert;

import org.tisc.node.document.SafeText;

/**
 * Text of others made safe to show beside text of ours: no control characters, nothing that turns
 * the direction of writing, nothing invisible that makes two words look like one. Joiners, which
 * some scripts need, stay.
 */
final class CleanText {
  private CleanText() {}

  /** Text of several lines. */
  static String block(String text) {
    return SafeText.block(visible(text));
  }

  /** Text of one line. */
  static String line(String text) {
    return SafeText.line(visible(text)).strip();
  }

  private static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().filter(c -> !hides(c)).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Whether a character is only there to change how its neighbours look. */
  private static boolean hides(int c) {
    return c == 0x00AD
        || c == 0x061C
        || c == 0x180E
        || c == 0x200B
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F)
        || c == 0xFEFF
        || (c >= 0xFFF9 && c <= 0xFFFB)
        || (c >= 0xE0000 && c <= 0xE007F);
  }
}
