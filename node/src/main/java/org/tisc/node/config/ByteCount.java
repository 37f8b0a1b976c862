package org.tisc.node.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size written with its unit, such as {@code 16MiB}.
 *
 * @param bytes at least 1
 */
public record ByteCount(long bytes) {
  private static final Pattern GRAMMAR = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)");

  public ByteCount {
    if (bytes < 1) {
      throw new IllegalArgumentException("at least 1B");
    }
  }

  static ByteCount parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size with its unit (B, KiB, MiB, GiB), such as 16MiB");
    }
    return new ByteCount(Long.parseLong(matcher.group(1)) * factor(matcher.group(2)));
  }

  private static long factor(String unit) {
    return switch (unit.charAt(0)) {
      case 'K' -> 1L << 10;
      case 'M' -> 1L << 20;
      case 'G' -> 1L << 30;
      default -> 1;
    };
  }

  /** The form of the file, in the greatest unit that fits exactly. */
  @Override
  public String toString() {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      if (bytes % factor(unit) == 0) {
        return String.format(Locale.ROOT, "%d%s", bytes / factor(unit), unit);
      }
    }
    return bytes + "B";
  }
}
