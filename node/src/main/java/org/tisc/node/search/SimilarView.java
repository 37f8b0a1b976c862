package org.tisc.node.search;

import java.util.List;

/**
 * What the page for a text shows, in plain text of one language; the template escapes all of it.
 *
 * @param text in the box
 * @param mistakes why nothing was searched
 */
public record SimilarView(
    SearchTexts texts, String text, List<SearchView.Choice> scopes, List<String> mistakes) {
  public SimilarView {
    scopes = List.copyOf(scopes);
    mistakes = List.copyOf(mistakes);
  }

  /** A sentence of this room. */
  public String message(String key, Object... arguments) {
    return texts.of(key, arguments);
  }
}
