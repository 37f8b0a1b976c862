package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.query.QueryField;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/**
 * The page for queries by rows of operator, field and terms. It writes a query of the language and
 * hands it to the search, whose box then holds it. Works without script: every button loads the
 * page anew with all that was typed. Thread-safe.
 */
final class ExpertHttp {
  /** The page's template; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/expert.jte";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FIRST_ROWS = 3;
  private static final int MOST_ROWS = 20;

  private final QueryLanguage language;
  private final Supplier<List<NetworkId>> networks;

  ExpertHttp(QueryLanguage language, Supplier<List<NetworkId>> networks) {
    this.language = language;
    this.networks = networks;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/search/expert",
        Permission.SEARCH,
        "The page for queries by rows of operator, field and terms; with act=search leads to the"
            + " search.",
        this::page);
  }

  /** A row as it was typed; what was chosen of no list is the first of it. */
  private record Typed(ExpertQuery.Operator operator, QueryField field, String terms) {
    static final Typed EMPTY = new Typed(ExpertQuery.Operator.AND, QueryField.TOPIC, "");

    Optional<ExpertQuery.Row> row() {
      return terms.isBlank()
          ? Optional.empty()
          : Optional.of(new ExpertQuery.Row(operator, field, terms));
    }
  }

  private Reply page(Exchange exchange) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String act = exchange.parameter("act").orElse("");
    List<Typed> rows = new ArrayList<>(typed(exchange));
    boolean first = rows.isEmpty();
    while (first && rows.size() < FIRST_ROWS) {
      rows.add(Typed.EMPTY);
    }
    exchange.parameter("less").ifPresent(number -> remove(rows, number));
    if (rows.isEmpty() || (act.equals("more") && rows.size() < MOST_ROWS)) {
      rows.add(Typed.EMPTY);
    }
    List<ExpertQuery.Row> filled = rows.stream().flatMap(row -> row.row().stream()).toList();
    String query = ExpertQuery.text(filled);
    Map<Typed, List<String>> mistakes = new LinkedHashMap<>();
    for (Typed row : rows) {
      row.row()
          .map(one -> mistakes(ExpertQuery.clause(one.field(), one.terms()), exchange.locale()))
          .filter(found -> !found.isEmpty())
          .ifPresent(found -> mistakes.put(row, found));
    }
    List<String> whole = new ArrayList<>();
    if (mistakes.isEmpty() && !query.isEmpty()) {
      whole.addAll(mistakes(query, exchange.locale()));
    }
    boolean search = act.equals("search");
    if (search && query.isEmpty()) {
      whole.add(texts.of("expert.empty"));
    }
    boolean good = mistakes.isEmpty() && whole.isEmpty();
    if (search && good) {
      return Reply.seeOther(path(exchange, query));
    }
    return new Reply.Page(
        search ? BAD_REQUEST : OK,
        TEMPLATE,
        Map.of("view", view(exchange, texts, rows, mistakes, good ? query : "", whole)));
  }

  private static void remove(List<Typed> rows, String number) {
    if (number.matches("[1-9]\\d?") && Integer.parseInt(number) <= rows.size()) {
      rows.remove(Integer.parseInt(number) - 1);
    }
  }

  private static List<Typed> typed(Exchange exchange) {
    List<String> operators = exchange.parameters("op");
    List<String> fields = exchange.parameters("field");
    List<String> terms = exchange.parameters("terms");
    List<Typed> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST_ROWS, terms.size()); i++) {
      rows.add(new Typed(operator(at(operators, i)), field(at(fields, i)), terms.get(i).strip()));
    }
    return rows;
  }

  private static String at(List<String> values, int index) {
    return index < values.size() ? values.get(index) : "";
  }

  private static ExpertQuery.Operator operator(String name) {
    return Stream.of(ExpertQuery.Operator.values())
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElse(ExpertQuery.Operator.AND);
  }

  private static QueryField field(String name) {
    return QueryField.named(name).filter(QueryField::searchable).orElse(QueryField.TOPIC);
  }

  private List<String> mistakes(String text, Locale locale) {
    try {
      language.parse(text, locale);
      return List.of();
    } catch (TiscException refused) {
      if (refused.violations().isEmpty()) {
        throw refused;
      }
      return refused.violations().stream().map(Violation::message).toList();
    }
  }

  private static String path(Exchange exchange, String query) {
    StringBuilder path = new StringBuilder("/search?q=").append(encoded(query));
    for (String name : List.of("scope", "kind")) {
      exchange
          .parameter(name)
          .ifPresent(value -> path.append('&').append(name).append('=').append(encoded(value)));
    }
    return path.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private ExpertView view(
      Exchange exchange,
      SearchTexts texts,
      List<Typed> rows,
      Map<Typed, List<String>> mistakes,
      String query,
      List<String> whole) {
    List<NetworkId> members = networks.get();
    String kind = exchange.parameter("kind").filter(SearchRequest.KINDS::contains).orElse("");
    String scope = exchange.parameter("scope").orElse(ScopeText.of(ScopeText.standard(members)));
    List<ExpertView.Row> shown = new ArrayList<>();
    for (Typed row : rows) {
      shown.add(
          new ExpertView.Row(
              shown.size() + 1,
              operators(row, texts),
              fields(row, kind, texts),
              row.terms(),
              texts.of("expert.example", FieldGuide.example(row.field())),
              mistakes.getOrDefault(row, List.of())));
    }
    return new ExpertView(
        texts,
        shown,
        Stream.concat(Stream.of(""), SearchRequest.KINDS.stream())
            .map(
                one ->
                    new SearchView.Choice(
                        one,
                        texts.of(one.isEmpty() ? "kind.all" : "kind." + one),
                        one.equals(kind)))
            .toList(),
        SearchPage.scopes(texts, members, scope),
        FieldGuide.fields(texts, kind),
        query,
        whole);
  }

  private static List<SearchView.Choice> operators(Typed row, SearchTexts texts) {
    return Stream.of(ExpertQuery.Operator.values())
        .map(
            one ->
                new SearchView.Choice(
                    one.name(), texts.of("expert." + one.name()), one == row.operator()))
        .toList();
  }

  /** The fields of the kind, and the chosen one even where the kind has it not. */
  private static List<SearchView.Choice> fields(Typed row, String kind, SearchTexts texts) {
    return Stream.of(QueryField.values())
        .filter(QueryField::searchable)
        .filter(field -> FieldGuide.has(field, kind) || field == row.field())
        .map(
            field ->
                new SearchView.Choice(
                    field.names().getFirst(),
                    texts.of("expert.field", field.label(texts.locale()), field.names().getFirst()),
                    field == row.field()))
        .toList();
  }
}
