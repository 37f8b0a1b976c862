package org.tisc.node.web;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One place in the page frame's navigation.
 *
 * @param section the part that it stands in
 * @param article the article of the guideline that it serves, 3 to 15; empty for none
 * @param path where it leads
 * @param permission who sees it
 * @param names what it is called, by language ({@code zh}, {@code en})
 * @param abouts what it is for, a sentence by language; empty where its name says it
 */
public record NavigationEntry(
    Section section,
    Optional<Integer> article,
    String path,
    Permission permission,
    Map<String, String> names,
    Map<String, String> abouts) {
  public NavigationEntry {
    names = Map.copyOf(names);
    abouts = Map.copyOf(abouts);
    for (Locale language : Messages.LANGUAGES) {
      if (!names.containsKey(language.getLanguage())) {
        throw new IllegalArgumentException(path + " has no name in " + language);
      }
    }
    if (article.filter(number -> number < 3 || number > 15).isPresent()) {
      throw new IllegalArgumentException(path + " names an article that there is not");
    }
  }

  /** A place that serves an article of the guideline. */
  public static NavigationEntry of(
      Section section, int article, String path, Permission permission, String zh, String en) {
    return new NavigationEntry(
        section, Optional.of(article), path, permission, Map.of("zh", zh, "en", en), Map.of());
  }

  /** A place for running the node. */
  public static NavigationEntry administration(
      String path, Permission permission, String zh, String en) {
    return new NavigationEntry(
        Section.ADMINISTRATION,
        Optional.empty(),
        path,
        permission,
        Map.of("zh", zh, "en", en),
        Map.of());
  }

  /** The same place with a sentence that says what it is for. */
  public NavigationEntry about(String zh, String en) {
    return new NavigationEntry(
        section, article, path, permission, names, Map.of("zh", zh, "en", en));
  }

  /** What it is for, in a language; empty where nothing is said. */
  public Optional<String> about(Locale locale) {
    return Optional.ofNullable(abouts.get(locale.getLanguage()));
  }

  /** Its name in a language. */
  public String name(Locale locale) {
    String own = names.get(locale.getLanguage());
    return own == null ? path : own;
  }

  /** Whether a page of this node lies at this place or below. */
  boolean leadsTo(String location) {
    int query = location.indexOf('?');
    String shown = query < 0 ? location : location.substring(0, query);
    return shown.equals(path) || shown.startsWith(path + "/");
  }
}
