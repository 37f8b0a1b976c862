package org.tisc.node.search;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.SearchHit;
import org.tisc.node.desk.Desk;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.job.JobHttp;
import org.tisc.node.job.Jobs;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** Builds the routes of baskets and saved searches. Thread-safe. */
final class DeskRoutes {
  private final Desk desk;
  private final SearchEngine engine;
  private final Supplier<List<NetworkId>> networks;
  private final SearchHttp.AskedListener asked;
  private final InstantSource clock;
  private final Reading reading;

  DeskRoutes(
      Desk desk,
      SearchEngine engine,
      Supplier<List<NetworkId>> networks,
      SearchHttp.AskedListener asked,
      InstantSource clock,
      Reading reading) {
    this.desk = desk;
    this.engine = engine;
    this.networks = networks;
    this.asked = asked;
    this.clock = clock;
    this.reading = reading;
  }

  /** Reads searches; each method raises what is wrong with one. */
  interface Reading {
    /** The search that the parameters of a request describe. */
    SearchRequest asked(Exchange exchange, SearchInput input);

    /** A saved search, of which no earlier step is known. */
    SearchRequest saved(SavedSearch search);
  }

  /** Declares the routes of baskets. */
  void baskets(Routes routes, SearchExports exports, JobHttp jobs, ColumnHttp columns) {
    BasketActs acts = new BasketActs(desk.baskets(), exports, networks, this::found);
    new BasketHttp(acts, jobs).declare(routes);
    new BasketPages(acts, columns).declare(routes);
  }

  /** The first hits of a search, for a basket. */
  private BasketActs.Found found(Exchange exchange, SearchInput input, int most)
      throws IOException {
    SearchRequest request = reading.asked(exchange, input);
    List<SearchHit> hits = new ArrayList<>();
    SearchExports.Told told =
        new ListOfHits(engine, request, most, request.timeout()).read(Pace.of(exchange), hits::add);
    String scope = ScopeText.of(request.scope());
    asked.asked(exchange.caller().name(), scope, told.sources().size());
    return new BasketActs.Found(hits, scope, request.text(), told);
  }

  /**
   * Declares the routes of saved searches, and begins to look through those that have a schedule.
   *
   * @param maySearch whether an account may search at this moment
   * @param running answers a search as {@code /api/v1/search} does
   */
  SavedLooks saved(
      Routes routes,
      Jobs jobs,
      Predicate<String> maySearch,
      BiFunction<Exchange, SearchInput, Reply> running) {
    SavedLooks looks =
        new SavedLooks(desk.searches(), engine, jobs, reading::saved, maySearch, asked, clock);
    SavedActs acts = new SavedActs(desk.searches(), reading::asked);
    new SavedHttp(acts, looks, new JobHttp(jobs), running).declare(routes);
    new SavedPages(acts, looks).declare(routes);
    looks.start();
    return looks;
  }
}
