package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Prints for people. Texts come from other nodes, so control characters never reach the terminal;
 * columns are aligned by display width, in which a Chinese character takes two places.
 */
public final class Screen {
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private final Shell shell;

  /** A screen on the shell's streams. */
  public Screen(Shell shell) {
    this.shell = shell;
  }

  /** One line of the answer. */
  public void line(String text) {
    shell.out().println(clean(text));
  }

  /** One line of the answer, made of pieces that {@link #bold} and {@link #clean} returned. */
  void raw(String text) {
    shell.out().println(text);
  }

  /** One line of progress or complaint. */
  public void complain(String text) {
    shell.err().println(clean(text));
  }

  /** Replaces the line of progress; nothing where no person looks on. */
  void progress(String text) {
    if (shell.terminal()) {
      shell.err().print("\r\u001b[K" + clean(text));
      shell.err().flush();
    }
  }

  /** Ends the line of progress. */
  void progressDone() {
    if (shell.terminal()) {
      shell.err().println();
    }
  }

  /** A text of the bundle in the user's language. */
  public String text(String key, Object... values) {
    return shell.words().text(key, values);
  }

  /** The text in the user's language out of {@code {"zh","en"}} or of a plain string. */
  String localised(JsonNode texts) {
    if (!texts.isObject()) {
      return texts.asString("");
    }
    JsonNode own = texts.get(shell.words().locale().getLanguage());
    if (own != null) {
      return own.asString("");
    }
    return texts.values().stream().findFirst().map(first -> first.asString("")).orElse("");
  }

  /** Bold on a terminal. */
  String bold(String text) {
    return shell.terminal() ? BOLD + clean(text) + PLAIN : clean(text);
  }

  /**
   * A highlighted text: {@code marks} are pairs of positions in UTF-16 units, ascending and not
   * overlapping; what is not is ignored. On paper the marks become brackets.
   */
  String marked(String text, JsonNode marks) {
    StringBuilder line = new StringBuilder();
    int at = 0;
    for (JsonNode mark : marks) {
      int from = mark.path(0).asInt(-1);
      int to = mark.path(1).asInt(-1);
      if (from < at || to <= from || to > text.length()) {
        continue;
      }
      line.append(clean(text.substring(at, from)));
      String word = text.substring(from, to);
      line.append(shell.terminal() ? bold(word) : "[" + clean(word) + "]");
      at = to;
    }
    return line.append(clean(text.substring(at))).toString();
  }

  /** A table: columns by key of the bundle, rows as wide as the columns. */
  void table(List<String> headings, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(headings.stream().map(heading -> text("column." + heading)).toList());
    all.addAll(rows);
    int[] widths = new int[headings.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(clean(row.get(i))));
      }
    }
    for (int number = 0; number < all.size(); number++) {
      List<String> row = all.get(number);
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = clean(row.get(i));
        line.append(cell);
        if (i < widths.length - 1) {
          line.append(" ".repeat(widths[i] - width(cell) + 2));
        }
      }
      raw(number == 0 ? bold(line.toString()) : line.toString().stripTrailing());
    }
  }

  /** The text without control characters and without marks that turn the writing direction. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
              if (c == '\n' || c == '\t') {
                clean.append(' ');
              } else if (!Character.isISOControl(c) && !turns) {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }

  /** Places that a text takes on a terminal. */
  static int width(String text) {
    return text.codePoints()
        .map(c -> Character.getType(c) == Character.NON_SPACING_MARK ? 0 : wide(c) ? 2 : 1)
        .sum();
  }

  private static boolean wide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
