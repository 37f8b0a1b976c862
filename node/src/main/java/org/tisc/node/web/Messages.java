package org.tisc.node.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The texts of one room in Chinese and English, from {@code messages_zh.properties} and {@code
 * messages_en.properties} (UTF-8) beside its classes. Immutable. Both files have the same keys, or
 * the room does not start. {@code {0}} stands for an argument; with arguments, an apostrophe is
 * written twice.
 */
public final class Messages {
  /** The languages of the node, the default first. */
  public static final List<Locale> LANGUAGES = List.of(Locale.CHINESE, Locale.ENGLISH);

  private final String room;
  private final Map<String, Map<String, String>> texts;

  private Messages(String room, Map<String, Map<String, String>> texts) {
    this.room = room;
    this.texts = texts;
  }

  /**
   * The texts of the room that {@code anchor} belongs to. Raises {@code IllegalStateException} when
   * a file is missing or the two have different keys.
   */
  public static Messages of(Class<?> anchor) {
    return of(anchor.getPackageName());
  }

  static Messages of(String packageName) {
    Map<String, Map<String, String>> texts = new HashMap<>();
    for (Locale language : LANGUAGES) {
      texts.put(language.getLanguage(), load(packageName, language.getLanguage()));
    }
    Messages messages = new Messages(packageName, texts);
    Set<String> missing = messages.unpaired();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(packageName + " lacks a translation of " + missing);
    }
    return messages;
  }

  private static Map<String, String> load(String packageName, String language) {
    String name = "/" + packageName.replace('.', '/') + "/messages_" + language + ".properties";
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name);
      }
      Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
      Properties properties = new Properties();
      properties.load(reader);
      Map<String, String> texts = new HashMap<>();
      for (String key : properties.stringPropertyNames()) {
        texts.put(key, properties.getProperty(key));
      }
      return Map.copyOf(texts);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }

  private Set<String> unpaired() {
    Set<String> all = new TreeSet<>();
    texts.values().forEach(language -> all.addAll(language.keySet()));
    all.removeIf(key -> texts.values().stream().allMatch(language -> language.containsKey(key)));
    return all;
  }

  /** Whether there is a text of this key. */
  public boolean has(String key) {
    return language(Locale.CHINESE).containsKey(key);
  }

  /** All keys. */
  public Set<String> keys() {
    return language(Locale.CHINESE).keySet();
  }

  /**
   * A text in a language; another language than the two falls back to the default. Raises {@code
   * IllegalArgumentException} when there is no such key: a mistake of ours that tests meet.
   */
  public String text(Locale locale, String key, Object... arguments) {
    String text = language(locale).get(key);
    if (text == null) {
      throw new IllegalArgumentException(room + " has no message '" + key + "'");
    }
    return arguments.length == 0 ? text : new MessageFormat(text, locale).format(arguments);
  }

  private Map<String, String> language(Locale locale) {
    Map<String, String> own = texts.get(locale.getLanguage());
    Map<String, String> fallback = texts.get(LANGUAGES.getFirst().getLanguage());
    if (own != null) {
      return own;
    }
    return fallback == null ? Map.of() : fallback;
  }
}
