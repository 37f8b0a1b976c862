package org.tisc.node.query;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A class symbol in one notation: IPC and CPC as {@code H01M10/0525}, Locarno as {@code 14-03}.
 *
 * @param text the symbol, or its start
 * @param below whether everything that starts with the text is meant
 */
record ClassSymbol(String text, boolean below) {
  // WIPO ST.8 writes the group in four and the subgroup in up to six digits, filled with zeros.
  private static final Pattern FIXED_WIDTH = Pattern.compile("([A-HY]\\d{2}[A-Z])(\\d{4})(\\d{6})");
  private static final Pattern ABOVE_GROUP = Pattern.compile("[A-HY](?:\\d{2}[A-Z]?)?");
  private static final Pattern GROUP =
      Pattern.compile("([A-HY]\\d{2}[A-Z])[ -]*(\\d{1,4})(?:/(\\d{0,8}))?");
  private static final Pattern BARE =
      Pattern.compile("[A-HY]\\d{2}[A-Z]|[A-HYa-hy]\\d{2}[A-Za-z] ?\\d{1,4}(?:/\\d{0,8})?");
  private static final Pattern LOCARNO = Pattern.compile("(\\d{1,2})(?:[-.](\\d{1,2}))?");
  private static final int LOCARNO_CLASSES = 32;

  /** Reads a symbol of IPC or CPC in any notation; {@code cut} says that a star stood behind it. */
  static Optional<ClassSymbol> ipc(String text, boolean cut) {
    String symbol = text.strip().toUpperCase(Locale.ROOT);
    if (ABOVE_GROUP.matcher(symbol).matches()) {
      return Optional.of(new ClassSymbol(symbol, true));
    }
    Matcher fixed = FIXED_WIDTH.matcher(symbol);
    if (fixed.matches()) {
      String subgroup = fixed.group(3).replaceAll("0{1,4}$", "");
      return Optional.of(
          new ClassSymbol(fixed.group(1) + unpadded(fixed.group(2)) + "/" + subgroup, cut));
    }
    Matcher group = GROUP.matcher(symbol);
    if (!group.matches()) {
      return Optional.empty();
    }
    String main = group.group(1) + unpadded(group.group(2));
    String subgroup = group.group(3);
    if (subgroup == null) {
      return Optional.of(new ClassSymbol(cut ? main : main + "/", true));
    }
    return Optional.of(
        subgroup.isEmpty()
            ? new ClassSymbol(main + "/", true)
            : new ClassSymbol(main + "/" + subgroup, cut));
  }

  /** Reads a Locarno class or subclass. */
  static Optional<ClassSymbol> locarno(String text, boolean cut) {
    Matcher matcher = LOCARNO.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int main = Integer.parseInt(matcher.group(1));
    if (main < 1 || main > LOCARNO_CLASSES) {
      return Optional.empty();
    }
    String subclass = matcher.group(2);
    return Optional.of(
        subclass == null
            ? new ClassSymbol("%02d-".formatted(main), true)
            : new ClassSymbol("%02d-%02d".formatted(main, Integer.parseInt(subclass)), cut));
  }

  /** Whether a bare token is a symbol of IPC or CPC beyond doubt: a subclass at least. */
  static boolean unmistakable(String text) {
    return BARE.matcher(text).matches();
  }

  private static String unpadded(String digits) {
    String without = digits.replaceFirst("^0+", "");
    return without.isEmpty() ? "0" : without;
  }
}
