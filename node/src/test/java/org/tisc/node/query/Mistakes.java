package org.tisc.node.query;

import java.util.List;
import java.util.Locale;
import org.tisc.federation.error.TiscException;

/** The mistakes of a text, in a short form. */
final class Mistakes {
  private Mistakes() {}

  /** Each as {@code KEY@position}; empty when the text is a query. */
  static List<String> of(QueryLanguage language, String text) {
    try {
      language.parse(text, Locale.ENGLISH);
      return List.of();
    } catch (TiscException refused) {
      return refused.violations().stream()
          .map(one -> key(one.message()) + "@" + one.position())
          .toList();
    }
  }

  /** The key whose sentence starts as the message does, up to the first argument. */
  static String key(String message) {
    for (RemarkKey key : RemarkKey.values()) {
      String[] pieces =
          new Remark(key, List.of("\u0001", "\u0001", "\u0001"), new Span(0, 0))
              .text(Locale.ENGLISH)
              .split("\u0001", -1);
      if (message.startsWith(pieces[0]) && message.endsWith(pieces[pieces.length - 1])) {
        return key.name();
      }
    }
    return message;
  }
}
