package org.tisc.node.search;

import java.util.Optional;

/**
 * What the page of the synonyms shows, in plain text of one language; the template escapes all of
 * it.
 *
 * @param revision of what is kept
 * @param groups how many groups are kept
 * @param text as kept or as just typed
 * @param writable whether the reader may change them
 * @param saved whether they were changed just now
 * @param failure why they were not
 */
public record SynonymView(
    SearchTexts texts,
    long revision,
    int groups,
    String text,
    boolean writable,
    boolean saved,
    Optional<String> failure) {
  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }
}
