package org.tisc.federation.query;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A pattern of a term: the parts one after the other, and, where it is open, anything behind them.
 * It has no alternatives and no repetition, so that matching takes time in proportion to the term.
 *
 * @param parts at least one
 * @param open whether anything may follow
 */
public record TermMask(List<Part> parts, boolean open) {
  public TermMask {
    parts = List.copyOf(parts);
  }

  /**
   * Some text, then free characters.
   *
   * @param literal UTF-8 of the text; may be empty in every part but the first
   * @param any how many characters follow of which each may be any
   */
  public record Part(ByteString literal, int any) {}

  /** What every term of the pattern starts with. */
  public ByteString start() {
    return parts.isEmpty() ? ByteString.EMPTY : parts.getFirst().literal();
  }
}
