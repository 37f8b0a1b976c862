package org.tisc.node.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Terms of CQL as parts of the syntax tree.
 *
 * @param codes whether free characters are those of Espacenet ({@code ?} one or none, {@code #}
 *     one) or those of CQL ({@code ?} one)
 */
record CqlTerms(boolean codes, NumberForms numbers, Remarks remarks) {
  private static final String QUOTES = "\"“”「」『』";
  private static final String INSIDE_WORDS = "._&'-";

  /** The words of a term, each read by itself; empty after a mistake was remarked. */
  List<Syntax> words(String term, QueryField field, Span span) {
    List<Syntax> words = new ArrayList<>();
    for (String word : term.strip().split(" +", -1)) {
      Optional<Syntax> read = word(word, field, span);
      if (read.isEmpty()) {
        return List.of();
      }
      words.add(read.get());
    }
    return words;
  }

  /** A term of several words as one text; words left open or with free characters keep that. */
  Optional<Syntax> adjacent(String term, QueryField field, Span span) {
    String[] words = term.strip().split(" +", -1);
    if (words.length == 1) {
      return word(words[0], field, span);
    }
    boolean open = List.of(words).stream().anyMatch(this::open);
    if (!open) {
      return phrase(term, span);
    }
    List<Syntax> each = words(term, QueryField.TITLE, span);
    Optional<Syntax> joined = each.stream().findFirst();
    for (Syntax next : each.stream().skip(1).toList()) {
      Token.Near beside = new Token.Near(0, true, "adj", span);
      joined = joined.flatMap(left -> new Distances(remarks).near(left, next, beside));
    }
    return joined;
  }

  /** A term as it stands, in a field of whole values. */
  Optional<Syntax> whole(String term, Values values, Span span) {
    String text = plain(term.strip());
    boolean cut = open(term) && text.endsWith("*");
    String value = cut ? text.substring(0, text.length() - 1) : text;
    if (value.isBlank()) {
      remarks.add(RemarkKey.EMPTY_QUOTE, span);
      return Optional.empty();
    }
    return cut
        ? values.word(new Token.Word(value.strip(), true, span))
        : values.quoted(new Token.Quoted(value, span));
  }

  private boolean open(String word) {
    boolean escaped = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!escaped && free(c)) {
        return true;
      }
      escaped = !escaped && c == '\\';
    }
    return false;
  }

  private boolean free(char c) {
    return c == '*' || c == '?' || c == '^' || (codes && c == '#');
  }

  /** A text without backslashes. */
  static String plain(String term) {
    return term.replaceAll("\\\\(.)", "$1");
  }

  private Optional<Syntax> phrase(String term, Span span) {
    String text = plain(term).replaceAll("[\"“”「」『』* ]+", " ").strip();
    if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      remarks.add(RemarkKey.EMPTY_QUOTE, span);
      return Optional.empty();
    }
    return Optional.of(new Syntax.Phrase(text, 0, span));
  }

  private Optional<Syntax> word(String word, QueryField field, Span span) {
    if (open(word)) {
      return masked(word, span);
    }
    String text = plain(word);
    boolean quotes = text.chars().anyMatch(c -> QUOTES.indexOf(c) >= 0);
    if (field == QueryField.TOPIC && !text.isEmpty() && !quotes) {
      Optional<Syntax> guessed =
          new BareValues(numbers, remarks).word(new Token.Word(text, false, span));
      if (guessed.isPresent() && !(guessed.get() instanceof Syntax.Word)) {
        return guessed;
      }
    }
    boolean plain =
        wordOfLetters(text)
            && !OperatorWords.is(text)
            && !List.of("AND", "OR", "NOT").contains(text);
    return plain ? Optional.of(new Syntax.Word(text, false, span)) : phrase(word, span);
  }

  /** Letters and digits, single signs only between them; a loop, since terms may be long. */
  private static boolean wordOfLetters(String text) {
    boolean letter = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      boolean next = Character.isLetterOrDigit(text.codePointAt(i));
      if (!next && (!letter || INSIDE_WORDS.indexOf(text.charAt(i)) < 0)) {
        return false;
      }
      letter = next;
    }
    return letter;
  }

  /** A word with free characters, brought to the own notation and judged there. */
  private Optional<Syntax> masked(String word, Span span) {
    StringBuilder own = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!escaped && c == '\\') {
        escaped = true;
        continue;
      }
      boolean sign = !escaped && free(c);
      escaped = false;
      if (sign && c == '^') {
        remarks.add(RemarkKey.CQL_ANCHOR, span);
        return Optional.empty();
      }
      if (!sign && !Character.isLetterOrDigit(c) && !Character.isSurrogate(c)) {
        remarks.add(RemarkKey.TRUNCATION_OF_ONE_WORD, span);
        return Optional.empty();
      }
      own.append(sign && c == '?' && !codes ? '#' : c);
    }
    if (free(own.charAt(0)) || own.charAt(0) == '#') {
      remarks.add(RemarkKey.LEADING_WILDCARD, span);
      return Optional.empty();
    }
    Remarks inside = new Remarks();
    List<Token> tokens = Lexer.read(own.toString(), inside);
    inside
        .mistakes()
        .forEach(one -> remarks.add(one.key(), span, one.arguments().toArray(String[]::new)));
    if (!inside.mistakes().isEmpty()) {
      return Optional.empty();
    }
    return switch (tokens.getFirst()) {
      case Token.Masked masked -> Optional.of(new Syntax.Masked(masked.pattern(), span));
      case Token.Word cut ->
          TypedValues.plain(new Token.Word(cut.text(), cut.truncated(), span), remarks);
      case Token.Quoted _,
          Token.Same _,
          Token.Fuzzy _,
          Token.Name _,
          Token.Near _,
          Token.Range _,
          Token.Step _,
          Token.Mark _ -> {
        remarks.add(RemarkKey.TRUNCATION_OF_ONE_WORD, span);
        yield Optional.empty();
      }
    };
  }
}
