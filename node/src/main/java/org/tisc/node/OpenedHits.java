package org.tisc.node;

import java.util.Optional;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.corpus.OpenedFrom;
import org.tisc.node.index.TextMarks;
import org.tisc.node.query.Span;
import org.tisc.node.search.ListPlaces;
import org.tisc.node.web.Exchange;

/** The places in lists of hits, as the page of a document asks for them. */
record OpenedHits(ListPlaces places) implements OpenedFrom {
  @Override
  public Optional<Opened> of(Exchange exchange) {
    return places
        .of(exchange)
        .map(
            place ->
                new Opened(
                    place.list(),
                    place.rank(),
                    place.previous(),
                    place.next(),
                    place.context(),
                    place.scope(),
                    place
                        .sought()
                        .<SearchScope>map(ListPlaces.Sought::scope)
                        .orElse(new SearchScope.Local()),
                    place.sought().map(OpenedHits::marker).orElse(Marker.NONE)));
  }

  private static Marker marker(ListPlaces.Sought sought) {
    TextMarks marks;
    try {
      marks = TextMarks.of(sought.query());
    } catch (TiscException notRunHere) {
      return Marker.NONE;
    }
    return (field, text) ->
        sought
            .written()
            .pieces(
                text,
                marks.in(field, text).stream()
                    .map(mark -> new Span(mark.from(), mark.to()))
                    .toList())
            .stream()
            .map(piece -> new Piece(piece.text(), piece.marked(), piece.expanded()))
            .toList();
  }
}
