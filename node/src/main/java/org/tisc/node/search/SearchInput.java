package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tisc.node.web.Exchange;

/** The parameters of a search as they came: from the address, a form, or a JSON body. */
record SearchInput(Map<String, String> values, List<String> filters) {
  static final List<String> NAMES =
      List.of(
          "q",
          "dialect",
          "weights",
          "not",
          "synonyms",
          "scope",
          "kind",
          "collection",
          "size",
          "cursor",
          "timeoutMillis",
          "explain",
          "facets",
          "facetSize",
          "format",
          "most",
          "columns",
          "inBasket",
          "notInBasket");

  SearchInput {
    values = Map.copyOf(values);
    filters = filters.stream().map(String::strip).filter(one -> !one.isEmpty()).distinct().toList();
  }

  /** The JSON body of a POST; numbers and texts are both fine, what is absent is null. */
  record Body(
      @Nullable String q,
      @Nullable String dialect,
      @Nullable String weights,
      @Nullable String not,
      @Nullable String synonyms,
      @Nullable String scope,
      @Nullable String kind,
      @Nullable String collection,
      @Nullable String size,
      @Nullable String cursor,
      @Nullable String timeoutMillis,
      @Nullable String explain,
      @Nullable String facets,
      @Nullable String facetSize,
      @Nullable String format,
      @Nullable String most,
      @Nullable String columns,
      @Nullable String inBasket,
      @Nullable String notInBasket,
      @Nullable List<String> filter) {
    private Optional<String> value(String name) {
      return Optional.ofNullable(
          switch (name) {
            case "q" -> q;
            case "dialect" -> dialect;
            case "weights" -> weights;
            case "not" -> not;
            case "synonyms" -> synonyms;
            case "scope" -> scope;
            case "kind" -> kind;
            case "collection" -> collection;
            case "size" -> size;
            case "cursor" -> cursor;
            case "explain" -> explain;
            case "facets" -> facets;
            case "facetSize" -> facetSize;
            case "format" -> format;
            case "most" -> most;
            case "columns" -> columns;
            case "inBasket" -> inBasket;
            case "notInBasket" -> notInBasket;
            default -> timeoutMillis;
          });
    }
  }

  static SearchInput of(Exchange exchange) {
    return new SearchInput(
        NAMES.stream()
            .flatMap(name -> entry(name, String.join(",", exchange.parameters(name))))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        exchange.parameters("filter"));
  }

  /** A body of type JSON wins over the address. */
  static SearchInput ofPost(Exchange exchange) {
    boolean json =
        exchange
            .header("Content-Type")
            .map(type -> type.strip().toLowerCase(Locale.ROOT))
            .filter(type -> type.startsWith("application/json"))
            .isPresent();
    if (!json) {
      return of(exchange);
    }
    return of(exchange.json(Body.class));
  }

  static SearchInput of(Body body) {
    return new SearchInput(
        NAMES.stream()
            .flatMap(name -> body.value(name).stream().flatMap(value -> entry(name, value)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        Optional.ofNullable(body.filter()).orElse(List.of()));
  }

  private static Stream<Map.Entry<String, String>> entry(String name, String value) {
    return value.isBlank() ? Stream.empty() : Stream.of(Map.entry(name, value));
  }

  /** The address of the first page of the same search with other filters. */
  String pageWith(List<String> others) {
    return page(others, Optional.empty());
  }

  /** The address of another page of the same search. */
  String pageAt(String cursor) {
    return page(filters, Optional.of(cursor));
  }

  /** The same search, shown as the other says: how many hits, which facets, how long to wait. */
  SearchInput shownAs(SearchInput other) {
    Map<String, String> all = new HashMap<>(values);
    for (String name : List.of("size", "timeoutMillis", "facets", "facetSize", "cursor")) {
      other.get(name).ifPresent(value -> all.put(name, value));
    }
    return new SearchInput(all, filters);
  }

  /** The address of the first page of the search without a parameter. */
  String without(String name) {
    Map<String, String> others = new HashMap<>(values);
    others.remove(name);
    return new SearchInput(others, filters).pageWith(filters);
  }

  /** The address of this page. */
  String page() {
    return page(filters, get("cursor"));
  }

  private String page(List<String> others, Optional<String> cursor) {
    return "/search?" + query(others, cursor);
  }

  /** The parameters as they stand in addresses, with the list at another place. */
  String query(Optional<String> cursor) {
    return query(filters, cursor);
  }

  /** The same with other values of some parameters. */
  SearchInput with(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(others);
    return new SearchInput(all, filters);
  }

  private String query(List<String> others, Optional<String> cursor) {
    StringBuilder path = new StringBuilder();
    for (String name : NAMES) {
      (name.equals("cursor") ? cursor : get(name))
          .ifPresent(
              value ->
                  path.append(name)
                      .append('=')
                      .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                      .append('&'));
    }
    for (String other : others) {
      path.append("filter=").append(URLEncoder.encode(other, StandardCharsets.UTF_8)).append('&');
    }
    return path.isEmpty() ? "" : path.substring(0, path.length() - 1);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The parts of a value separated by commas. */
  List<String> list(String name) {
    return get(name).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .distinct()
        .toList();
  }
}
