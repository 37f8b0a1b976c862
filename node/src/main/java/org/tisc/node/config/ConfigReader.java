package org.tisc.node.config;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.config.ConfigTree.Mistake;
import org.tisc.node.config.ConfigTree.Section;
import org.tisc.node.config.ConfigTree.Value;

/** Binds the file to the records and gathers every mistake before it gives up. */
public final class ConfigReader {
  private static final int LONGEST_FILE_BYTES = 1 << 20;

  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, String> assumed = new HashMap<>();

  private ConfigReader() {}

  /**
   * Reads {@code HOME/node.yaml}. Raises NOT_FOUND where there is none, TOO_LARGE over 1 MiB, and
   * INVALID_ARGUMENT with one violation per mistake, each naming line and key.
   */
  public static NodeConfig read(Path home) {
    return read(new ConfigReader(), home);
  }

  private static NodeConfig read(ConfigReader reader, Path home) {
    Path file = home.resolve(NodeConfig.FILE);
    try {
      if (Files.size(file) > LONGEST_FILE_BYTES) {
        throw new TiscException(Reason.TOO_LARGE, file + " is longer than 1 MiB");
      }
      return reader.bind(
          home.toAbsolutePath().normalize(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new TiscException(
          Reason.NOT_FOUND, "no node lives in " + home + ": " + NodeConfig.FILE + " is missing", e);
    } catch (IOException e) {
      throw new TiscException(Reason.NOT_FOUND, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads as {@link #read}, with values for keys that the file does not give.
   *
   * @param assumed values by key, such as {@code http.bind}
   */
  public static NodeConfig readAssuming(Path home, Map<String, String> assumed) {
    ConfigReader reader = new ConfigReader();
    reader.assumed.putAll(assumed);
    return read(reader, home);
  }

  /** Reads the text of the file; mistakes as in {@link #read}. */
  public static NodeConfig parse(Path home, String text) {
    return new ConfigReader().bind(home.toAbsolutePath().normalize(), text);
  }

  private NodeConfig bind(Path home, String text) {
    Section file = ConfigTree.read(text, mistakes);
    List<@Nullable Object> parts = new ArrayList<>();
    parts.add(home);
    Set<String> known = new LinkedHashSet<>();
    for (RecordComponent part : ConfigText.parts()) {
      String key = ConfigText.key(part);
      known.add(key);
      parts.add(part(part, key, file.members().get(key)));
    }
    unknown(file, "", known);
    if (mistakes.isEmpty()) {
      Object config = construct(NodeConfig.class, parts, 1, "");
      if (config instanceof NodeConfig whole) {
        return whole;
      }
    }
    Collections.sort(mistakes);
    throw TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        home.resolve(NodeConfig.FILE)
            + ": "
            + mistakes.size()
            + (mistakes.size() == 1 ? " mistake" : " mistakes"),
        mistakes.stream()
            .map(
                mistake ->
                    Violation.of(
                        mistake.key(), "line " + mistake.line() + ": " + mistake.message()))
            .toList());
  }

  private @Nullable Object part(RecordComponent part, String key, @Nullable ConfigTree tree) {
    Section section =
        switch (tree) {
          case null -> new Section(1, Map.of());
          case Section given -> given;
          case Value value -> {
            if (!value.text().isEmpty()) {
              mistakes.add(
                  new Mistake(
                      value.line(), key, "is a section; its keys stand below it, indented"));
            }
            yield new Section(value.line(), Map.of());
          }
        };
    int before = mistakes.size();
    List<@Nullable Object> values = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    for (RecordComponent component : part.getType().getRecordComponents()) {
      String name = ConfigText.key(component);
      known.add(name);
      values.add(value(component, key + "." + name, section, section.members().get(name)));
    }
    unknown(section, key + ".", known);
    return mistakes.size() > before ? null : construct(part.getType(), values, section.line(), key);
  }

  private @Nullable Object value(
      RecordComponent component, String key, Section section, @Nullable ConfigTree tree) {
    Setting setting = ConfigText.setting(component);
    boolean optional = component.getType() == Optional.class;
    if (tree instanceof Section) {
      mistakes.add(new Mistake(tree.line(), key, "is a single value, not a section"));
      return null;
    }
    String text = tree instanceof Value value ? value.text() : "";
    if (text.isEmpty()) {
      if (setting.required()) {
        mistakes.add(
            new Mistake(tree == null ? section.line() : tree.line(), key, "must be given"));
        return null;
      }
      text = assumed.getOrDefault(key, setting.value());
      if (text.isEmpty()) {
        return Optional.empty();
      }
    }
    try {
      Object value = ConfigText.parse(ConfigText.type(component), text);
      if (value instanceof Integer number && (number < setting.min() || number > setting.max())) {
        throw new IllegalArgumentException(
            "a number from " + setting.min() + " to " + setting.max());
      }
      return optional ? Optional.of(value) : value;
    } catch (IllegalArgumentException e) {
      int line = tree == null ? section.line() : tree.line();
      mistakes.add(new Mistake(line, key, "\"" + shown(text) + "\" is not " + e.getMessage()));
      return null;
    } catch (TiscException e) {
      mistakes.add(
          new Mistake(
              tree == null ? section.line() : tree.line(), key, String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void unknown(Section section, String prefix, Set<String> known) {
    section
        .members()
        .forEach(
            (key, tree) -> {
              if (!known.contains(key)) {
                mistakes.add(
                    new Mistake(
                        tree.line(),
                        prefix + shown(key),
                        "is unknown; known here: " + String.join(", ", known)));
              }
            });
  }

  private @Nullable Object construct(
      Class<?> type, List<@Nullable Object> values, int line, String key) {
    try {
      return type.getDeclaredConstructors()[0].newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TiscException || cause instanceof IllegalArgumentException) {
        mistakes.add(new Mistake(line, key, String.valueOf(cause.getMessage())));
        return null;
      }
      throw new IllegalStateException("cannot make " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
