package org.tisc.node.query;

import java.util.List;
import java.util.Optional;

/**
 * Reads pieces of a CQL text on demand: what a slash or a colon means depends on where it stands.
 * Positions are those of the text as typed.
 */
final class CqlScanner {
  private static final String QUOTES = "\"“”";
  private static final List<String> SIGNS = List.of("==", "<=", ">=", "<>", "=", "<", ">");

  private final String text;
  private int at;

  CqlScanner(String text) {
    this.text = Folding.fold(text);
  }

  /**
   * A word or a quotation.
   *
   * @param text without quotation marks, with backslashes
   */
  record Piece(String text, boolean quoted, Span span) {}

  /** Steps over white space; whether anything is left. */
  boolean more() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length();
  }

  Span here() {
    more();
    return new Span(at, Math.min(text.length(), at + 1));
  }

  int position() {
    return at;
  }

  void back(int position) {
    at = position;
  }

  /** Whether this sign stands next; then it was taken. */
  boolean take(char sign) {
    if (more() && text.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }

  boolean next(char sign) {
    return more() && text.charAt(at) == sign;
  }

  /** A comparison sign, if one stands next; full-width and mathematical ones as well. */
  Optional<Piece> sign() {
    if (!more()) {
      return Optional.empty();
    }
    int start = at;
    int special = "≤≥≠".indexOf(text.charAt(at));
    if (special >= 0) {
      at++;
      return Optional.of(
          new Piece(List.of("<=", ">=", "<>").get(special), false, new Span(start, at)));
    }
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        at += sign.length();
        return Optional.of(new Piece(sign, false, new Span(start, at)));
      }
    }
    return Optional.empty();
  }

  /**
   * A word or quotation, if one stands next; a quotation that is not closed reaches to the end and
   * is told by {@link #closed}.
   *
   * @param slashes whether a slash belongs to the word
   */
  Optional<Piece> piece(boolean slashes) {
    if (!more()) {
      return Optional.empty();
    }
    int start = at;
    if (QUOTES.indexOf(text.charAt(at)) >= 0) {
      return Optional.of(quotation(start));
    }
    while (at < text.length() && inWord(text.charAt(at), slashes)) {
      at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
    }
    return at == start
        ? Optional.empty()
        : Optional.of(new Piece(text.substring(start, at), false, new Span(start, at)));
  }

  private static boolean inWord(char c, boolean slashes) {
    return c == '/' ? slashes : " ()=<>≤≥≠".indexOf(c) < 0 && QUOTES.indexOf(c) < 0;
  }

  private Piece quotation(int start) {
    at++;
    while (at < text.length() && QUOTES.indexOf(text.charAt(at)) < 0) {
      at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
    }
    at = Math.min(at, text.length());
    String inside = text.substring(start + 1, at);
    if (at < text.length()) {
      at++;
    }
    return new Piece(inside, true, new Span(start, at));
  }

  /** Whether a quotation has its closing mark. */
  boolean closed(Piece quotation) {
    Span span = quotation.span();
    return span.to() - span.from() == quotation.text().length() + 2;
  }
}
