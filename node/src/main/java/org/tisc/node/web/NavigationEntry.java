package org.tisc.node.web;

import java.util.Locale;
import java.util.Map;

/**
 * One place in the page frame's navigation.
 *
 * @param path where it leads
 * @param permission who sees it
 * @param names what it is called, by language ({@code zh}, {@code en})
 */
public record NavigationEntry(String path, Permission permission, Map<String, String> names) {
  public NavigationEntry {
    names = Map.copyOf(names);
    for (Locale language : Messages.LANGUAGES) {
      if (!names.containsKey(language.getLanguage())) {
        throw new IllegalArgumentException(path + " has no name in " + language);
      }
    }
  }

  /** Its name in a language. */
  public String name(Locale locale) {
    String own = names.get(locale.getLanguage());
    return own == null ? path : own;
  }
}
