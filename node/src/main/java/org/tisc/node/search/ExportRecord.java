package org.tisc.node.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One hit as files say it, as far as its owner lets it be passed on.
 *
 * @param fields of the document, by name
 * @param kept what the reader wrote beside it, by column
 */
record ExportRecord(SearchHit hit, ObjectNode fields, Map<String, String> kept) {
  ExportRecord {
    kept = Map.copyOf(kept);
  }

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

  /**
   * The hit as it may stand in a file; empty where its owner lets nothing be passed on.
   *
   * @param own this node, whose documents are its own to pass on
   * @param kept what the reader wrote beside it, by column
   */
  static Optional<ExportRecord> of(SearchHit hit, NodeId own, Map<String, String> kept) {
    ObjectNode fields =
        DisplayFields.read(hit.document().map(RenderedDocument::fieldsJson).orElse("{}"));
    if (hit.best().equals(own) || hit.onward().equals("yes")) {
      return Optional.of(new ExportRecord(hit, fields, kept));
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
    return Optional.of(new ExportRecord(hit, fields, kept));
  }

  /** The value of every column that has one, in one language. */
  Map<String, String> values(SearchTexts texts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : HitColumns.ALL) {
      HitColumns.value(column, hit, fields, texts, true)
          .filter(value -> !value.isBlank())
          .ifPresent(one -> values.put(column, one));
    }
    values.putAll(kept);
    return values;
  }

  /** The values of a field one by one. */
  List<String> each(String field, SearchTexts texts) {
    JsonNode node = fields.path(field);
    return node.isArray()
        ? node.valueStream().flatMap(one -> DisplayFields.whole(one, texts).stream()).toList()
        : DisplayFields.whole(node, texts).stream().toList();
  }
}
