package org.tisc.node.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.desk.Desk;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.job.JobHttp;
import org.tisc.node.job.Jobs;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.Steps;
import org.tisc.node.web.EventSink;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The routes of the search: {@code /api/v1/search} as JSON, {@code /search} as a page, and both as
 * events while sources are waited for. Thread-safe. Handlers block for at most the timeout of the
 * question.
 */
public final class SearchHttp {
  /** The page's template, below the rooms; its one parameter is {@code view}. */
  public static final String TEMPLATE = "search/page.jte";

  /** The template of what stands below the form, by itself. */
  static final String ANSWER_TEMPLATE = "search/live.jte";

  /** The template of the language's reference; its one parameter is {@code view}. */
  public static final String LANGUAGE_TEMPLATE = "search/reference.jte";

  /** The kind of the jobs that make files of hits. */
  public static final String EXPORT_JOBS = SearchExports.KIND;

  /** The kind of the jobs that look through saved searches. */
  public static final String LOOK_JOBS = SavedLooks.KIND;

  private static final int OK = 200;

  /** Of a query that is not answered yet. */
  private static final int NO_STEP = 0;

  private final QueryLanguage language;
  private final QueryCompiler compiler;
  private final SearchEngine engine;
  private final Supplier<List<NetworkId>> networks;
  private final AskedListener asked;
  private final SearchSteps steps;
  private final InstantSource clock;
  private final NodeId self;
  private final SearchBounds bounds;
  private final Desk desk;
  private final ColumnHttp columns;

  /** Told of every answered question, for the audit: who and how far, never what. */
  @FunctionalInterface
  public interface AskedListener {
    /**
     * A question was answered.
     *
     * @param account who asked
     * @param scope as the user wrote it, or its default
     * @param sources how many sources took part
     */
    void asked(String account, String scope, int sources);
  }

  /** Told of every file of hits that was made, for the audit. */
  @FunctionalInterface
  public interface ExportedListener {
    /**
     * A file was made.
     *
     * @param account who asked
     * @param scope as a user writes it
     * @param format the end of the file's name
     * @param documents hits in the file
     */
    void exported(String account, String scope, String format, long documents);
  }

  /**
   * @param networks the networks the node is a member of now
   * @param clock by which steps of a person and exported files grow old
   * @param self this node, whose documents are its own to pass on
   * @param bounds what an asker may ask for
   * @param desk what people keep and chose
   */
  public SearchHttp(
      QueryLanguage language,
      QueryCompiler compiler,
      SearchEngine engine,
      Supplier<List<NetworkId>> networks,
      AskedListener asked,
      InstantSource clock,
      NodeId self,
      Desk desk,
      SearchBounds bounds) {
    this.language = language;
    this.compiler = compiler;
    this.engine = engine;
    this.networks = networks;
    this.asked = asked;
    this.steps = new SearchSteps(clock);
    this.clock = clock;
    this.self = self;
    this.bounds = bounds;
    this.desk = desk;
    this.columns = new ColumnHttp(desk.columns());
  }

  /** Declares the routes of exported lists, whose files stand in a folder of their own. */
  public void declareExports(Routes routes, Jobs jobs, Path folder, ExportedListener exported) {
    SearchExports exports = new SearchExports(engine, jobs, self, folder, exported, clock);
    JobHttp jobHttp = new JobHttp(jobs);
    new ExportHttp(exports, jobHttp, (exchange, input) -> read(exchange, input, networks.get()))
        .declare(routes);
    deskRoutes().baskets(routes, exports, jobHttp, columns);
  }

  /**
   * Declares the routes of saved searches, and begins to look through those that have a schedule.
   *
   * @param maySearch whether an account may search at this moment
   * @return what ends the looks
   */
  public AutoCloseable declareSaved(Routes routes, Jobs jobs, Predicate<String> maySearch) {
    return deskRoutes().saved(routes, jobs, maySearch, this::json);
  }

  private DeskRoutes deskRoutes() {
    return new DeskRoutes(
        desk,
        engine,
        networks,
        asked,
        clock,
        new DeskRoutes.Reading() {
          @Override
          public SearchRequest asked(Exchange exchange, SearchInput input) {
            return read(exchange, input, networks.get());
          }

          @Override
          public SearchRequest saved(SavedSearch search) {
            return SearchRequest.read(
                SavedLooks.input(search.terms()),
                Locale.of(search.terms().language()),
                language,
                compiler,
                Steps.NONE,
                engine,
                bounds,
                networks.get());
          }
        });
  }

  /** Declares the routes of signed reports. */
  public SearchHttp declareReports(Routes routes, ReportSigner signer) {
    new ReportHttp(
            signer,
            clock,
            self,
            (exchange, input) -> read(exchange, input, networks.get()),
            (exchange, request) ->
                reply(
                    exchange,
                    request,
                    answer(exchange, request, request.facets()),
                    kept(exchange, request)))
        .declare(routes);
    return this;
  }

  /** Declares the routes of documents that are similar to others. */
  public SearchHttp declareSimilar(Routes routes, TellingWords telling) {
    new SimilarHttp(telling, networks, this::json).declare(routes);
    return this;
  }

  /** The places in lists that documents are opened from. */
  public ListPlaces places() {
    return new ListPlaces(
        (exchange, input) -> read(exchange, input, networks.get()), engine, asked);
  }

  /** Declares the routes of searches. */
  public SearchHttp declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/search",
        Permission.SEARCH,
        "Searches the own collections and those of peers as one index; dialect= names the"
            + " notation, explain= a document key whose score is broken down, weights= numbers for"
            + " the alternatives of the query, not= a document key that is left out.",
        exchange -> json(exchange, SearchInput.of(exchange)));
    routes.add(
        "POST",
        "/api/v1/search",
        Permission.SEARCH,
        "The same search with its parameters in a form or a JSON body, out of addresses and logs.",
        exchange -> json(exchange, SearchInput.ofPost(exchange)));
    routes.add(
        "GET",
        "/search",
        Permission.SEARCH,
        "The search page; with q= also the answer.",
        this::page);
    routes.add(
        "GET",
        "/api/v1/search/stream",
        Permission.SEARCH,
        "The same search as server-sent events: early (what is known while nodes are waited for),"
            + " then answer or problem.",
        exchange -> events(exchange, SearchInput.of(exchange)));
    routes.add(
        "POST",
        "/api/v1/search/stream",
        Permission.SEARCH,
        "The same events with the parameters of the search in a form or a JSON body.",
        exchange -> events(exchange, SearchInput.ofPost(exchange)));
    routes.add(
        "GET",
        "/search/live",
        Permission.SEARCH,
        "What the search page shows below its form, as server-sent events: early, then answer.",
        this::live);
    columns.declare(routes);
    new NumberHttp(language, compiler, engine::search, networks, asked).declare(routes);
    new ExpertHttp(language, networks).declare(routes);
    places().declare(routes);
    routes.add(
        "GET",
        "/search/help",
        Permission.SEARCH,
        "The page of the query language: every notation with examples, and what is refused.",
        exchange ->
            new Reply.Page(
                OK,
                LANGUAGE_TEMPLATE,
                Map.of(
                    "view", new LanguagePage(language, SearchTexts.in(exchange.locale())).view())));
    return this;
  }

  private Reply json(Exchange exchange, SearchInput input) {
    ExplainedSearch searching = explained(exchange, input);
    SearchRequest request = read(exchange, input, networks.get());
    Answered answered =
        answer(exchange, request, request.facets(), searching, _ -> {}, exchange::abandoned);
    return Reply.ok(searching.with(reply(exchange, request, answered, kept(exchange, request))));
  }

  private static SearchReply reply(
      Exchange exchange, SearchRequest request, Answered answered, int step) {
    return SearchReply.of(request, answered.answer(), answered.counted(), step, exchange.locale());
  }

  private ExplainedSearch explained(Exchange exchange, SearchInput input) {
    return ExplainedSearch.of(engine, input, SearchTexts.in(exchange.locale()));
  }

  private Reply events(Exchange exchange, SearchInput input) {
    ExplainedSearch searching = explained(exchange, input);
    SearchRequest request = read(exchange, input, networks.get());
    return new Reply.Events(
        sink ->
            stream(
                exchange,
                request,
                request.facets(),
                searching,
                new SearchStream.Teller<>() {
                  @Override
                  public void early(SearchAnswer answer) throws IOException {
                    Answered known = new Answered(answer, Optional.empty());
                    sink.json("early", reply(exchange, request, known, NO_STEP));
                  }

                  @Override
                  public void whole(Answered answered) throws IOException {
                    int step = kept(exchange, request);
                    sink.json("answer", searching.with(reply(exchange, request, answered, step)));
                  }

                  @Override
                  public void refused(TiscException failure) throws IOException {
                    sink.problem(failure);
                  }
                },
                sink));
  }

  private void stream(
      Exchange exchange,
      SearchRequest request,
      List<Facet> facets,
      BiFunction<SearchQuestion, Delivery, SearchAnswer> searching,
      SearchStream.Teller<Answered> teller,
      EventSink sink)
      throws IOException {
    new SearchStream<Answered>()
        .tell(
            (early, left) ->
                answer(
                    exchange,
                    request,
                    facets,
                    searching,
                    early,
                    () -> left.getAsBoolean() || exchange.abandoned()),
            teller,
            sink);
  }

  private Reply live(Exchange exchange) {
    SearchInput input = SearchInput.of(exchange);
    SearchPage page = searchPage(exchange, input, networks.get());
    SearchRequest request;
    try {
      request = read(exchange, input, networks.get());
    } catch (TiscException refused) {
      // The reader sees what is wrong; for the browser's console nothing is.
      return new Reply.Events(sink -> show(sink, "answer", page.failed(Optional.empty(), refused)));
    }
    return new Reply.Events(
        sink ->
            stream(
                exchange,
                request,
                FacetsView.SHOWN,
                engine::search,
                new SearchStream.Teller<>() {
                  @Override
                  public void early(SearchAnswer answer) throws IOException {
                    show(sink, "early", page.answered(request, answer, Optional.empty()));
                  }

                  @Override
                  public void whole(Answered answered) throws IOException {
                    kept(exchange, request);
                    show(
                        sink,
                        "answer",
                        page.answered(request, answered.answer(), answered.counted()));
                  }

                  @Override
                  public void refused(TiscException failure) throws IOException {
                    show(sink, "answer", page.failed(Optional.of(request), failure));
                  }
                },
                sink));
  }

  private static void show(EventSink sink, String name, SearchView view) throws IOException {
    sink.html(name, ANSWER_TEMPLATE, Map.of("view", view));
  }

  private SearchPage searchPage(Exchange exchange, SearchInput input, List<NetworkId> members) {
    String person = exchange.caller().name();
    return new SearchPage(
        input,
        SearchTexts.in(exchange.locale()),
        members,
        () -> steps.list(person),
        columns.of(person),
        () -> desk.baskets().list(person),
        bounds);
  }

  private Reply page(Exchange exchange) {
    List<NetworkId> members = networks.get();
    SearchInput input = SearchInput.of(exchange);
    SearchPage page = searchPage(exchange, input, members);
    if (input.get("q").isEmpty()) {
      return page(OK, page.blank());
    }
    Optional<SearchRequest> request = Optional.empty();
    try {
      request = Optional.of(read(exchange, input, members));
      Answered answered = answer(exchange, request.get(), FacetsView.SHOWN);
      kept(exchange, request.get());
      return page(OK, page.answered(request.get(), answered.answer(), answered.counted()));
    } catch (TiscException failure) {
      return page(failure.reason().kind().httpStatus(), page.failed(request, failure));
    }
  }

  private static Reply page(int status, SearchView view) {
    return new Reply.Page(status, TEMPLATE, Map.of("view", view));
  }

  /** The number of an answered query. */
  private int kept(Exchange exchange, SearchRequest request) {
    return steps.add(
        exchange.caller().name(), request.text(), request.dialect(), request.parsed().tree());
  }

  private SearchRequest read(Exchange exchange, SearchInput input, List<NetworkId> members) {
    String person = exchange.caller().name();
    SearchRequest request =
        SearchRequest.read(
            input,
            exchange.locale(),
            language,
            compiler,
            steps.of(person),
            engine,
            bounds,
            members);
    return new KeyFilter(desk.baskets(), person, SearchTexts.in(exchange.locale()))
        .within(request, input);
  }

  /**
   * What was found.
   *
   * @param counted empty where nobody asked for facets, or they could not be counted
   */
  private record Answered(SearchAnswer answer, Optional<FacetAnswer> counted) {}

  private Answered answer(Exchange exchange, SearchRequest request, List<Facet> facets) {
    return answer(exchange, request, facets, engine::search, _ -> {}, exchange::abandoned);
  }

  /** Searches, and counts at the same time, so that one does not wait for the other. */
  private Answered answer(
      Exchange exchange,
      SearchRequest request,
      List<Facet> facets,
      BiFunction<SearchQuestion, Delivery, SearchAnswer> searching,
      Consumer<SearchAnswer> early,
      BooleanSupplier abandoned) {
    Optional<FutureTask<FacetAnswer>> counting =
        facets.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new FutureTask<>(
                    () -> engine.count(question(exchange, request, facets, abandoned))));
    counting.ifPresent(task -> Thread.ofVirtual().name("search-facets").start(task));
    String account = exchange.caller().name();
    SearchAnswer answer =
        searching.apply(
            question(exchange, request, abandoned),
            new Delivery(Optional.of(account), request.cursor(), early));
    asked.asked(account, ScopeText.of(request.scope()), answer.sources().size());
    return new Answered(answer, counting.flatMap(SearchHttp::counted));
  }

  /**
   * What was counted. A facet that does not exist is the asker's mistake; all else leaves it out.
   */
  private static Optional<FacetAnswer> counted(FutureTask<FacetAnswer> task) {
    try {
      return Optional.of(task.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.SHUTTING_DOWN, "the node is stopping", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TiscException failure) {
        if (failure.reason() == Reason.INVALID_ARGUMENT) {
          throw failure;
        }
        return Optional.empty();
      }
      throw new IllegalStateException("counting failed", e);
    }
  }

  private static FacetQuestion question(
      Exchange exchange, SearchRequest request, List<Facet> facets, BooleanSupplier abandoned) {
    return new FacetQuestion(
        exchange.requestId(),
        request.scope(),
        request.query(),
        request.kinds(),
        request.collections(),
        facets,
        request.facetSize(),
        request.timeout(),
        abandoned);
  }

  private static SearchQuestion question(
      Exchange exchange, SearchRequest request, BooleanSupplier abandoned) {
    return new SearchQuestion(
        exchange.requestId(),
        request.scope(),
        request.query(),
        request.kinds(),
        request.collections(),
        request.size(),
        request.timeout(),
        abandoned);
  }
}
