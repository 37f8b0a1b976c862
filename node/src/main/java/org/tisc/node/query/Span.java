package org.tisc.node.query;

/**
 * A half-open range of UTF-16 code units of the query text as it was typed.
 *
 * @param from the first code unit
 * @param to behind the last one, not before {@code from}
 */
public record Span(int from, int to) {
  public Span {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("A span runs forward from 0; not: " + from + ".." + to);
    }
  }

  /** The smallest span that covers both. */
  Span cover(Span other) {
    return new Span(Math.min(from, other.from), Math.max(to, other.to));
  }
}
