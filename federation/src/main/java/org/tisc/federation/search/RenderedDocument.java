package org.tisc.federation.search;

import java.util.List;
import java.util.Map;

/**
 * What a reader is shown of one document: plain text only.
 *
 * @param copy which copy
 * @param kind the document's kind
 * @param title the title to show first, in the document's own language
 * @param fieldsJson the short display fields as one JSON object in UTF-8 text (numbers, dates,
 *     parties, classes), at most 64 KiB
 * @param highlights by field, passages with the matching characters marked
 */
public record RenderedDocument(
    DocumentCopy copy,
    String kind,
    String title,
    String fieldsJson,
    Map<String, List<Passage>> highlights) {
  public RenderedDocument {
    highlights = Map.copyOf(highlights);
  }

  /**
   * A piece of text with marks.
   *
   * @param text plain text
   * @param marks half-open ranges of UTF-16 code units, rising, not overlapping, inside the text
   */
  public record Passage(String text, List<Mark> marks) {
    public Passage {
      marks = List.copyOf(marks);
    }
  }

  /** A half-open range of UTF-16 code units. */
  public record Mark(int from, int to) {}
}
