package org.tisc.node.query;

/** A piece of the query text as the lexer cuts it. */
sealed interface Token {
  Span span();

  /** A run without spaces that starts with a letter or digit. */
  record Word(String text, boolean truncated, Span span) implements Token {}

  /** A quotation, or an operator word that stands where it can only be text. */
  record Quoted(String text, Span span) implements Token {}

  /** A field and how it binds to the value behind it. */
  record Name(QueryField field, Relation relation, Span span) implements Token {}

  /** The inside of square brackets. */
  record Range(String content, Span span) implements Token {}

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
      case Word _, Quoted _, Range _ -> true;
      case Name _ -> false;
      case Mark mark -> mark.kind() == Kind.CLOSE || mark.kind() == Kind.ALL;
    };
  }

  /** Whether an operand starts here. */
  default boolean startsOperand() {
    return switch (this) {
      case Word _, Quoted _, Range _, Name _ -> true;
      case Mark mark ->
          mark.kind() == Kind.OPEN || mark.kind() == Kind.NOT || mark.kind() == Kind.ALL;
    };
  }
}
