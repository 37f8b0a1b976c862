package org.tisc.federation.identity;

import java.util.function.IntPredicate;

/**
 * The grammar of names that stand in every header of every entry, checked without patterns: an hour
 * of catching up makes millions of them. Stateless.
 */
final class Labels {
  private static final int MAX = 63;

  private Labels() {}

  /** 1 to 63 of a-z, 0-9 and hyphen, without one at either end. */
  static boolean label(String text) {
    return !text.isEmpty()
        && text.length() <= MAX
        && text.charAt(0) != '-'
        && text.charAt(text.length() - 1) != '-'
        && all(text, c -> letterOrDigit(c) || c == '-');
  }

  /** Whether all characters are such. */
  static boolean all(String text, IntPredicate such) {
    for (int i = 0; i < text.length(); i++) {
      if (!such.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean hexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static boolean letterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
