package org.tisc.node.search;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.query.NumberList;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The routes of lists of numbers, as JSON and as a page. Thread-safe. Handlers block for at most
 * {@link #LONGEST}.
 */
final class NumberHttp {
  /** The page's template; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/numbers.jte";

  /** The whole time of one list. */
  static final Duration LONGEST = Duration.ofSeconds(60);

  private static final Duration OF_ONE_QUESTION = Duration.ofSeconds(10);
  private static final int HITS = SearchQuestion.MAX_SIZE;
  private static final int OK = 200;

  private final QueryLanguage language;
  private final QueryCompiler compiler;
  private final Function<SearchQuestion, SearchAnswer> engine;
  private final Supplier<List<NetworkId>> networks;
  private final SearchHttp.AskedListener asked;

  NumberHttp(
      QueryLanguage language,
      QueryCompiler compiler,
      Function<SearchQuestion, SearchAnswer> engine,
      Supplier<List<NetworkId>> networks,
      SearchHttp.AskedListener asked) {
    this.language = language;
    this.compiler = compiler;
    this.engine = engine;
    this.networks = networks;
    this.asked = asked;
  }

  /** The JSON body of a POST; what is absent is null. */
  record Body(@Nullable String numbers, @Nullable String scope) {}

  void declare(Routes routes) {
    routes.add(
        "POST",
        "/api/v1/search/numbers",
        Permission.SEARCH,
        "Looks for up to 5,000 document numbers in any notation; says which were not found.",
        this::json);
    routes.add(
        "GET",
        "/search/numbers",
        Permission.SEARCH,
        "The page for a list of numbers.",
        exchange -> page(OK, view(exchange, "", Optional.empty(), Optional.empty())));
    routes.add(
        "POST", "/search/numbers", Permission.SEARCH, "The form of that page.", this::answered);
  }

  private Reply json(Exchange exchange) {
    boolean json =
        exchange
            .header("Content-Type")
            .filter(type -> type.strip().startsWith("application/json"))
            .isPresent();
    Body body =
        json
            ? exchange.json(Body.class)
            : new Body(
                exchange.parameter("numbers").orElse(null),
                exchange.parameter("scope").orElse(null));
    return Reply.ok(
        search(
            exchange,
            Optional.ofNullable(body.numbers()).orElse(""),
            Optional.ofNullable(body.scope())));
  }

  private Reply answered(Exchange exchange) {
    String text = exchange.parameter("numbers").orElse("");
    try {
      NumberReply reply = search(exchange, text, exchange.parameter("scope"));
      return page(OK, view(exchange, text, Optional.of(reply), Optional.empty()));
    } catch (TiscException failure) {
      String sentence =
          failure.violations().stream()
              .map(Violation::message)
              .findFirst()
              .orElse(String.valueOf(failure.getMessage()));
      return page(
          failure.reason().kind().httpStatus(),
          view(exchange, text, Optional.empty(), Optional.of(sentence)));
    }
  }

  private static Reply page(int status, NumbersView view) {
    return new Reply.Page(status, TEMPLATE, Map.of("view", view));
  }

  private NumbersView view(
      Exchange exchange, String text, Optional<NumberReply> reply, Optional<String> failure) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    List<NetworkId> members = networks.get();
    String chosen = exchange.parameter("scope").orElse(ScopeText.of(ScopeText.standard(members)));
    return new NumbersView(texts, text, SearchPage.scopes(texts, members, chosen), reply, failure);
  }

  private NumberReply search(Exchange exchange, String text, Optional<String> scopeText) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    SearchScope scope = scope(scopeText, texts);
    NumberList list = language.numbers(text);
    if (list.more()) {
      throw refused("numbers", texts.of("numbers.many", NumberList.MOST));
    }
    if (list.entries().isEmpty()) {
      throw refused("numbers", texts.of("numbers.none"));
    }
    long end = System.nanoTime() + LONGEST.toNanos();
    NumberSearch search =
        new NumberSearch(
            language,
            batch -> engine.apply(question(exchange, scope, batch, end)),
            () -> !exchange.abandoned() && millisTo(end) > 0);
    NumberSearch.Result result = search.run(list.entries());
    asked.asked(exchange.caller().name(), ScopeText.of(scope), result.sources());
    return NumberReply.of(list, result);
  }

  private SearchScope scope(Optional<String> said, SearchTexts texts) {
    List<NetworkId> members = networks.get();
    try {
      return said.map(String::strip).filter(one -> !one.isEmpty()).isEmpty()
          ? ScopeText.standard(members)
          : ScopeText.parse(said.get().strip(), members);
    } catch (ScopeText.Refused refused) {
      throw refused("scope", refused.text(texts));
    }
  }

  private static TiscException refused(String field, String message) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        "The list of numbers has a mistake that the violation names",
        List.of(Violation.of(field, message)));
  }

  private static long millisTo(long end) {
    return Duration.ofNanos(end - System.nanoTime()).toMillis();
  }

  private SearchQuestion question(
      Exchange exchange, SearchScope scope, List<NumberList.Entry> batch, long end) {
    long millis = Math.min(OF_ONE_QUESTION.toMillis(), millisTo(end));
    return new SearchQuestion(
        exchange.requestId(),
        scope,
        compiler.compile(NumberList.anyOf(batch), exchange.locale()),
        Set.of(),
        Set.of(),
        HITS,
        Duration.ofMillis(Math.max(50, millis)),
        exchange::abandoned);
  }
}
