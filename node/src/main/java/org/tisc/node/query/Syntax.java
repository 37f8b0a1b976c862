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
   * A word with free characters, in a text field.
   *
   * @param pattern letters and digits; {@code #} is one character, {@code ?} one or none, a star at
   *     the end anything
   */
  record Masked(String pattern, Span span) implements Syntax {}

  /**
   * A word that may be written a little differently, in a text field.
   *
   * @param text letters and digits
   * @param edits letters that may differ, 1 or 2
   */
  record Fuzzy(String text, int edits, Span span) implements Syntax {}

  /**
   * Text to be found as it stands, or nearly so.
   *
   * @param text not empty, single spaces, no quotation marks
   * @param distance how many moves of a word by one position are allowed, 0 for none
   */
  record Phrase(String text, int distance, Span span) implements Syntax {}

  /**
   * Texts that are taken for one word: any of them is found, and all count alike. Written {@code {a
   * | b}}.
   *
   * @param texts two to {@value #MOST}, each as a {@link Phrase} has it, none twice
   */
  record Same(List<String> texts, Span span) implements Syntax {
    /** The most texts. */
    public static final int MOST = 32;

    public Same {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Two texts that stand near each other in one field. Each is a {@link Word}, a {@link Masked}, an
   * exact {@link Phrase}, a {@link Same}, a {@link Near}, or an {@link Or} of them.
   *
   * @param words the most words, or characters of a Chinese text, between them
   * @param ordered whether left must stand first
   */
  record Near(Syntax left, Syntax right, int words, boolean ordered, Span span) implements Syntax {
    /** The largest distance. */
    public static final int FARTHEST = 100;
  }

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

  /**
   * A body of which each word is searched in one field, or in any of several.
   *
   * @param fields at least one, all of one type, none of them {@link QueryField#TOPIC}
   */
  record Fielded(List<QueryField> fields, Syntax body, Span span) implements Syntax {
    public Fielded {
      fields = List.copyOf(fields);
    }

    /** A body searched in one field. */
    static Fielded in(QueryField field, Syntax body, Span span) {
      return new Fielded(List.of(field), body, span);
    }
  }

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
