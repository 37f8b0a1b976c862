package org.tisc.node.search;

import java.util.List;
import java.util.Optional;

/**
 * What the page for a list of numbers shows, in plain text of one language; the template escapes
 * all of it.
 *
 * @param text as pasted
 */
public record NumbersView(
    SearchTexts texts,
    String text,
    List<SearchView.Choice> scopes,
    Optional<NumberReply> reply,
    Optional<String> failure) {
  public NumbersView {
    scopes = List.copyOf(scopes);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /** The page of a document. */
  public String path(String key) {
    return HitLinks.document(key);
  }

  /** Numbers for a text area, one on a line. */
  public String lines(List<String> numbers) {
    return String.join("\n", numbers);
  }
}
