package org.tisc.node.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a hit can show in a column, on the page and in files: the one table of display fields.
 * Columns of document fields have the names of these; the label of a column is the text {@code
 * column.NAME}.
 */
final class HitColumns {
  /** Every column, in the order in which they are offered. */
  static final List<String> ALL = all();

  /**
   * The columns of a file for which nobody chose any: all but the score, which means nothing there.
   */
  static final List<String> FILE = ALL.stream().filter(one -> !one.equals("score")).toList();

  /** The columns of the page for a reader who chose none. */
  static final List<String> PAGE =
      List.of("title", "number", "publicationDate", "applicants", "ipc", "legalStatus", "node");

  private HitColumns() {}

  private static List<String> all() {
    List<String> columns = new ArrayList<>(List.of("key", "kind", "title"));
    columns.addAll(DisplayFields.SHOWN);
    columns.addAll(List.of("abstract", "node", "holders", "licence", "onward", "score"));
    return List.copyOf(columns);
  }

  /**
   * The columns that somebody named, each once, in the order named; what is none becomes a
   * violation that names those there are.
   */
  static List<String> named(List<String> names, SearchTexts texts, List<Violation> violations) {
    Set<String> columns = new LinkedHashSet<>();
    for (String name : names) {
      ALL.stream()
          .filter(one -> one.equalsIgnoreCase(name.strip()))
          .findFirst()
          .ifPresentOrElse(
              columns::add,
              () ->
                  violations.add(
                      Violation.of(
                          "columns",
                          texts.of("columns.unknown", shown(name), String.join(", ", ALL)))));
    }
    return List.copyOf(columns);
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }

  static List<String> labels(List<String> columns, SearchTexts texts) {
    return columns.stream().map(column -> texts.of("column." + column)).toList();
  }

  /**
   * The value of a column in one language, if it has one.
   *
   * @param whole all of a field, else as much as a page shows
   */
  static Optional<String> value(
      String column, SearchHit hit, ObjectNode fields, SearchTexts texts, boolean whole) {
    return switch (column) {
      case "key" -> Optional.of(hit.key());
      case "kind" ->
          Optional.of(SearchReply.kind(hit)).map(kind -> word("kind." + kind, kind, texts));
      case "title" ->
          field("titles", fields, texts, whole)
              .or(() -> hit.document().map(RenderedDocument::title));
      case "abstract" -> field("abstracts", fields, texts, whole);
      case "node" -> Optional.of(hit.best().value());
      case "holders" ->
          Optional.of(hit.holders().stream().map(NodeId::value).collect(Collectors.joining("; ")));
      case "licence" -> hit.licence();
      case "onward" -> Optional.of(word("onward." + hit.onward(), hit.onward(), texts));
      case "score" -> Optional.of(String.format(Locale.ROOT, "%.4f", hit.score()));
      default ->
          field(column, fields, texts, whole)
              .map(value -> word("value." + column + "." + value, value, texts));
    };
  }

  private static Optional<String> field(
      String name, ObjectNode fields, SearchTexts texts, boolean whole) {
    return whole
        ? DisplayFields.whole(fields, name, texts)
        : DisplayFields.text(fields, name, texts);
  }

  private static String word(String key, String otherwise, SearchTexts texts) {
    return texts.find(key).orElse(otherwise);
  }
}
