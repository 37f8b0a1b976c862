package org.tisc.node;

import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.Places;
import org.tisc.node.index.IndexField;
import org.tisc.node.index.QueryAnalysis;
import org.tisc.node.query.TextAnalysis;

/** The index's analysis as the query language asks for it. */
final class IndexTextAnalysis implements TextAnalysis {
  private final QueryAnalysis analysis = new QueryAnalysis();

  @Override
  public CanonicalQuery words(String text) {
    return analysis.words(text);
  }

  @Override
  public CanonicalQuery text(String indexField, String text) {
    return analysis.text(field(indexField), text);
  }

  @Override
  public CanonicalQuery phrase(String text, int moves) {
    return analysis.phrase(text, moves);
  }

  @Override
  public CanonicalQuery phrase(String indexField, String text, int moves) {
    return analysis.phrase(field(indexField), text, moves);
  }

  @Override
  public CanonicalQuery masked(String pattern) {
    return analysis.masked(pattern);
  }

  @Override
  public CanonicalQuery masked(String indexField, String pattern) {
    return analysis.masked(field(indexField), pattern);
  }

  @Override
  public CanonicalQuery fuzzy(String indexField, String text, int edits) {
    return analysis.fuzzy(field(indexField), text, edits);
  }

  @Override
  public Optional<Places> places(CanonicalQuery found) {
    return analysis.places(found);
  }

  @Override
  public CanonicalQuery anywhere(Function<String, CanonicalQuery> ofField) {
    return analysis.anywhere(field -> ofField.apply(field.fieldName()));
  }

  @Override
  public CanonicalQuery prefix(String text) {
    return analysis.prefix(text);
  }

  @Override
  public CanonicalQuery prefix(String indexField, String text) {
    return analysis.prefix(field(indexField), text);
  }

  @Override
  public CanonicalQuery keyword(String indexField, String value) {
    return analysis.keyword(field(indexField), value);
  }

  @Override
  public CanonicalQuery keywordPrefix(String indexField, String prefix) {
    return analysis.prefix(field(indexField), prefix);
  }

  @Override
  public CanonicalQuery range(String indexField, long from, long to) {
    return analysis.range(field(indexField), from, to);
  }

  private static IndexField field(String name) {
    return IndexField.byName(name)
        .orElseThrow(
            () -> new TiscException(Reason.INTERNAL, "The index has no field named " + name));
  }
}
