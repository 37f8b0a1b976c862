package org.tisc.node.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tisc.federation.identity.NodeId;

/** The configuration as text: template, reference, effective values; and values from text. */
public final class ConfigText {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private ConfigText() {}

  /**
   * The template with its keys explained in both languages. Given values are written, all other
   * keys stand as comments with their default.
   *
   * @param given values by path such as {@code node.id}; a path that is no key raises
   *     IllegalArgumentException
   */
  public static String template(Map<String, String> given) {
    Map<String, String> left = new LinkedHashMap<>(given);
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration of a TISC node / TISC 节点配置
            # Keys that stand as comments have the default shown. 注释掉的键使用所示默认值。
            """);
    for (RecordComponent part : parts()) {
      text.append('\n').append(key(part)).append(":\n");
      for (RecordComponent component : part.getType().getRecordComponents()) {
        Setting setting = setting(component);
        String path = key(part) + "." + key(component);
        Optional<String> value = Optional.ofNullable(left.remove(path));
        text.append("  # ").append(setting.en()).append(' ').append(setting.zh()).append('\n');
        text.append(value.isPresent() ? "  " : "  # ").append(key(component)).append(':');
        String shown = value.map(ConfigText::quoted).orElse(setting.value());
        text.append(shown.isEmpty() ? "" : " " + shown).append('\n');
      }
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("no such keys: " + left.keySet());
    }
    return text.toString();
  }

  /** The reference of all keys as Markdown, in English and Chinese. */
  public static String reference() {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration keys / 配置项

            Made from the code; every key of `HOME/node.yaml`. Durations are written with `ms s m h d`, sizes with
            `B KiB MiB GiB`. An unknown key or a bad value stops the node from starting, with all mistakes listed.

            | key | default | meaning | 含义 |
            |---|---|---|---|
            """);
    for (RecordComponent part : parts()) {
      for (RecordComponent component : part.getType().getRecordComponents()) {
        Setting setting = setting(component);
        String standard =
            setting.required()
                ? "must be given"
                : setting.value().isEmpty() ? "none" : "`" + setting.value() + "`";
        text.append(
            "| `%s.%s` | %s | %s | %s |%n"
                .formatted(key(part), key(component), standard, setting.en(), setting.zh())
                .replace("\r\n", "\n"));
      }
    }
    return text.toString();
  }

  /**
   * The effective values by section and key, as they would be written; absent ones are left out.
   */
  public static Map<String, Map<String, String>> values(NodeConfig config) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    for (RecordComponent part : parts()) {
      Map<String, String> values = new LinkedHashMap<>();
      Object section = read(part, config);
      for (RecordComponent component : part.getType().getRecordComponents()) {
        Object value = read(component, section);
        if (value instanceof Optional<?> maybe) {
          maybe.ifPresent(present -> values.put(key(component), of(present)));
        } else {
          values.put(key(component), of(value));
        }
      }
      sections.put(key(part), values);
    }
    return sections;
  }

  /** A value as it would be written in the file. */
  static String of(Object value) {
    if (value instanceof Duration duration) {
      long millis = duration.toMillis();
      if (millis % 1000 != 0) {
        return millis + "ms";
      }
      long seconds = millis / 1000;
      return seconds % 60 != 0
          ? seconds + "s"
          : seconds % 3600 != 0 ? seconds + "s" : seconds / 3600 + "h";
    }
    return value.toString();
  }

  static Object parse(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == NodeId.class) {
      return new NodeId(text);
    }
    if (type == HostPort.class) {
      return HostPort.parse(text);
    }
    if (type == Advertisement.class) {
      return Advertisement.parse(text);
    }
    if (type == ByteCount.class) {
      return ByteCount.parse(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type.isEnum()) {
      return word(type.getEnumConstants(), text);
    }
    if (type == boolean.class || type == Boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("true or false");
      }
      return Boolean.valueOf(text);
    }
    if (type == int.class) {
      if (!text.matches("\\d{1,9}")) {
        throw new IllegalArgumentException("a whole number");
      }
      return Integer.valueOf(text);
    }
    if (type == Path.class) {
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("a path", e);
      }
    }
    throw new IllegalStateException("no reader for " + type);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a time with its unit (ms, s, m, h, d), such as 30s");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (duration.isZero()) {
      throw new IllegalArgumentException("a time longer than zero");
    }
    return duration;
  }

  /** One of some words, written as they show themselves. */
  private static Object word(Object[] words, String text) {
    return Arrays.stream(words)
        .filter(word -> word.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "one of "
                        + Arrays.stream(words)
                            .map(Object::toString)
                            .collect(Collectors.joining(", "))));
  }

  static List<RecordComponent> parts() {
    return Arrays.stream(NodeConfig.class.getRecordComponents())
        .filter(component -> component.getType().isRecord())
        .toList();
  }

  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  static Setting setting(RecordComponent component) {
    return Objects.requireNonNull(
        component.getAnnotation(Setting.class), () -> component + " lacks @Setting");
  }

  /** The type of a value, looked up inside Optional. */
  static Class<?> type(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType optional
        && optional.getActualTypeArguments()[0] instanceof Class<?> inner) {
      return inner;
    }
    return component.getType();
  }

  private static Object read(RecordComponent component, Object owner) {
    try {
      return Objects.requireNonNull(component.getAccessor().invoke(owner));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** A value in double quotes where plain YAML could read it otherwise. */
  private static String quoted(String value) {
    if (value.matches("[A-Za-z./][A-Za-z0-9._/-]*")
        && !value.matches("(?i)y|n|yes|no|on|off|true|false|null")) {
      return value;
    }
    StringBuilder text = new StringBuilder("\"");
    value
        .chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
              } else if (Character.isISOControl(c)) {
                text.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else {
                text.append((char) c);
              }
            });
    return text.append('"').toString();
  }
}
