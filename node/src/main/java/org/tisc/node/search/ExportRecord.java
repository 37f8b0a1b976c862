package org.tisc.node.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One hit as files say it, as far as its owner lets it be passed on.
 *
 * @param fields of the document, by name
 */
record ExportRecord(SearchHit hit, ObjectNode fields) {
  /** The columns of tables, in their order; names of fields are those of documents. */
  static final List<String> COLUMNS = columns();

  /** What names a document and no more, for collections that may only be cited. */
  private static final Set<String> CITED =
      Set.of(
          "number",
          "applicationNumber",
          "applicationDate",
          "publicationDate",
          "applicants",
          "holder",
          "titles",
          "office",
          "doi");

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("key", "kind", "title"));
    columns.addAll(DisplayFields.SHOWN);
    columns.addAll(List.of("abstract", "node", "holders", "licence", "onward"));
    return List.copyOf(columns);
  }

  /**
   * The hit as it may stand in a file; empty where its owner lets nothing be passed on.
   *
   * @param own this node, whose documents are its own to pass on
   */
  static Optional<ExportRecord> of(SearchHit hit, NodeId own) {
    ObjectNode fields =
        DisplayFields.read(hit.document().map(RenderedDocument::fieldsJson).orElse("{}"));
    if (hit.best().equals(own) || hit.onward().equals("yes")) {
      return Optional.of(new ExportRecord(hit, fields));
    }
    if (!hit.onward().equals("cite")) {
      return Optional.empty();
    }
    List<String> more =
        fields
            .propertyStream()
            .map(Map.Entry::getKey)
            .filter(name -> !CITED.contains(name))
            .toList();
    more.forEach(fields::remove);
    return Optional.of(new ExportRecord(hit, fields));
  }

  /** The value of every column that has one, in one language. */
  Map<String, String> values(SearchTexts texts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      value(column, texts)
          .filter(value -> !value.isBlank())
          .ifPresent(one -> values.put(column, one));
    }
    return values;
  }

  private Optional<String> value(String column, SearchTexts texts) {
    return switch (column) {
      case "key" -> Optional.of(hit.key());
      case "kind" ->
          Optional.of(SearchReply.kind(hit)).map(kind -> word("kind." + kind, kind, texts));
      case "title" -> title(texts);
      case "abstract" -> DisplayFields.whole(fields, "abstracts", texts);
      case "node" -> Optional.of(hit.best().value());
      case "holders" ->
          Optional.of(hit.holders().stream().map(NodeId::value).collect(Collectors.joining("; ")));
      case "licence" -> hit.licence();
      case "onward" -> Optional.of(word("onward." + hit.onward(), hit.onward(), texts));
      default ->
          DisplayFields.whole(fields, column, texts)
              .map(value -> word("value." + column + "." + value, value, texts));
    };
  }

  private static String word(String key, String otherwise, SearchTexts texts) {
    return texts.find(key).orElse(otherwise);
  }

  private Optional<String> title(SearchTexts texts) {
    return DisplayFields.whole(fields, "titles", texts)
        .or(() -> hit.document().map(RenderedDocument::title));
  }

  /** The values of a field one by one. */
  List<String> each(String field, SearchTexts texts) {
    JsonNode node = fields.path(field);
    return node.isArray()
        ? node.valueStream().flatMap(one -> DisplayFields.whole(one, texts).stream()).toList()
        : DisplayFields.whole(node, texts).stream().toList();
  }
}
