package org.tisc.node.search;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The routes of the search: {@code /api/v1/search} as JSON, {@code /search} as a page. Thread-safe.
 * Handlers block for at most the timeout of the question.
 */
public final class SearchHttp {
  /** The page's template, below the rooms; its one parameter is {@code view}. */
  public static final String TEMPLATE = "search/page.jte";

  /** The template of the language's reference; its one parameter is {@code view}. */
  public static final String LANGUAGE_TEMPLATE = "search/reference.jte";

  private static final int OK = 200;

  private final QueryLanguage language;
  private final QueryCompiler compiler;
  private final SearchEngine engine;
  private final Supplier<List<NetworkId>> networks;
  private final AskedListener asked;
  private final SearchSteps steps;

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

  /**
   * @param networks the networks the node is a member of now
   * @param clock by which the steps of a person grow old
   */
  public SearchHttp(
      QueryLanguage language,
      QueryCompiler compiler,
      SearchEngine engine,
      Supplier<List<NetworkId>> networks,
      AskedListener asked,
      InstantSource clock) {
    this.language = language;
    this.compiler = compiler;
    this.engine = engine;
    this.networks = networks;
    this.asked = asked;
    this.steps = new SearchSteps(clock);
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/search",
        Permission.SEARCH,
        "Searches the own collections and those of peers as one index; dialect= names the"
            + " notation, explain= a document key whose score is broken down.",
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
    new NumberHttp(language, compiler, engine::search, networks, asked).declare(routes);
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
  }

  private Reply json(Exchange exchange, SearchInput input) {
    ExplainedSearch searching =
        ExplainedSearch.of(engine, input, SearchTexts.in(exchange.locale()));
    SearchRequest request = read(exchange, input, networks.get());
    Answered answered = answer(exchange, request, request.facets(), searching);
    return Reply.ok(
        searching.with(
            SearchReply.of(
                request,
                answered.answer(),
                answered.counted(),
                kept(exchange, request),
                exchange.locale())));
  }

  private Reply page(Exchange exchange) {
    List<NetworkId> members = networks.get();
    SearchInput input = SearchInput.of(exchange);
    String person = exchange.caller().name();
    SearchPage page =
        new SearchPage(input, SearchTexts.in(exchange.locale()), members, () -> steps.list(person));
    if (input.get("q").isEmpty()) {
      return page(OK, page.blank());
    }
    Optional<SearchRequest> request = Optional.empty();
    try {
      request = Optional.of(read(exchange, input, members));
      Answered answered = answer(exchange, request.get(), FacetsView.SHOWN, engine::search);
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
    return SearchRequest.read(
        input,
        exchange.locale(),
        language,
        compiler,
        steps.of(exchange.caller().name()),
        engine,
        members);
  }

  /**
   * What was found.
   *
   * @param counted empty where nobody asked for facets, or they could not be counted
   */
  private record Answered(SearchAnswer answer, Optional<FacetAnswer> counted) {}

  /** Searches, and counts at the same time, so that one does not wait for the other. */
  private Answered answer(
      Exchange exchange,
      SearchRequest request,
      List<Facet> facets,
      Function<SearchQuestion, SearchAnswer> searching) {
    Optional<FutureTask<FacetAnswer>> counting =
        facets.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new FutureTask<>(() -> engine.count(question(exchange, request, facets))));
    counting.ifPresent(task -> Thread.ofVirtual().name("search-facets").start(task));
    SearchAnswer answer = searching.apply(question(exchange, request));
    asked.asked(exchange.caller().name(), ScopeText.of(request.scope()), answer.sources().size());
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
      Exchange exchange, SearchRequest request, List<Facet> facets) {
    return new FacetQuestion(
        exchange.requestId(),
        request.scope(),
        request.query(),
        request.kinds(),
        request.collections(),
        facets,
        request.facetSize(),
        request.timeout(),
        exchange::abandoned);
  }

  private static SearchQuestion question(Exchange exchange, SearchRequest request) {
    return new SearchQuestion(
        exchange.requestId(),
        request.scope(),
        request.query(),
        request.kinds(),
        request.collections(),
        request.size(),
        request.timeout(),
        exchange::abandoned);
  }
}
