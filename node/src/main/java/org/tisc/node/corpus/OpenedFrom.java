package org.tisc.node.corpus;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.web.Exchange;

/** Tells where the document of a request was opened from. Thread-safe. */
@FunctionalInterface
public interface OpenedFrom {
  /** The list of hits that a request names; empty where it names none. */
  Optional<Opened> of(Exchange exchange);

  /**
   * A list of hits with the document's place in it.
   *
   * @param list the path of the list's page
   * @param rank counted from 1; empty where it is not told
   * @param previous the path that leads to the document before
   * @param next the path that leads to the document behind
   * @param context the parameters that name the list, as they stand in an address
   * @param scope as a user writes it, if the list has one
   * @param within the nodes that were asked for the list, and no others need to know of the
   *     document
   * @param marker marks what was sought
   */
  record Opened(
      String list,
      OptionalInt rank,
      Optional<String> previous,
      Optional<String> next,
      String context,
      Optional<String> scope,
      SearchScope within,
      Marker marker) {}

  /** Marks texts of a document. Used by one thread. */
  @FunctionalInterface
  interface Marker {
    /** Marks nothing. */
    Marker NONE = (_, text) -> List.of(new Piece(text, false, false));

    /**
     * The text in pieces.
     *
     * @param field the index's name of the field
     * @param text not empty
     */
    List<Piece> pieces(String field, String text);
  }

  /**
   * A piece of a text.
   *
   * @param marked whether it was sought
   * @param expanded whether it does not stand there as it was written
   */
  record Piece(String text, boolean marked, boolean expanded) {}
}
