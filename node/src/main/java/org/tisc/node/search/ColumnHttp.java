package org.tisc.node.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.desk.ColumnChoice;
import org.tisc.node.desk.Columns;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Redirects;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes by which each person chooses the form of the list of hits. Thread-safe. */
final class ColumnHttp {
  /** The page's template; its one parameter beside the frame is {@code view}. */
  static final String TEMPLATE = "search/columns.jte";

  private static final String PAGE = "/search/columns";
  private static final int OK = 200;

  private final Columns columns;

  ColumnHttp(Columns columns) {
    this.columns = columns;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/search/columns",
        Permission.SEARCH,
        "How the caller sees lists of hits: layout, columns in their order, and those there are.",
        exchange -> Reply.ok(answer(exchange, of(exchange.caller().name()))));
    routes.add(
        "PUT",
        "/api/v1/search/columns",
        Permission.SEARCH,
        "Chooses layout (CARDS or TABLE) and columns of the caller's lists of hits.",
        this::put);
    routes.add(
        "GET",
        PAGE,
        Permission.SEARCH,
        "The page on which each person chooses the columns of the list of hits.",
        this::page);
    routes.add(
        "POST",
        PAGE,
        Permission.SEARCH,
        "Changes the caller's columns by one step: the form fields layout, add, remove, up, down or"
            + " standard; then leads to back=.",
        this::change);
  }

  /** What a person chose, or what everybody begins with. */
  ColumnChoice of(String person) {
    return columns
        .of(person)
        .map(ColumnHttp::known)
        .orElseGet(() -> new ColumnChoice(ColumnChoice.Layout.CARDS, HitColumns.PAGE));
  }

  /** Without columns that a later release knew. */
  private static ColumnChoice known(ColumnChoice choice) {
    List<String> known = choice.columns().stream().filter(HitColumns.ALL::contains).toList();
    return new ColumnChoice(choice.layout(), known.isEmpty() ? HitColumns.PAGE : known);
  }

  /** The JSON body of a PUT; what is absent stays as it is. */
  record Body(@Nullable String layout, @Nullable List<String> columns) {}

  private record Available(String column, String label) {}

  private record Answer(
      ColumnChoice.Layout layout, List<String> columns, List<Available> available) {}

  private static Answer answer(Exchange exchange, ColumnChoice choice) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    return new Answer(
        choice.layout(),
        choice.columns(),
        HitColumns.ALL.stream()
            .map(column -> new Available(column, texts.of("column." + column)))
            .toList());
  }

  private Reply put(Exchange exchange) {
    Body body = exchange.json(Body.class);
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = exchange.caller().name();
    ColumnChoice before = of(person);
    List<Violation> violations = new ArrayList<>();
    ColumnChoice.Layout layout =
        Optional.ofNullable(body.layout())
            .map(said -> layout(said, texts, violations))
            .orElse(before.layout());
    List<String> chosen =
        Optional.ofNullable(body.columns())
            .map(names -> HitColumns.named(names, texts, violations))
            .orElse(before.columns());
    if (chosen.isEmpty() && violations.isEmpty()) {
      violations.add(Violation.of("columns", texts.of("columns.none")));
    }
    if (!violations.isEmpty()) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT, texts.of("request.refused", violations.size()), violations);
    }
    ColumnChoice choice = new ColumnChoice(layout, chosen);
    columns.choose(person, choice);
    return Reply.ok(answer(exchange, choice));
  }

  private static ColumnChoice.Layout layout(
      String said, SearchTexts texts, List<Violation> violations) {
    return Stream.of(ColumnChoice.Layout.values())
        .filter(one -> one.name().equals(said.strip().toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseGet(
            () -> {
              violations.add(Violation.of("layout", texts.of("columns.layout.unknown")));
              return ColumnChoice.Layout.CARDS;
            });
  }

  private Reply page(Exchange exchange) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    ColumnChoice choice = of(exchange.caller().name());
    return new Reply.Page(
        OK,
        TEMPLATE,
        Map.of(
            "view",
            new ColumnsView(
                texts,
                choice.layout() == ColumnChoice.Layout.TABLE,
                choices(choice.columns(), texts),
                choices(
                    HitColumns.ALL.stream().filter(one -> !choice.columns().contains(one)).toList(),
                    texts),
                Redirects.local(exchange.parameter("back"), "/search"))));
  }

  private static List<SearchView.Choice> choices(List<String> columns, SearchTexts texts) {
    return columns.stream()
        .map(one -> new SearchView.Choice(one, texts.of("column." + one), false))
        .toList();
  }

  private Reply change(Exchange exchange) {
    String person = exchange.caller().name();
    ColumnChoice before = of(person);
    List<String> chosen = new ArrayList<>(before.columns());
    exchange.parameter("add").filter(HitColumns.ALL::contains).ifPresent(chosen::add);
    exchange.parameter("remove").filter(_ -> chosen.size() > 1).ifPresent(chosen::remove);
    exchange.parameter("up").ifPresent(name -> move(chosen, name, -1));
    exchange.parameter("down").ifPresent(name -> move(chosen, name, 1));
    if (exchange.parameter("standard").isPresent()) {
      chosen.clear();
      chosen.addAll(HitColumns.PAGE);
    }
    ColumnChoice.Layout layout =
        exchange
            .parameter("layout")
            .map(said -> said.equals("TABLE") ? said : "CARDS")
            .map(ColumnChoice.Layout::valueOf)
            .orElse(before.layout());
    columns.choose(person, new ColumnChoice(layout, chosen.stream().distinct().toList()));
    return Reply.seeOther(Redirects.local(exchange.parameter("to"), PAGE));
  }

  private static void move(List<String> columns, String name, int by) {
    int from = columns.indexOf(name);
    int to = from + by;
    if (from >= 0 && to >= 0 && to < columns.size()) {
      Collections.swap(columns, from, to);
    }
  }
}
