package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.Cursor;

/**
 * Addresses of documents that are opened from a list. They carry the search, so that the page of a
 * document can mark its words and lead back; only this node ever reads them.
 */
record HitLinks(SearchInput input) {
  /**
   * A place in a list.
   *
   * @param rank counted from 1
   * @param last whether nothing is known to follow
   * @param page the kept list at the page of that place; empty where nothing is kept
   */
  record Place(int rank, boolean last, Optional<Cursor> page) {}

  /** The page of the copy that a node holds. */
  String path(Place place, String key, NodeId node) {
    return document(key) + "?node=" + node.value() + "&" + context(place);
  }

  /** What an address of a document says of its place in the list. */
  String context(Place place) {
    return at(place.rank(), place.last(), place);
  }

  /** Leads to the document before or behind a place, whichever it is then. */
  String step(Place from, int rank) {
    return "/search/hit?" + at(rank, false, from);
  }

  /** Searches for what is similar to a document, in the same scope. */
  String similar(String key, NodeId node) {
    return "/search/similar?key="
        + encoded(key)
        + "&node="
        + node.value()
        + input.get("scope").map(scope -> "&scope=" + encoded(scope)).orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String at(int rank, boolean last, Place place) {
    return (rank < 1 ? "" : "rank=" + rank + (last ? "&last=1&" : "&"))
        + input.query(place.page().map(Cursor::text));
  }

  /** The page of a document; the key may hold any character but is one segment. */
  static String document(String key) {
    return "/documents/" + encoded(key).replace("+", "%20");
  }
}
