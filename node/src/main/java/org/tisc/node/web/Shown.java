package org.tisc.node.web;

/** Foreign text as it may stand in a log line or message: one line, printable, short. */
final class Shown {
  private static final int MAX_LENGTH = 200;

  private Shown() {}

  static String text(String foreign) {
    StringBuilder shown = new StringBuilder();
    foreign
        .codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              boolean plain =
                  !Character.isISOControl(c)
                      && Character.getType(c) != Character.FORMAT
                      && Character.getType(c) != Character.SURROGATE
                      && Character.getType(c) != Character.LINE_SEPARATOR
                      && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
              shown.appendCodePoint(plain ? c : '\uFFFD');
            });
    return shown.toString();
  }
}
