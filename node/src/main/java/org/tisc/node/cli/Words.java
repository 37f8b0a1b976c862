package org.tisc.node.cli;

import java.text.MessageFormat;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Kind;

/**
 * The texts of the commands in the language of the environment: Chinese where the first of {@code
 * TISC_LANG}, {@code LC_ALL}, {@code LC_MESSAGES} and {@code LANG} that is set starts with {@code
 * zh}, else English.
 */
public final class Words {
  private static final ResourceBundle.Control EXACT =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Locale locale;
  private final ResourceBundle bundle;

  private Words(Locale locale, ResourceBundle bundle) {
    this.locale = locale;
    this.bundle = bundle;
  }

  /** The texts that an environment asks for. */
  public static Words of(Map<String, String> environment) {
    for (String name : new String[] {"TISC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return of(value.startsWith("zh") ? Locale.CHINESE : Locale.ENGLISH);
      }
    }
    return of(Locale.ENGLISH);
  }

  /** The texts of one language, {@code zh} or {@code en}. */
  public static Words of(Locale locale) {
    return new Words(locale, ResourceBundle.getBundle("org.tisc.node.cli.messages", locale, EXACT));
  }

  /**
   * These texts and those of another bundle, for commands that are added from outside this room.
   *
   * @param baseName of files {@code …_zh.properties} and {@code …_en.properties} on the class path
   */
  public Words and(String baseName) {
    Map<String, String> texts = new HashMap<>();
    for (ResourceBundle each : List.of(bundle, ResourceBundle.getBundle(baseName, locale, EXACT))) {
      each.keySet().forEach(key -> texts.put(key, each.getString(key)));
    }
    return new Words(locale, new Joined(Map.copyOf(texts)));
  }

  private static final class Joined extends ResourceBundle {
    private final Map<String, String> texts;

    Joined(Map<String, String> texts) {
      this.texts = texts;
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
      return texts.get(key);
    }

    @Override
    public Enumeration<String> getKeys() {
      return Collections.enumeration(texts.keySet());
    }
  }

  /** The language. */
  public Locale locale() {
    return locale;
  }

  /** A text with its places {0}, {1} … filled; numbers are written plainly. */
  public String text(String key, Object... values) {
    Object[] plain = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      plain[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(bundle.getString(key), Locale.ROOT).format(plain);
  }

  /** The title of a problem. */
  String title(Kind kind) {
    return text("problem." + kind.name());
  }

  ResourceBundle bundle() {
    return bundle;
  }
}
