package org.tisc.federation.link;

/** Text from elsewhere, made fit for one log line or one message. */
final class PlainText {
  private static final int MAX = 500;

  private PlainText() {}

  /** The text without control and formatting characters, cut to 500 characters. */
  static String of(String text) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), MAX));
    for (int i = 0; i < text.length() && clean.length() < MAX; ) {
      int point = text.codePointAt(i);
      int type = Character.getType(point);
      boolean hidden =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      clean.appendCodePoint(hidden ? '?' : point);
      i += Character.charCount(point);
    }
    return clean.toString();
  }
}
