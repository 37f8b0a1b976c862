package org.tisc.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The display fields of a hit, which a peer may have sent: what is no JSON object of a sane size is
 * shown as no fields at all.
 */
final class DisplayFields {
  private static final int MOST_CHARACTERS = 64 * 1024;
  private static final int DEEPEST = 16;
  private static final int LONGEST_SHOWN = 300;
  private static final int MOST_VALUES = 8;

  /** The fields of the page, in their order; each is also the end of its label's key. */
  static final List<String> SHOWN =
      List.of(
          "number",
          "applicationNumber",
          "applicationDate",
          "publicationDate",
          "applicants",
          "inventors",
          "holder",
          "creators",
          "ipc",
          "cpc",
          "locarno",
          "niceClasses",
          "goods",
          "product",
          "region",
          "legalStatus",
          "doi");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  private DisplayFields() {}

  /** The object as it came, or an empty one. */
  static ObjectNode read(String json) {
    if (json.length() <= MOST_CHARACTERS) {
      try {
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
          return object;
        }
      } catch (JacksonException broken) {
        return MAPPER.createObjectNode();
      }
    }
    return MAPPER.createObjectNode();
  }

  /** The labelled values that the page shows. */
  static List<SearchView.Field> shown(ObjectNode fields, SearchTexts texts) {
    List<SearchView.Field> shown = new ArrayList<>();
    for (String name : SHOWN) {
      text(fields, name, texts)
          .map(value -> texts.find("value." + name + "." + value).orElse(value))
          .ifPresent(value -> shown.add(new SearchView.Field(texts.of("field." + name), value)));
    }
    return List.copyOf(shown);
  }

  /** One field as one line of text, if it holds anything. */
  static Optional<String> text(ObjectNode fields, String name, SearchTexts texts) {
    JsonNode node = fields.get(name);
    return node == null ? Optional.empty() : text(node, texts).map(DisplayFields::cut);
  }

  /** One field as one line of text with all that it holds, if it holds anything. */
  static Optional<String> whole(ObjectNode fields, String name, SearchTexts texts) {
    return whole(fields.path(name), texts);
  }

  static Optional<String> whole(JsonNode node, SearchTexts texts) {
    return node.isMissingNode() ? Optional.empty() : text(node, texts, "; ", Integer.MAX_VALUE);
  }

  /** A text in exactly this language, if there is one of a length that can be shown whole. */
  static Optional<String> own(ObjectNode fields, String name, Locale locale) {
    return Optional.of(fields.path(name).path(locale.getLanguage()))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .filter(text -> text.length() <= LONGEST_SHOWN)
        .flatMap(DisplayFields::filled);
  }

  private static Optional<String> text(JsonNode node, SearchTexts texts) {
    return text(node, texts, texts.of("list.separator"), MOST_VALUES);
  }

  private static Optional<String> text(
      JsonNode node, SearchTexts texts, String separator, int most) {
    if (node.isArray()) {
      String joined =
          node.valueStream()
              .limit(most)
              .flatMap(one -> text(one, texts, separator, most).stream())
              .collect(Collectors.joining(separator));
      return filled(node.size() > most ? joined + "…" : joined);
    }
    if (node.isObject()) {
      JsonNode own = node.get(texts.locale().getLanguage());
      if (own != null && own.isString()) {
        return filled(own.stringValue());
      }
      return node.valueStream()
          .flatMap(one -> text(one, texts, separator, most).stream())
          .findFirst();
    }
    return node.isValueNode() && !node.isNull() ? filled(node.asString()) : Optional.empty();
  }

  private static Optional<String> filled(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST_SHOWN) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 1)) ? 1 : 0;
    return text.substring(0, LONGEST_SHOWN - end) + "…";
  }
}
