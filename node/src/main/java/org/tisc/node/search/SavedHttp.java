package org.tisc.node.search;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.job.JobHttp;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of saved searches as JSON. Thread-safe. */
final class SavedHttp {
  private static final String PATH = "/api/v1/searches";
  private static final String ONE = PATH + "/{search}";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final SavedActs acts;
  private final SavedLooks looks;
  private final JobHttp jobs;
  private final BiFunction<Exchange, SearchInput, Reply> running;

  /**
   * Routes.
   *
   * @param running answers a search as {@code /api/v1/search} does
   */
  SavedHttp(
      SavedActs acts,
      SavedLooks looks,
      JobHttp jobs,
      BiFunction<Exchange, SearchInput, Reply> running) {
    this.acts = acts;
    this.looks = looks;
    this.jobs = jobs;
    this.running = running;
  }

  void declare(Routes routes) {
    add(
        routes,
        "GET",
        PATH,
        "The caller's saved searches by name, then those that others of this centre share.",
        this::list);
    add(
        routes,
        "POST",
        PATH,
        "Saves a search: name, q, dialect, synonyms, scope, kind, collection, filter; shared="
            + " inside the centre, every= NEVER, DAILY or WEEKLY.",
        exchange -> {
          Body body = exchange.json(Body.class);
          return new Reply.Json(
              CREATED, view(exchange, acts.save(exchange, body.input(), body.wish())));
        });
    add(
        routes,
        "GET",
        ONE,
        "A saved search, by id or by the name of an own one; of an own one with the news that"
            + " nobody has read yet.",
        this::show);
    add(
        routes,
        "PUT",
        ONE,
        "Changes a saved search of the caller; another query forgets what was seen.",
        exchange -> {
          Body body = exchange.json(Body.class);
          return Reply.ok(
              view(
                  exchange,
                  acts.change(exchange, exchange.path("search"), body.input(), body.wish())));
        });
    add(
        routes,
        "DELETE",
        ONE,
        "Removes a saved search of the caller with all that it has seen.",
        exchange -> {
          acts.searches().drop(person(exchange), exchange.path("search"));
          return Reply.ok(Map.of());
        });
    add(
        routes,
        "POST",
        ONE + "/run",
        "Runs a saved search, own or shared, and answers as /api/v1/search does; size=, facets= and"
            + " timeoutMillis= as there.",
        this::run);
    add(
        routes,
        "POST",
        ONE + "/looks",
        "Looks through a saved search of the caller for what is new, as a job; it asks the peers in"
            + " its scope.",
        exchange ->
            new Reply.Json(
                ACCEPTED,
                jobs.view(
                    looks.look(acts.searches().require(person(exchange), exchange.path("search"))),
                    exchange.locale())));
    add(
        routes,
        "GET",
        ONE + "/looks/{job}",
        "One look of the caller, with state, progress and result.",
        exchange ->
            Reply.ok(
                jobs.view(looks.find(exchange.path("job"), person(exchange)), exchange.locale())));
    add(
        routes,
        "POST",
        ONE + "/read",
        "Marks the news of a saved search of the caller as read.",
        exchange ->
            Reply.ok(
                Map.of("read", acts.searches().read(person(exchange), exchange.path("search")))));
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.SEARCH, summary, handler);
  }

  private static String person(Exchange exchange) {
    return exchange.caller().name();
  }

  /** The JSON body that saves or changes a search; what is absent is null. */
  record Body(
      @Nullable String name,
      @Nullable String q,
      @Nullable String dialect,
      @Nullable String scope,
      @Nullable String kind,
      @Nullable String collection,
      @Nullable String inBasket,
      @Nullable String notInBasket,
      @Nullable List<String> filter,
      @Nullable Boolean synonyms,
      @Nullable String weights,
      @Nullable String not,
      @Nullable Boolean shared,
      @Nullable String every) {
    private SearchInput input() {
      return SearchInput.of(
          new SearchInput.Body(
              q,
              dialect,
              weights,
              not,
              synonyms == null ? null : synonyms.toString(),
              scope,
              kind,
              collection,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              null,
              inBasket,
              notInBasket,
              filter));
    }

    private SavedActs.Wish wish() {
      return new SavedActs.Wish(
          Optional.ofNullable(name), Optional.ofNullable(shared), Optional.ofNullable(every));
    }
  }

  /** What the last look found. */
  record LookView(
      Instant at, long found, boolean exact, boolean more, boolean certain, List<String> missing) {
    static LookView of(SavedSearch.Look look) {
      return new LookView(
          look.at(), look.found(), look.exact(), look.more(), look.certain(), look.missing());
    }
  }

  /**
   * A saved search as JSON shows it.
   *
   * @param own whether it is the caller's; who else only runs it
   */
  record View(
      String search,
      String name,
      String owner,
      boolean own,
      String q,
      String dialect,
      String scope,
      Optional<String> kind,
      Optional<String> collection,
      List<String> filter,
      boolean synonyms,
      Optional<String> weights,
      Optional<String> not,
      String language,
      boolean shared,
      Optional<SavedSearch.Every> every,
      Instant createdAt,
      Optional<Long> news,
      Optional<LookView> lastLook,
      Optional<String> lastFailure) {}

  private View view(Exchange exchange, SavedSearch search) {
    return view(
        search,
        person(exchange),
        acts.searches().newsCounts(person(exchange)).getOrDefault(search.id(), 0L));
  }

  private static View view(SavedSearch search, String person, long news) {
    boolean own = search.owner().equals(person);
    SavedSearch.Terms terms = search.terms();
    return new View(
        search.id(),
        terms.name(),
        search.owner(),
        own,
        terms.query(),
        terms.dialect(),
        terms.scope(),
        filled(terms.kinds()),
        filled(terms.collections()),
        terms.filters(),
        Boolean.parseBoolean(terms.further().getOrDefault("synonyms", "false")),
        Optional.ofNullable(terms.further().get("weights")),
        Optional.ofNullable(terms.further().get("not")),
        terms.language(),
        search.shared(),
        only(own, Optional.of(search.every())),
        search.created(),
        only(own, Optional.of(news)),
        only(own, search.last().map(LookView::of)),
        only(own, search.failure()));
  }

  private static <T> Optional<T> only(boolean own, Optional<T> value) {
    return own ? value : Optional.empty();
  }

  private static Optional<String> filled(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private Reply list(Exchange exchange) {
    String person = person(exchange);
    Map<String, Long> news = acts.searches().newsCounts(person);
    return Reply.ok(
        Map.of(
            "searches",
            acts.searches().list(person).stream()
                .map(one -> view(one, person, news.getOrDefault(one.id(), 0L)))
                .toList()));
  }

  /** A document that is new, or whose legal status changed. */
  record NewsView(
      String key,
      String what,
      String kind,
      Optional<String> title,
      String holder,
      Optional<String> legalStatus,
      Optional<String> before,
      Instant foundAt) {
    static NewsView of(SavedSearch.News news) {
      return new NewsView(
          news.document().key(),
          news.changed() ? "CHANGED" : "NEW",
          news.document().kind(),
          filled(news.document().title()),
          news.document().holder(),
          filled(news.status()),
          filled(news.before()),
          news.at());
    }
  }

  private record Contents(View search, Optional<List<NewsView>> documents) {}

  private Reply show(Exchange exchange) {
    String person = person(exchange);
    SavedSearch search = acts.searches().visible(person, exchange.path("search"));
    return Reply.ok(
        new Contents(
            view(exchange, search),
            search.owner().equals(person)
                ? Optional.of(
                    acts.searches().news(person, search.id()).stream().map(NewsView::of).toList())
                : Optional.empty()));
  }

  private Reply run(Exchange exchange) {
    SavedSearch search = acts.searches().visible(person(exchange), exchange.path("search"));
    return running.apply(
        exchange, SavedLooks.input(search.terms()).shownAs(SearchInput.ofPost(exchange)));
  }
}
