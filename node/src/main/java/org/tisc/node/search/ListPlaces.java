package org.tisc.node.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.query.WrittenWords;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * Places in lists of hits that documents are opened from: what the page of a document marks, and
 * the way to the documents before and behind it. Nothing is read before somebody goes there. A list
 * that is kept is read on; of one that was a single page the search is asked again; where neither
 * is so, the way leads to the list. Thread-safe.
 */
public final class ListPlaces {

  private final BiFunction<Exchange, SearchInput, SearchRequest> reading;
  private final SearchEngine engine;
  private final SearchHttp.AskedListener asked;

  ListPlaces(
      BiFunction<Exchange, SearchInput, SearchRequest> reading,
      SearchEngine engine,
      SearchHttp.AskedListener asked) {
    this.reading = reading;
    this.engine = engine;
    this.asked = asked;
  }

  /**
   * Where a document was opened from.
   *
   * @param list the page of the list
   * @param rank counted from 1; empty where the address does not tell
   * @param previous leads to the document before
   * @param next leads to the document behind
   * @param context the parameters that name the list, as they stand in an address
   * @param scope as a user writes it, if the list has one
   * @param sought what was searched; empty where that cannot be read any more
   */
  public record Place(
      String list,
      OptionalInt rank,
      Optional<String> previous,
      Optional<String> next,
      String context,
      Optional<String> scope,
      Optional<Sought> sought) {}

  /** A query as it was run, where it was run, and as it was written. */
  public record Sought(CanonicalQuery query, SearchScope scope, WrittenWords written) {}

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/search/hit",
        Permission.SEARCH,
        "Leads to the document at rank= of a list of hits, or to the list where that is gone.",
        this::step);
  }

  /** Where the document of a request was opened from, if it was opened from a list. */
  public Optional<Place> of(Exchange exchange) {
    SearchInput input = SearchInput.of(exchange);
    if (input.get("q").isEmpty()) {
      return Optional.empty();
    }
    OptionalInt rank = rank(exchange);
    HitLinks links = new HitLinks(input);
    HitLinks.Place place = new HitLinks.Place(rank.orElse(0), false, cursor(input));
    boolean last = exchange.parameter("last").isPresent();
    return Optional.of(
        new Place(
            list(input),
            rank,
            rank.stream().filter(at -> at > 1).mapToObj(at -> links.step(place, at - 1)).findAny(),
            rank.stream().filter(_ -> !last).mapToObj(at -> links.step(place, at + 1)).findAny(),
            links.context(new HitLinks.Place(rank.orElse(0), last, place.page())),
            input.get("scope"),
            sought(exchange, input)));
  }

  private Optional<Sought> sought(Exchange exchange, SearchInput input) {
    try {
      SearchRequest request = reading.apply(exchange, input);
      return Optional.of(new Sought(request.query(), request.scope(), request.written()));
    } catch (TiscException unread) {
      // The document is shown all the same; the list tells what is wrong with its query.
      return Optional.empty();
    }
  }

  private Reply step(Exchange exchange) {
    SearchInput input = SearchInput.of(exchange);
    OptionalInt rank = rank(exchange);
    String target = list(input);
    if (rank.isPresent()) {
      try {
        target = document(exchange, input, rank.getAsInt()).orElse(target);
      } catch (TiscException failure) {
        return redirect(target);
      }
    }
    return redirect(target);
  }

  private Optional<String> document(Exchange exchange, SearchInput input, int rank) {
    SearchRequest request = reading.apply(exchange, input);
    Optional<Cursor> kept = request.cursor();
    if (request.size() < 1 || (kept.isEmpty() && rank > request.size())) {
      return Optional.empty();
    }
    SearchAnswer answer =
        engine.search(
            new SearchQuestion(
                exchange.requestId(),
                request.scope(),
                request.query(),
                request.kinds(),
                request.collections(),
                kept.isEmpty() ? request.size() : 1,
                request.timeout(),
                exchange::abandoned),
            new Delivery(
                Optional.of(exchange.caller().name()), kept.map(at -> at.at(rank - 1)), _ -> {}));
    asked.asked(exchange.caller().name(), ScopeText.of(request.scope()), answer.sources().size());
    int index = rank - 1 - answer.from();
    List<SearchHit> hits = answer.hits();
    if (index < 0 || index >= hits.size()) {
      return Optional.empty();
    }
    boolean last = index == hits.size() - 1 && !answer.goesOn();
    int page = (rank - 1) / request.size() * request.size();
    return Optional.of(
        new HitLinks(input)
            .path(
                new HitLinks.Place(rank, last, answer.kept().map(list -> list.at(page))),
                hits.get(index).key(),
                hits.get(index).best()));
  }

  private static Optional<Cursor> cursor(SearchInput input) {
    try {
      return input.get("cursor").map(String::strip).map(Cursor::parse);
    } catch (TiscException none) {
      return Optional.empty();
    }
  }

  private static String list(SearchInput input) {
    return "/search?" + input.query(input.get("cursor"));
  }

  private static OptionalInt rank(Exchange exchange) {
    String said = exchange.parameter("rank").orElse("");
    if (!said.matches("[1-9]\\d{0,4}") || Integer.parseInt(said) > SearchQuestion.MAX_DEPTH) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(said));
  }

  private static Reply redirect(String path) {
    return Reply.seeOther(path);
  }
}
