package org.tisc.node.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses the language of an answer: the cookie, then Accept-Language, then Chinese. */
final class Languages {
  private Languages() {}

  static Locale of(Optional<String> cookies, Optional<String> acceptLanguage) {
    return cookies
        .flatMap(header -> Cookies.find(header, Cookies.LANGUAGE))
        .flatMap(Languages::known)
        .or(() -> acceptLanguage.flatMap(Languages::accepted))
        .orElse(Messages.LANGUAGES.getFirst());
  }

  /** The node's language of that name. */
  static Optional<Locale> known(String language) {
    return Messages.LANGUAGES.stream()
        .filter(locale -> locale.getLanguage().equals(language))
        .findFirst();
  }

  private static Optional<Locale> accepted(String header) {
    try {
      List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(Shown.text(header));
      return Optional.ofNullable(Locale.lookup(ranges, Messages.LANGUAGES));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
