package org.tisc.node.alert;

import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The part of JSON Schema (draft 2020-12) that the schema of alerts uses; a keyword that it does
 * not know is a mistake of the test. Formats are those of dates and web addresses alone.
 */
final class SchemaCheck {
  private SchemaCheck() {}

  static boolean fits(JsonNode schema, JsonNode value) {
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      if (!holds(rule.getKey(), rule.getValue(), value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(String keyword, JsonNode rule, JsonNode value) {
    return switch (keyword) {
      case "$schema", "$id", "title" -> true;
      case "type" ->
          switch (rule.stringValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            default -> throw new IllegalArgumentException("type " + rule);
          };
      case "enum" -> rule.valueStream().anyMatch(value::equals);
      case "pattern" ->
          !value.isString()
              || Pattern.compile(rule.stringValue()).matcher(value.stringValue()).find();
      case "minLength" -> !value.isString() || value.stringValue().strip().length() >= rule.asInt();
      case "maxLength" -> !value.isString() || value.stringValue().length() <= rule.asInt();
      case "maxItems" -> !value.isArray() || value.size() <= rule.asInt();
      case "items" -> !value.isArray() || value.valueStream().allMatch(each -> fits(rule, each));
      case "minProperties" -> !value.isObject() || value.size() >= rule.asInt();
      case "maxProperties" -> !value.isObject() || value.size() <= rule.asInt();
      case "propertyNames" ->
          !value.isObject()
              || value.properties().stream()
                  .allMatch(
                      each ->
                          Pattern.compile(rule.path("pattern").stringValue())
                              .matcher(each.getKey())
                              .find());
      case "additionalProperties" ->
          !value.isObject()
              || value.properties().stream().allMatch(each -> fits(rule, each.getValue()));
      case "required" ->
          !value.isObject() || rule.valueStream().allMatch(name -> value.has(name.stringValue()));
      case "properties" ->
          !value.isObject()
              || rule.properties().stream()
                  .allMatch(
                      each ->
                          !value.has(each.getKey())
                              || fits(each.getValue(), value.get(each.getKey())));
      case "format" ->
          !value.isString()
              || switch (rule.stringValue()) {
                case "date-time" -> Shape.Moment.read(value.stringValue()).isPresent();
                case "uri" -> value.stringValue().matches("[A-Za-z]+:.*");
                default -> throw new IllegalArgumentException("format " + rule);
              };
      default -> throw new IllegalArgumentException("keyword " + keyword);
    };
  }
}
