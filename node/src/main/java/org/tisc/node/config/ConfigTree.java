package org.tisc.node.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The file as sections and values that still know their line. */
sealed interface ConfigTree {
  /** The line it starts in, from 1. */
  int line();

  /** A value as it was written; empty for a key without value. */
  record Value(int line, String text) implements ConfigTree {}

  /** Keys with what stands under them, in order of the file. */
  record Section(int line, Map<String, ConfigTree> members) implements ConfigTree {}

  /**
   * Reads a file. Mistakes of form, such as a list where keys belong or a key given twice, are
   * added to the mistakes; what could be read is returned.
   */
  static Section read(String text, List<Mistake> mistakes) {
    try (JsonParser parser = new YAMLMapper().createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return new Section(1, Map.of());
      }
      if (first != JsonToken.START_OBJECT) {
        mistakes.add(
            new Mistake(line(parser), "", "the file holds sections such as node: and http:"));
        return new Section(1, Map.of());
      }
      return section(parser, "", mistakes);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      mistakes.add(new Mistake(line, "", "this is not YAML: " + firstLine(e.getOriginalMessage())));
      return new Section(1, Map.of());
    }
  }

  private static Section section(JsonParser parser, String path, List<Mistake> mistakes) {
    int line = line(parser);
    Map<String, ConfigTree> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      int keyLine = line(parser);
      String keyPath = path.isEmpty() ? key : path + "." + key;
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY) {
        mistakes.add(new Mistake(keyLine, keyPath, "a list has no place here"));
        parser.skipChildren();
        continue;
      }
      ConfigTree member =
          token == JsonToken.START_OBJECT
              ? new Section(keyLine, section(parser, keyPath, mistakes).members())
              : new Value(keyLine, token == JsonToken.VALUE_NULL ? "" : parser.getString());
      if (members.putIfAbsent(key, member) != null) {
        mistakes.add(new Mistake(keyLine, keyPath, "is given twice"));
      }
    }
    return new Section(line, members);
  }

  private static int line(JsonParser parser) {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("unreadable");
  }

  /**
   * One thing wrong with the file.
   *
   * @param line in the file, from 1
   * @param key the path of the key, empty for the whole
   */
  record Mistake(int line, String key, String message) implements Comparable<Mistake> {
    @Override
    public int compareTo(Mistake other) {
      return Integer.compare(line, other.line);
    }
  }
}
