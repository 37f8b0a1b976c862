package org.tisc.node.search;

import java.util.List;
import java.util.Optional;

/**
 * What the page of an export shows, in plain text of one language.
 *
 * @param job its id
 * @param over whether nothing changes any more
 * @param state in words
 * @param progress in words
 * @param file where the file is; empty before it is whole
 * @param notes what the reader should know of the file
 */
public record ExportView(
    SearchTexts texts,
    String job,
    boolean over,
    String state,
    String progress,
    Optional<String> file,
    List<String> notes) {
  public ExportView {
    notes = List.copyOf(notes);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }
}
