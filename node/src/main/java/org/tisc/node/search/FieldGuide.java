package org.tisc.node.search;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.node.query.FieldType;
import org.tisc.node.query.QueryField;

/**
 * What a person needs to know of a field to use it: which kinds of documents have it, what may
 * stand behind it, and an example. The pages of the search show it from here alone.
 */
final class FieldGuide {
  private static final Map<QueryField, Set<String>> KINDS =
      Map.ofEntries(
          Map.entry(QueryField.CLAIMS, Set.of("PATENT")),
          Map.entry(QueryField.DESCRIPTION, Set.of("PATENT")),
          Map.entry(QueryField.IPC, Set.of("PATENT")),
          Map.entry(QueryField.CPC, Set.of("PATENT")),
          Map.entry(QueryField.CLASSIFICATION, Set.of("PATENT")),
          Map.entry(QueryField.LOCARNO, Set.of("PATENT")),
          Map.entry(QueryField.FAMILY, Set.of("PATENT")),
          Map.entry(QueryField.KIND_CODE, Set.of("PATENT")),
          Map.entry(QueryField.NICE, Set.of("TRADEMARK")),
          Map.entry(QueryField.GOODS, Set.of("TRADEMARK")),
          Map.entry(
              QueryField.PRODUCT, Set.of("PATENT", "GEOGRAPHICAL_INDICATION", "LAYOUT_DESIGN")),
          Map.entry(QueryField.INVENTOR, Set.of("PATENT", "LAYOUT_DESIGN", "LITERATURE")),
          Map.entry(
              QueryField.STATUS,
              Set.of("PATENT", "TRADEMARK", "GEOGRAPHICAL_INDICATION", "LAYOUT_DESIGN")),
          Map.entry(QueryField.DOI, Set.of("LITERATURE")),
          Map.entry(QueryField.KEYWORDS, Set.of("LITERATURE")));

  private static final Map<QueryField, String> EXAMPLES =
      Map.ofEntries(
          Map.entry(QueryField.TOPIC, "锂离子电池 隔膜"),
          Map.entry(QueryField.TITLE, "电池 OR battery"),
          Map.entry(QueryField.ABSTRACT, "锂 2W 电池"),
          Map.entry(QueryField.CLAIMS, "\"多孔隔膜\""),
          Map.entry(QueryField.DESCRIPTION, "graphen*"),
          Map.entry(QueryField.APPLICANT, "天津大学"),
          Map.entry(QueryField.INVENTOR, "李明 OR 王芳"),
          Map.entry(QueryField.GOODS, "蓄电池"),
          Map.entry(QueryField.PRODUCT, "红茶"),
          Map.entry(QueryField.REGION, "广东"),
          Map.entry(QueryField.KEYWORDS, "催化剂"),
          Map.entry(QueryField.CPC, "H01M10/0525"),
          Map.entry(QueryField.CLASSIFICATION, "H01M"),
          Map.entry(QueryField.NICE, "9 OR 35"),
          Map.entry(QueryField.PUBLICATION_NUMBER, "CN110083831A"),
          Map.entry(QueryField.APPLICATION_NUMBER, "201710601862.3"),
          Map.entry(QueryField.DOI, "10.1000/xyz"),
          Map.entry(QueryField.APPLICATION_DATE, ">=2019-03"),
          Map.entry(QueryField.KIND, "PATENT"),
          Map.entry(QueryField.STATUS, "有效"),
          Map.entry(QueryField.KIND_CODE, "A"),
          Map.entry(QueryField.FAMILY, "65432101"));

  private FieldGuide() {}

  /** The fields that can be searched, with what is to be known of each. */
  static List<SearchView.FieldHelp> fields(SearchTexts texts) {
    return searchable().map(field -> help(field, texts)).toList();
  }

  /** The same for one kind of documents; all fields when it is empty. */
  static List<SearchView.FieldHelp> fields(SearchTexts texts, String kind) {
    return searchable().filter(field -> has(field, kind)).map(field -> help(field, texts)).toList();
  }

  private static Stream<QueryField> searchable() {
    return Stream.of(QueryField.values()).filter(QueryField::searchable);
  }

  /** Whether documents of a kind may have a field; of every kind when it is empty. */
  static boolean has(QueryField field, String kind) {
    return kind.isEmpty() || !KINDS.containsKey(field) || KINDS.get(field).contains(kind);
  }

  /** What may be typed as the field's value. */
  static String example(QueryField field) {
    return EXAMPLES.getOrDefault(
        field,
        switch (field.type()) {
          case TEXT -> "电池";
          case KEYWORD -> "CN";
          case IPC_SYMBOL -> "H01M10";
          case LOCARNO_SYMBOL -> "14-03";
          case REGION_CODE -> "广东";
          case NUMBER -> "ZL201710601862.3";
          case DATE -> "[2020 TO 2021-06]";
        });
  }

  private static SearchView.FieldHelp help(QueryField field, SearchTexts texts) {
    Set<String> kinds = KINDS.getOrDefault(field, Set.of());
    String ofKinds =
        kinds.isEmpty()
            ? texts.of("kind.all")
            : SearchRequest.KINDS.stream()
                .filter(kinds::contains)
                .map(kind -> texts.of("kind." + kind))
                .collect(Collectors.joining(texts.of("list.separator")));
    return new SearchView.FieldHelp(
        field.names().getFirst(),
        field.label(texts.locale()),
        String.join(", ", field.names()),
        ofKinds,
        texts.of("type." + field.type().name()),
        texts.of("type." + field.type().name() + ".operators"),
        ExpertQuery.clause(field, example(field)));
  }

  /** Whether values of a type are compared whole, so that white space is a part of them. */
  static boolean whole(FieldType type) {
    return switch (type) {
      case TEXT, DATE -> false;
      case KEYWORD, IPC_SYMBOL, LOCARNO_SYMBOL, REGION_CODE, NUMBER -> true;
    };
  }
}
