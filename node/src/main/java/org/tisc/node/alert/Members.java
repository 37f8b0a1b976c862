package org.tisc.node.alert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A JSON object as the exact texts of its members, so that what this release does not know is
 * passed on byte for byte: {@code 1.10} stays {@code 1.10}.
 *
 * @param texts the text of each value by name, in the object's order
 */
record Members(Map<String, String> texts) {
  Members {
    texts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }

  /** Takes an object apart. Raises INVALID_ARGUMENT where the text is none. */
  static Members of(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    try (JsonParser parser = Json.mapper().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw notAnObject();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        texts.put(name, value(parser, json));
      }
      if (parser.nextToken() != null) {
        throw notAnObject();
      }
    } catch (JacksonException failure) {
      throw notJson(failure);
    }
    return new Members(texts);
  }

  /** The exact texts of the elements of a list. Raises INVALID_ARGUMENT where the text is none. */
  static List<String> elements(String json) {
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = Json.mapper().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new TiscException(Reason.INVALID_ARGUMENT, "A list was expected");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        texts.add(value(parser, json));
      }
    } catch (JacksonException failure) {
      throw notJson(failure);
    }
    return texts;
  }

  /** The text of the value whose first token the parser stands at. */
  private static String value(JsonParser parser, String json) {
    int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    parser.skipChildren();
    // A text is read to its end only when it is asked for.
    parser.getString();
    int to = Math.toIntExact(parser.currentLocation().getCharOffset());
    return json.substring(from, to).strip();
  }

  private static TiscException notJson(JacksonException failure) {
    String place =
        Optional.ofNullable(failure.getLocation())
            .filter(at -> at.getLineNr() > 0)
            .map(at -> " at line " + at.getLineNr() + ", column " + at.getColumnNr())
            .orElse("");
    return new TiscException(
        Reason.INVALID_ARGUMENT,
        "An alert is a JSON object; this is not JSON, or nested too deep" + place,
        failure);
  }

  private static TiscException notAnObject() {
    return new TiscException(Reason.INVALID_ARGUMENT, "An alert is one JSON object");
  }

  /** The object again. */
  String json() {
    StringBuilder json = new StringBuilder("{");
    texts.forEach(
        (name, text) -> {
          if (json.length() > 1) {
            json.append(',');
          }
          json.append(Json.text(name)).append(':').append(text);
        });
    return json.append('}').toString();
  }
}
