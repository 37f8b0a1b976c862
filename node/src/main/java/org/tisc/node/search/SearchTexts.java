package org.tisc.node.search;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** The sentences of this room in one language. Immutable. */
final class SearchTexts {
  private static final String BUNDLE = "org.tisc.node.search.messages";

  private final Locale locale;
  private final ResourceBundle bundle;

  private SearchTexts(Locale locale) {
    this.locale = locale;
    this.bundle = ResourceBundle.getBundle(BUNDLE, locale);
  }

  /** Chinese for Chinese, English for every other language. */
  static SearchTexts in(Locale locale) {
    return new SearchTexts(locale.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ENGLISH);
  }

  Locale locale() {
    return locale;
  }

  /** The sentence of a key that this room has. */
  String of(String key, Object... arguments) {
    return new MessageFormat(bundle.getString(key), locale).format(arguments);
  }

  /** The sentence of a key made from foreign words, if there is one. */
  Optional<String> find(String key) {
    return bundle.containsKey(key) ? Optional.of(of(key)) : Optional.empty();
  }
}
