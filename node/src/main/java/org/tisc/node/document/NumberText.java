package org.tisc.node.document;

import java.text.Normalizer;
import java.util.Locale;

/** Characters of numbers: width, case and separators. */
final class NumberText {
  private NumberText() {}

  /** Full-width letters, digits and signs in their ordinary form (NFKC). */
  static String halfWidth(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
      }
    }
    return text;
  }

  /** Letters and digits only, half width, upper case. */
  static String compact(String text) {
    String upper = halfWidth(text).toUpperCase(Locale.ROOT);
    StringBuilder out = new StringBuilder(upper.length());
    for (int i = 0; i < upper.length(); i++) {
      if (Character.isLetterOrDigit(upper.charAt(i))) {
        out.append(upper.charAt(i));
      }
    }
    return out.toString();
  }

  /** Without leading zeros; at least one digit stays. */
  static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  /** With zeros in front up to a length. */
  static String padded(String digits, int length) {
    return "0".repeat(Math.max(0, length - digits.length())) + digits;
  }
}
