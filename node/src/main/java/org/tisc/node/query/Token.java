package org.tisc.node.query;

import java.util.List;

/** A piece of the query text as the lexer cuts it. */
sealed interface Token {
  Span span();

  /** A run without spaces that starts with a letter or digit. */
  record Word(String text, boolean truncated, Span span) implements Token {}

  /** A word with free characters. */
  record Masked(String pattern, Span span) implements Token {}

  /** A word that may be written a little differently, as {@link Syntax.Fuzzy} has it. */
  record Fuzzy(String text, int edits, Span span) implements Token {}

  /**
   * A quotation, or an operator word that stands where it can only be text.
   *
   * @param distance as {@link Syntax.Phrase} has it
   */
  record Quoted(String text, int distance, Span span) implements Token {
    Quoted(String text, Span span) {
      this(text, 0, span);
    }
  }

  /** Texts that are taken for one, as {@link Syntax.Same} has them. */
  record Same(List<String> texts, Span span) implements Token {
    public Same {
      texts = List.copyOf(texts);
    }
  }

  /** Fields and how they bind to the value behind them. */
  record Name(List<QueryField> fields, Relation relation, Span span) implements Token {
    public Name {
      fields = List.copyOf(fields);
    }

    QueryField first() {
      return fields.getFirst();
    }
  }

  /** An operator of distance, as {@link Syntax.Near} has it. */
  record Near(int words, boolean ordered, String written, Span span) implements Token {}

  /** The inside of square brackets. */
  record Range(String content, Span span) implements Token {}

  /** The number of an earlier query. */
  record Step(int number, Span span) implements Token {}

  /** An operator or bracket. */
  record Mark(Kind kind, String written, Span span) implements Token {}

  /** What a {@link Mark} is. */
  enum Kind {
    AND,
    OR,
    NOT,
    OPEN,
    CLOSE,
    ALL,
    END
  }

  default boolean is(Kind kind) {
    return this instanceof Mark mark && mark.kind() == kind;
  }

  /** Whether an operand ends here. */
  default boolean endsOperand() {
    return switch (this) {
      case Word _, Masked _, Fuzzy _, Quoted _, Same _, Range _, Step _ -> true;
      case Name _, Near _ -> false;
      case Mark mark -> mark.kind() == Kind.CLOSE || mark.kind() == Kind.ALL;
    };
  }

  /** Whether an operand starts here. */
  default boolean startsOperand() {
    return switch (this) {
      case Word _, Masked _, Fuzzy _, Quoted _, Same _, Range _, Name _, Step _ -> true;
      case Near _ -> false;
      case Mark mark ->
          mark.kind() == Kind.OPEN || mark.kind() == Kind.NOT || mark.kind() == Kind.ALL;
    };
  }
}
