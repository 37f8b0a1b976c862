package org.tisc.node.query;

import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;

/**
 * Analysis of query values into canonical queries, filled by the index. Text that leaves no term,
 * such as punctuation, gives {@code MatchNone}, and the clause is left out. Methods that name no
 * field mean the unfielded search (title, abstract, claims). Methods may raise {@code
 * INVALID_QUERY} for a truncation that is not of one word and {@code QUERY_TOO_LARGE}; the compiler
 * adds the position. Thread-safe, no I/O.
 */
public interface TextAnalysis {
  /** All words of the text, each in any of the unfielded search's fields. */
  CanonicalQuery words(String text);

  /** All words of the text in one field. */
  CanonicalQuery text(String indexField, String text);

  /**
   * The text as it stands, in any of the unfielded search's fields.
   *
   * @param moves how far its words may be moved in all, 0 for not at all
   */
  CanonicalQuery phrase(String text, int moves);

  /** The text as it stands in one field. */
  CanonicalQuery phrase(String indexField, String text, int moves);

  /** Words that start with the text, in any of the unfielded search's fields. */
  CanonicalQuery prefix(String text);

  /** Words that start with the text in one field. */
  CanonicalQuery prefix(String indexField, String text);

  /**
   * Words of a pattern as {@link Syntax.Masked} has it, in any of the unfielded search's fields.
   */
  CanonicalQuery masked(String pattern);

  /** Words of a pattern in one field. */
  CanonicalQuery masked(String indexField, String pattern);

  /**
   * Words that are written almost like the text, in one field.
   *
   * @param edits letters that may differ, 1 or 2
   */
  CanonicalQuery fuzzy(String indexField, String text, int edits);

  /**
   * Where in its field stands what {@link #text(String, String)}, {@link #phrase(String, String,
   * int)}, {@link #prefix(String, String)} or {@link #masked(String, String)} of one field gave;
   * empty for {@code MatchNone}.
   */
  Optional<Places> places(CanonicalQuery found);

  /** One query for each of the unfielded search's fields, joined and weighed as words are. */
  CanonicalQuery anywhere(Function<String, CanonicalQuery> ofField);

  /** The whole value, not analysed. */
  CanonicalQuery keyword(String indexField, String value);

  /** Values that start with the text, not analysed. */
  CanonicalQuery keywordPrefix(String indexField, String prefix);

  /** Days between two numbers yyyymmdd, both included. */
  CanonicalQuery range(String indexField, long from, long to);
}
