package org.tisc.node.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.query.Dialect;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import tools.jackson.databind.JsonNode;

/**
 * The routes of documents that are similar to a document or to a text. Its telling words become an
 * ordinary query, with weights, that the asker sees and may change; the text itself goes nowhere.
 * Thread-safe. Handlers block while a document is fetched and for at most the timeout of the
 * question.
 */
final class SimilarHttp {
  /** The page's template; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/similar.jte";

  /** Longest text in UTF-16 code units: some twenty printed pages. */
  static final int LONGEST_TEXT = 100_000;

  private static final int OK = 200;
  private static final double LEAST_WEIGHT = 0.01;
  private static final double MOST_WEIGHT = 99_999;

  private final TellingWords telling;
  private final Supplier<List<NetworkId>> networks;
  private final BiFunction<Exchange, SearchInput, Reply> search;

  /**
   * @param search answers a search as JSON
   */
  SimilarHttp(
      TellingWords telling,
      Supplier<List<NetworkId>> networks,
      BiFunction<Exchange, SearchInput, Reply> search) {
    this.telling = telling;
    this.networks = networks;
    this.search = search;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/search/similar",
        Permission.SEARCH,
        "Documents similar to the one of key=, of this node or of the member named by node=; all"
            + " other parameters are those of a search.",
        exchange ->
            search.apply(exchange, asked(exchange, SearchInput.of(exchange), Given.of(exchange))));
    routes.add(
        "POST",
        "/api/v1/search/similar",
        Permission.SEARCH,
        "The same for a key or a text of at most 100,000 characters, in a form or a JSON body.",
        this::posted);
    routes.add(
        "GET",
        "/search/similar",
        Permission.SEARCH,
        "The page for a text; with key= leads to the search for what is similar to a document.",
        this::page);
    routes.add(
        "POST",
        "/search/similar",
        Permission.SEARCH,
        "Leads to the search for what is similar to the text of the form.",
        exchange -> led(exchange, Given.of(exchange)));
  }

  /** What others shall be similar to. */
  private record Given(Optional<String> key, Optional<String> node, Optional<String> text) {
    static Given of(Exchange exchange) {
      return new Given(
          exchange.parameter("key"), exchange.parameter("node"), exchange.parameter("text"));
    }

    static Given of(JsonNode body) {
      return new Given(value(body, "key"), value(body, "node"), value(body, "text"));
    }
  }

  private static Optional<String> value(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return Optional.of(value.isValueNode() && !value.isNull() ? value.asString() : "")
        .filter(text -> !text.isBlank());
  }

  private Reply posted(Exchange exchange) {
    boolean json =
        exchange
            .header("Content-Type")
            .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("application/json"))
            .isPresent();
    if (!json) {
      return search.apply(exchange, asked(exchange, SearchInput.of(exchange), Given.of(exchange)));
    }
    JsonNode body = exchange.json(JsonNode.class);
    Map<String, String> values = new HashMap<>();
    for (String name : SearchInput.NAMES) {
      value(body, name).ifPresent(value -> values.put(name, value));
    }
    List<String> filters = body.path("filter").valueStream().map(one -> one.asString("")).toList();
    return search.apply(
        exchange, asked(exchange, new SearchInput(values, filters), Given.of(body)));
  }

  /** The search by the telling words of what is given, with the other parameters of the input. */
  private SearchInput asked(Exchange exchange, SearchInput input, Given given) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    List<TellingWords.Word> words = words(given, texts);
    Map<String, String> query = new HashMap<>();
    query.put(
        "q",
        words.stream().map(word -> '"' + word.text() + '"').collect(Collectors.joining(" OR ")));
    query.put("dialect", Dialect.TISC.id());
    query.put(
        "weights",
        words.stream().map(word -> weight(word.weight())).collect(Collectors.joining(",")));
    given.key().ifPresent(key -> query.put("not", key.strip()));
    return input.with(query);
  }

  private static String weight(double weight) {
    return String.format(
        Locale.ROOT, "%.2f", Math.min(MOST_WEIGHT, Math.max(LEAST_WEIGHT, weight)));
  }

  private List<TellingWords.Word> words(Given given, SearchTexts texts) {
    if (given.key().isPresent() == given.text().isPresent()) {
      throw refused("key", texts.of("similar.what"), texts);
    }
    List<TellingWords.Word> words;
    if (given.text().isPresent()) {
      if (given.text().get().length() > LONGEST_TEXT) {
        throw refused("text", texts.of("similar.long", LONGEST_TEXT), texts);
      }
      words = telling.ofText(given.text().get());
    } else {
      String key = given.key().get().strip();
      if (Alternatives.isNoKey(key)) {
        throw refused("key", texts.of("explain.bad", Alternatives.LONGEST_KEY), texts);
      }
      words = telling.ofDocument(given.node(), key);
    }
    if (words.isEmpty()) {
      throw refused(given.key().isPresent() ? "key" : "text", texts.of("similar.nothing"), texts);
    }
    return words;
  }

  private static TiscException refused(String field, String message, SearchTexts texts) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        texts.of("request.refused", 1),
        List.of(Violation.of(field, message)));
  }

  private Reply page(Exchange exchange) {
    Given given = Given.of(exchange);
    return given.key().isEmpty() ? form(OK, exchange, "", List.of()) : led(exchange, given);
  }

  private Reply led(Exchange exchange, Given given) {
    try {
      SearchInput asked = asked(exchange, SearchInput.of(exchange), given);
      return Reply.seeOther("/search?" + asked.query(Optional.empty()));
    } catch (TiscException failure) {
      List<String> sentences = new ArrayList<>();
      failure.violations().forEach(violation -> sentences.add(violation.message()));
      if (sentences.isEmpty()) {
        sentences.add(
            SearchTexts.in(exchange.locale())
                .find("similar." + failure.reason().name())
                .orElse(String.valueOf(failure.getMessage())));
      }
      return form(
          failure.reason().kind().httpStatus(), exchange, given.text().orElse(""), sentences);
    }
  }

  private Reply form(int status, Exchange exchange, String text, List<String> mistakes) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    List<NetworkId> members = networks.get();
    String chosen = exchange.parameter("scope").orElse(ScopeText.of(ScopeText.standard(members)));
    return new Reply.Page(
        status,
        TEMPLATE,
        Map.of(
            "view",
            new SimilarView(
                texts,
                text.length() > LONGEST_TEXT ? "" : text,
                SearchPage.scopes(texts, members, chosen),
                mistakes)));
  }
}
