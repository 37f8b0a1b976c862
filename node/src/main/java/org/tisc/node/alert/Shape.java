package org.tisc.node.alert;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.node.document.Languages;
import tools.jackson.databind.JsonNode;

/**
 * What a part of an alert's JSON may look like: the one place from which both the check and the
 * JSON Schema (draft 2020-12) come. Unknown fields are never broken rules.
 */
sealed interface Shape {
  /** Tells every broken rule of a value that is there. */
  void check(String path, JsonNode value, Findings findings);

  /** The same as a JSON Schema. */
  Map<String, Object> schema();

  /** One text, in several languages. */
  record Texts(int maxChars, boolean needed) implements Shape {
    private static final int MAX_LANGUAGES = 16;

    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isObject()) {
        findings.add(path, "an object of texts by language, such as {\"zh\":\"…\",\"en\":\"…\"}");
        return;
      }
      if (value.size() > MAX_LANGUAGES) {
        findings.add(path, "at most " + MAX_LANGUAGES + " languages");
        return;
      }
      Set<String> seen = new HashSet<>();
      boolean text = false;
      for (Map.Entry<String, JsonNode> each : value.properties()) {
        Optional<String> tag = Languages.tag(each.getKey());
        String at = findings.member(path, each.getKey());
        if (tag.isEmpty() || !seen.add(tag.get())) {
          findings.add(at, "a language code such as zh or en, each once");
        } else if (!each.getValue().isString()) {
          findings.add(at, "a text");
        } else if (each.getValue().stringValue().length() > maxChars) {
          findings.add(
              at,
              "at most " + maxChars + " characters, not " + each.getValue().stringValue().length());
        } else {
          text |= !CleanText.block(each.getValue().stringValue()).isEmpty();
        }
      }
      if (needed && !text && findings.none(path)) {
        findings.add(path, "a text in at least one language");
      }
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("propertyNames", Map.of("pattern", "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$"));
      schema.put("additionalProperties", Map.of("type", "string", "maxLength", maxChars));
      schema.put("maxProperties", MAX_LANGUAGES);
      if (needed) {
        schema.put("minProperties", 1);
      }
      return schema;
    }
  }

  /** One line of text. */
  record Line(int maxChars) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isString()) {
        findings.add(path, "a text");
      } else if (value.stringValue().length() > maxChars) {
        findings.add(
            path, "at most " + maxChars + " characters, not " + value.stringValue().length());
      } else if (CleanText.line(value.stringValue()).isEmpty()) {
        findings.add(path, "a text that is not empty");
      }
    }

    @Override
    public Map<String, Object> schema() {
      return ordered("type", "string", "minLength", 1, "maxLength", maxChars);
    }
  }

  /** A text that follows a pattern. */
  record Word(String pattern, String expected) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isString() || !value.stringValue().matches(pattern)) {
        findings.add(path, expected);
      }
    }

    @Override
    public Map<String, Object> schema() {
      return ordered("type", "string", "pattern", "^(?:" + pattern + ")$");
    }
  }

  /**
   * One of some words.
   *
   * @param otherwise what a peer's word of a newer release is read as; empty where that is a broken
   *     rule
   */
  record Choice(List<String> words, Optional<String> otherwise) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      boolean known = value.isString() && words.contains(value.stringValue());
      boolean newer = value.isString() && findings.lenient() && otherwise.isPresent();
      if (!known && !newer) {
        findings.add(path, "one of " + String.join(", ", words));
      }
    }

    /** The word that a checked value is read as. */
    String read(JsonNode value) {
      return words.contains(value.stringValue()) ? value.stringValue() : otherwise.orElseThrow();
    }

    @Override
    public Map<String, Object> schema() {
      return ordered("enum", words);
    }
  }

  /** A moment by RFC 3339 with offset. */
  record Moment() implements Shape {
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 9998;

    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isString() || read(value.stringValue()).isEmpty()) {
        findings.add(path, "a time such as 2026-12-31T18:00:00+08:00");
      }
    }

    static Optional<OffsetDateTime> read(String text) {
      try {
        OffsetDateTime time = OffsetDateTime.parse(text);
        return time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR
            ? Optional.empty()
            : Optional.of(time);
      } catch (DateTimeException notOne) {
        return Optional.empty();
      }
    }

    @Override
    public Map<String, Object> schema() {
      return ordered("type", "string", "format", "date-time");
    }
  }

  /** An address of the web. */
  record Web(int maxChars) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isString() || !fits(value.stringValue())) {
        findings.add(
            path, "an address of http or https with host, of at most " + maxChars + " characters");
      }
    }

    private boolean fits(String text) {
      if (text.length() > maxChars || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        return false;
      }
      try {
        URI uri = new URI(text);
        String scheme = String.valueOf(uri.getScheme());
        return (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
            && uri.getHost() != null
            && uri.getUserInfo() == null;
      } catch (URISyntaxException notOne) {
        return false;
      }
    }

    @Override
    public Map<String, Object> schema() {
      return ordered(
          "type",
          "string",
          "format",
          "uri",
          "pattern",
          "^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$",
          "maxLength",
          maxChars);
    }
  }

  /** A list of values of one shape. */
  record ListOf(Shape each, int most) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isArray()) {
        findings.add(path, "a list");
        return;
      }
      if (value.size() > most) {
        findings.add(path, "at most " + most + " entries, not " + value.size());
        return;
      }
      for (int i = 0; i < value.size(); i++) {
        each.check(path + "[" + i + "]", value.get(i), findings);
      }
    }

    @Override
    public Map<String, Object> schema() {
      return ordered("type", "array", "maxItems", most, "items", each.schema());
    }
  }

  /** An object with known fields among others. */
  record Parts(Map<String, Shape> parts, List<String> required) implements Shape {
    @Override
    public void check(String path, JsonNode value, Findings findings) {
      if (!value.isObject()) {
        findings.add(path, "an object");
        return;
      }
      for (String name : required) {
        if (!value.has(name)) {
          findings.add(findings.member(path, name), "required");
        }
      }
      parts.forEach(
          (name, shape) -> {
            JsonNode part = value.get(name);
            if (part != null) {
              shape.check(findings.member(path, name), part, findings);
            }
          });
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> properties = new LinkedHashMap<>();
      parts.forEach((name, shape) -> properties.put(name, shape.schema()));
      Map<String, Object> schema = ordered("type", "object", "properties", properties);
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      return schema;
    }
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
