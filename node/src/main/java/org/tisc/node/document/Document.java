package org.tisc.node.document;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

/**
 * One IP document: the unit of a collection. Holds the schema {@code tisc.document/1} in seven
 * groups; equal documents have equal canonical JSON ({@link DocumentJson}). Made by {@link
 * DocumentBuilder}.
 *
 * @param extra what the schema does not know, by name, each as compact JSON text with sorted names;
 *     sorted, unchanging
 */
public record Document(
    Designation designation,
    Texts texts,
    Parties parties,
    Classes classes,
    History history,
    Related related,
    Map<String, String> extra) {
  /**
   * Raises INVALID_ARGUMENT with one violation per broken rule of {@link DocumentRules}: something
   * required is missing, or a field is longer than its bound.
   */
  public Document {
    SortedMap<String, String> sorted = new TreeMap<>(extra);
    extra = Collections.unmodifiableSortedMap(sorted);
    List<Violation> violations =
        DocumentRules.check(designation, texts, parties, classes, history, related, extra);
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT, first.field() + ": " + first.message() + more, violations);
    }
  }

  /** What it is. */
  public DocumentKind kind() {
    return designation.kind();
  }

  /** The key, derived from kind and numbers. */
  public DocumentKey key() {
    return DocumentKey.of(this);
  }

  /** The title to show first: Chinese, else English, else the first. */
  public String displayTitle() {
    return texts.titles().preferred().orElseThrow();
  }
}
