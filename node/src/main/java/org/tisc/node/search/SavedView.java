package org.tisc.node.search;

import java.util.List;
import java.util.Optional;

/**
 * What the pages of saved searches show, in plain text of one language.
 *
 * @param own of the reader
 * @param others that colleagues share
 * @param shown the search of this page; absent on the page of all
 * @param problem why the last act was refused
 * @param note what the last act did
 */
public record SavedView(
    SearchTexts texts,
    List<One> own,
    List<One> others,
    Optional<Shown> shown,
    Optional<String> problem,
    Optional<String> note) {
  public SavedView {
    own = List.copyOf(own);
    others = List.copyOf(others);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /**
   * One saved search.
   *
   * @param run the address that runs it
   * @param where scope, kinds and filters in words
   * @param every how often it is looked through
   * @param news how many there are; empty for none
   */
  public record One(
      String id,
      String name,
      String owner,
      String query,
      String run,
      String where,
      String every,
      String news) {}

  /**
   * An own search with its news.
   *
   * @param job a look to follow, by its id
   * @param state of that look in words
   * @param look what the last look found, and how certain that is; one sentence each
   * @param certain whether what is not among the news is certainly none
   */
  public record Shown(
      One search,
      boolean shared,
      List<SearchView.Choice> schedules,
      Optional<String> job,
      String state,
      List<String> look,
      boolean certain,
      List<News> news) {
    public Shown {
      schedules = List.copyOf(schedules);
      look = List.copyOf(look);
      news = List.copyOf(news);
    }
  }

  /**
   * A document that is new, or whose legal status changed.
   *
   * @param path the page of its copy
   * @param change what changed; empty for a new one
   */
  public record News(
      String key,
      String kind,
      String title,
      String holder,
      String path,
      String what,
      String change,
      String at) {}
}
