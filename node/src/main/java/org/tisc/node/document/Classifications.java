package org.tisc.node.document;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Symbols of classification schemes in the notations of real files. IPC and CPC share their form:
 * {@code H01M 10/0525}, {@code H01M10/0525}, {@code H01M0010/0525}, {@code H01M-0010/0525}, the
 * fixed layout of WIPO ST.8 {@code H01M0010052500}, no-break spaces, and a version in brackets
 * behind.
 */
public final class Classifications {
  private static final Pattern GROUP =
      Pattern.compile(
          "([A-HY]\\d{2}[A-Z])\\s*-?\\s*0*(\\d{1,4})\\s*/\\s*(\\d{2,8})(?:\\s.*|\\(.*)?");
  private static final Pattern FIXED = Pattern.compile("([A-HY]\\d{2}[A-Z])(\\d{4})(\\d{6})");
  private static final Pattern COARSE = Pattern.compile("[A-HY](?:\\d{2}[A-Z]?)?");
  private static final Pattern LOCARNO =
      Pattern.compile(
          "(?:LOC\\s*\\(?\\d{0,2}\\)?\\s*(?:CL\\.?)?\\s*)?(\\d{1,2})\\s*[-./]?\\s*(\\d{2})");
  private static final Pattern NICE =
      Pattern.compile("(?:第|CLASS|CL\\.?|NICE|NCL)?\\s*(\\d{1,2})\\s*类?", Pattern.CASE_INSENSITIVE);

  private Classifications() {}

  /**
   * The compact form of an IPC or CPC symbol for search: {@code H01M10/0525}, or a whole section,
   * class or subclass. Empty if the text is no symbol.
   */
  public static Optional<String> compactPatentClass(String text) {
    return parse(text).map(s -> s.group().isEmpty() ? s.subclass() : s.subclass() + s.group());
  }

  /** The form for readers, {@code H01M 10/0525}; the text itself if it is no symbol. */
  static String displayPatentClass(String text) {
    return parse(text)
        .map(s -> s.group().isEmpty() ? s.subclass() : s.subclass() + " " + s.group())
        .orElse(text);
  }

  private record Symbol(String subclass, String group) {}

  private static Optional<Symbol> parse(String text) {
    if (text.length() > 60) {
      return Optional.empty();
    }
    String symbol = SafeText.line(NumberText.halfWidth(text)).toUpperCase(Locale.ROOT);
    Matcher m = GROUP.matcher(symbol);
    if (m.matches()) {
      return Optional.of(new Symbol(m.group(1), m.group(2) + "/" + m.group(3)));
    }
    m = FIXED.matcher(symbol);
    if (m.matches()) {
      String subgroup = m.group(3).replaceFirst("0{1,4}$", "");
      return Optional.of(
          new Symbol(m.group(1), NumberText.withoutLeadingZeros(m.group(2)) + "/" + subgroup));
    }
    return COARSE.matcher(symbol).matches()
        ? Optional.of(new Symbol(symbol, ""))
        : Optional.empty();
  }

  /** A Locarno class as {@code 14-03}; empty if the text is none of the 32 classes. */
  public static Optional<String> locarno(String text) {
    Matcher m = LOCARNO.matcher(upper(text));
    if (!m.matches()) {
      return Optional.empty();
    }
    int main = Integer.parseInt(m.group(1));
    return main >= 1 && main <= 32
        ? Optional.of("%02d-%s".formatted(main, m.group(2)))
        : Optional.empty();
  }

  /** A Nice class from {@code 35}, {@code 09}, {@code 第9类} or {@code Class 9}; 1 to 45. */
  public static OptionalInt nice(String text) {
    Matcher m = NICE.matcher(upper(text));
    if (!m.matches()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(m.group(1));
    return number >= 1 && number <= 45 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  private static String upper(String text) {
    String head = text.length() > 60 ? "" : text;
    return SafeText.line(NumberText.halfWidth(head)).toUpperCase(Locale.ROOT);
  }
}
