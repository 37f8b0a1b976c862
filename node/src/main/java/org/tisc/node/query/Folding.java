package org.tisc.node.query;

/**
 * Brings the notations of one sign together, one code unit for one, so that positions stay those of
 * the text as typed: full-width forms become ASCII, every kind of space, control and lone surrogate
 * becomes a space, and so do the punctuation marks that separate Chinese clauses.
 */
final class Folding {
  private static final String CHINESE_SEPARATORS = "。、；，！？…《》〈〉【】〔〕｡､";
  private static final char FULL_WIDTH_FIRST = '\uFF01';
  private static final char FULL_WIDTH_LAST = '\uFF5E';
  private static final int FULL_WIDTH_SHIFT = 0xFEE0;

  private Folding() {}

  static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      char before = at > 0 ? text.charAt(at - 1) : ' ';
      folded.append(one(before, text.charAt(at), next));
    }
    return folded.toString();
  }

  private static char one(char before, char c, char next) {
    if (c == '！' && (next == '＝' || next == '=')) {
      return '!';
    }
    if (CHINESE_SEPARATORS.indexOf(c) >= 0) {
      return ' ';
    }
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
      return (char) (c - FULL_WIDTH_SHIFT);
    }
    if (Character.isHighSurrogate(c)) {
      return Character.isLowSurrogate(next) ? c : ' ';
    }
    if (Character.isLowSurrogate(c)) {
      return Character.isHighSurrogate(before) ? c : ' ';
    }
    return switch (c) {
      case '\u2212', '\u2010', '\u2011' -> '-';
      case '～', '\u301C' -> '~';
      default -> blank(c) ? ' ' : c;
    };
  }

  private static boolean blank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }
}
