package org.tisc.node.query;

import java.util.List;

/**
 * A node of the syntax tree: what the user asked, before any text analysis. Values are already in
 * their canonical notation (class symbols, dates, codes). The parser flattens {@link And} and
 * {@link Or}, so neither holds its own kind, and never nests {@link Not} or {@link Fielded} in
 * themselves.
 */
public sealed interface Syntax {
  /** Where in the query text it stands. */
  Span span();

  /** Every document; written as a lone {@code *}. */
  record All(Span span) implements Syntax {}

  /**
   * A word, a run of Chinese, a number, a class symbol or a code, by the field around it.
   *
   * @param text not empty
   * @param truncated whether anything may follow
   */
  record Word(String text, boolean truncated, Span span) implements Syntax {}

  /**
   * Text to be found as it stands.
   *
   * @param text not empty, single spaces, no quotation marks
   */
  record Phrase(String text, Span span) implements Syntax {}

  /**
   * Days from one to another, both included; only inside a date field.
   *
   * @param from yyyymmdd, or {@value #OPEN_FROM} for no lower bound
   * @param to yyyymmdd, or {@value #OPEN_TO} for no upper bound
   */
  record Dates(int from, int to, Span span) implements Syntax {
    /** No lower bound. */
    public static final int OPEN_FROM = 0;

    /** No upper bound. */
    public static final int OPEN_TO = 99_999_999;
  }

  /** A body searched in one field. */
  record Fielded(QueryField field, Syntax body, Span span) implements Syntax {}

  /**
   * All of the parts.
   *
   * @param parts at least two
   */
  record And(List<Syntax> parts, Span span) implements Syntax {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Any of the parts.
   *
   * @param parts at least two
   */
  record Or(List<Syntax> parts, Span span) implements Syntax {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** Documents that the body does not match. */
  record Not(Syntax body, Span span) implements Syntax {}
}
