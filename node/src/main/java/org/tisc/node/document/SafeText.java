package org.tisc.node.document;

/**
 * Text made safe to store and to show: no control characters but line feed and tab, no half
 * surrogate, one form of line end. Nothing a reader could see is lost.
 */
public final class SafeText {
  private SafeText() {}

  /** A text of several lines: line ends become LF, spaces at the very ends go. */
  public static String block(String text) {
    return clean(text, false).strip();
  }

  /** A text of one line: every run of white space, U+00A0 and line ends included, is one space. */
  public static String line(String text) {
    return clean(text, true);
  }

  private static String clean(String text, boolean oneLine) {
    if (isPlain(text, oneLine)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c) || c == '\uFFFE' || c == '\uFFFF') {
        out.append('\uFFFD');
      } else if (oneLine && isSpace(c)) {
        appendOneSpace(out);
      } else if (c == '\r') {
        if (i + 1 >= length || text.charAt(i + 1) != '\n') {
          out.append('\n');
        }
      } else if (c == '\n' || c == '\t' || !isDropped(c)) {
        out.append(c);
      }
    }
    if (oneLine && !out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  private static void appendOneSpace(StringBuilder out) {
    if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  private static boolean isSpace(char c) {
    return c == '\n' || c == '\r' || c == '\t' || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static boolean isDropped(char c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == '\uFEFF';
  }

  private static boolean isPlain(String text, boolean oneLine) {
    boolean lastSpace = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == ' ';
      if (Character.isSurrogate(c)
          || c >= '\uFFFE'
          || c == '\r'
          || (isDropped(c) && c != '\n' && c != '\t')) {
        return false;
      }
      if (oneLine && (space ? lastSpace : isSpace(c))) {
        return false;
      }
      lastSpace = space;
    }
    return !oneLine || text.isEmpty() || !lastSpace;
  }

  /** The text, or its beginning with an ellipsis if it is longer than {@code maxChars}. */
  public static String shortened(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = Math.max(0, maxChars - 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
