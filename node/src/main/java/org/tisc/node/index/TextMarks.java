package org.tisc.node.index;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.RenderedDocument.Mark;

/**
 * Marks what a query finds in whole texts of a document, as {@link Highlighter} does in passages.
 * Takes time in proportion to the text. One for each request; not thread-safe.
 */
public final class TextMarks {
  /** What stands further behind in a text stays unmarked. */
  public static final int LONGEST = 100_000;

  private static final Set<IndexField> FIELDS =
      Set.of(
          IndexField.TITLE,
          IndexField.ABSTRACT,
          IndexField.CLAIMS,
          IndexField.DESCRIPTION,
          IndexField.GOODS,
          IndexField.PRODUCT);

  private final Highlighter highlighter;

  private TextMarks(Highlighter highlighter) {
    this.highlighter = highlighter;
  }

  /** The marks of a query. Raises INVALID_QUERY or QUERY_TOO_LARGE for one that is not run here. */
  public static TextMarks of(CanonicalQuery query) {
    QueryCheck.check(query);
    return new TextMarks(new Highlighter(new TextAnalyzer(), query, FIELDS));
  }

  /**
   * What the query finds in a text: rising, not overlapping, cutting no character. A description is
   * marked with what is sought in claims too, since a search without fields does not look there.
   *
   * @param field the index's name of the field; of others nothing is marked
   */
  public List<Mark> in(String field, String text) {
    Optional<IndexField> known = IndexField.byName(field).filter(FIELDS::contains);
    if (known.isEmpty()) {
      return List.of();
    }
    String head = text.substring(0, Passages.boundary(text, Math.min(LONGEST, text.length())));
    List<Mark> own = highlighter.whole(known.get(), head);
    if (known.get() != IndexField.DESCRIPTION) {
      return own;
    }
    return Passages.merge(
        Stream.concat(own.stream(), highlighter.whole(IndexField.CLAIMS, head).stream()).toList());
  }
}
