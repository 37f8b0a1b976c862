package org.tisc.node.cli;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
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

  private Words(Locale locale) {
    this.locale = locale;
    this.bundle = ResourceBundle.getBundle("org.tisc.node.cli.messages", locale, EXACT);
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
    return new Words(locale);
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
