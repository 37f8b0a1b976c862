package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.node.desk.Basket;
import org.tisc.node.desk.ColumnChoice;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.Remark;
import org.tisc.node.query.UnderstoodAs;

/** Makes the page's view of a form, a refusal or an answer. */
final class SearchPage {
  private static final int SHOWN_STEPS = 12;

  /** Parameters that say which part of the list is shown and how. */
  private static final Set<String> ONE_PAGE =
      Set.of("size", "cursor", "facets", "facetSize", "format", "most", "columns", "timeoutMillis");

  private static final List<Integer> SIZES = List.of(10, 20, 50, 100);

  private final SearchInput input;
  private final SearchTexts texts;
  private final List<NetworkId> networks;
  private final Supplier<List<SearchSteps.Step>> steps;
  private final ColumnChoice columns;
  private final Supplier<List<Basket>> baskets;
  private final SearchBounds bounds;

  SearchPage(
      SearchInput input,
      SearchTexts texts,
      List<NetworkId> networks,
      Supplier<List<SearchSteps.Step>> steps,
      ColumnChoice columns,
      Supplier<List<Basket>> baskets,
      SearchBounds bounds) {
    this.bounds = bounds;
    this.steps = steps;
    this.columns = columns;
    this.baskets = baskets;
    this.input = input;
    this.texts = texts;
    this.networks = networks;
  }

  /** The form alone. */
  SearchView blank() {
    return view(Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  SearchView answered(SearchRequest request, SearchAnswer answer, Optional<FacetAnswer> counted) {
    SearchAnswer.Total total = SearchReply.total(answer, counted);
    return view(
        Optional.of(request),
        List.of(),
        Optional.empty(),
        Optional.of(
            new AnswerView(
                    texts,
                    request.written(),
                    new HitLinks(input),
                    table() ? columns.columns() : List.of())
                .of(
                    answer,
                    total,
                    FacetsView.of(input, counted, texts),
                    new Pager(input, texts).links(answer, total, request.size()))));
  }

  /** A search that was refused or failed after the request was found good, or before. */
  SearchView failed(Optional<SearchRequest> request, TiscException failure) {
    List<SearchView.Mistake> mistakes = failure.violations().stream().map(this::mistake).toList();
    Optional<String> sentence =
        mistakes.isEmpty() ? Optional.of(sentence(failure)) : Optional.empty();
    return view(request, mistakes, sentence, Optional.empty());
  }

  private String sentence(TiscException failure) {
    return texts
        .find("failure." + failure.reason().name())
        .orElseGet(
            () ->
                failure.reason() == Reason.INTERNAL
                    ? texts.of("failure.other", failure.reason().name())
                    : texts.of("failure.other", failure.reason().name())
                        + " "
                        + failure.getMessage());
  }

  private SearchView view(
      Optional<SearchRequest> request,
      List<SearchView.Mistake> mistakes,
      Optional<String> failure,
      Optional<SearchView.Answer> answer) {
    return new SearchView(
        texts,
        input.get("q").orElse(""),
        request.flatMap(this::similar),
        dialects(),
        scopes(),
        kinds(),
        sizes(),
        input.get("collection").orElse(""),
        input.filters(),
        request.map(one -> UnderstoodAs.line(one.parsed().tree(), texts.locale())),
        request.map(this::notes).orElse(List.of()),
        mistakes,
        failure,
        answer,
        steps(),
        asked(),
        narrowed(),
        new SearchView.Desk(
            table(),
            String.join(",", columns.columns()),
            input.page(),
            baskets.get().stream()
                .map(one -> new SearchView.Choice(one.id(), one.name(), false))
                .toList()));
  }

  private boolean table() {
    return columns.layout() == ColumnChoice.Layout.TABLE;
  }

  private List<SearchView.Narrowed> narrowed() {
    List<SearchView.Narrowed> narrowed = new ArrayList<>();
    for (String name : KeyFilter.NAMES) {
      input
          .get(name)
          .ifPresent(
              value ->
                  narrowed.add(
                      new SearchView.Narrowed(
                          name,
                          value,
                          texts.of(
                              "narrowed." + name,
                              baskets.get().stream()
                                  .filter(one -> one.id().equals(value))
                                  .findFirst()
                                  .map(Basket::name)
                                  .orElse(value)),
                          input.without(name))));
    }
    return narrowed;
  }

  private Optional<SearchView.Similar> similar(SearchRequest request) {
    List<SearchView.Field> words =
        Alternatives.listed(request, texts.locale()).stream()
            .map(word -> new SearchView.Field(word.text(), texts.of("score", word.weight())))
            .toList();
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SearchView.Similar(
                request.without(), request.without().map(HitLinks::document), words));
  }

  private List<SearchView.Parameter> asked() {
    List<SearchView.Parameter> asked = new ArrayList<>();
    for (String name : SearchInput.NAMES) {
      if (!ONE_PAGE.contains(name)) {
        input.get(name).ifPresent(value -> asked.add(new SearchView.Parameter(name, value)));
      }
    }
    input.filters().forEach(value -> asked.add(new SearchView.Parameter("filter", value)));
    return asked;
  }

  /** The newest first, each with the search that asks it again. */
  private List<SearchView.Step> steps() {
    return steps.get().reversed().stream()
        .limit(SHOWN_STEPS)
        .map(
            step ->
                new SearchView.Step(
                    "#" + step.number(),
                    step.text(),
                    "/search?q="
                        + URLEncoder.encode(step.text(), StandardCharsets.UTF_8)
                        + "&dialect="
                        + step.dialect().id()))
        .toList();
  }

  private List<SearchView.Note> notes(SearchRequest request) {
    return request.parsed().notes().stream().map(note -> note(request.text(), note)).toList();
  }

  private SearchView.Note note(String text, Remark note) {
    String about = text.substring(note.span().from(), note.span().to());
    return new SearchView.Note(about, note.text(texts.locale()));
  }

  private SearchView.Mistake mistake(Violation violation) {
    String query = input.get("q").orElse("");
    boolean placed = violation.field().equals("q") && violation.position() >= 0;
    if (!placed) {
      return new SearchView.Mistake(violation.field(), violation.message(), "", "", "");
    }
    int from = Math.min(violation.position(), query.length());
    int to = from;
    if (from < query.length()) {
      int least = Character.charCount(query.codePointAt(from));
      to = Math.min(query.length(), from + Math.max(least, violation.length()));
    }
    return new SearchView.Mistake(
        violation.field(),
        violation.message(),
        query.substring(0, from),
        from == to ? "␣" : query.substring(from, to),
        query.substring(to));
  }

  private List<SearchView.Choice> dialects() {
    String chosen =
        input.get("dialect").map(String::strip).orElse(Dialect.TISC.id()).toLowerCase(Locale.ROOT);
    return Stream.concat(Dialect.names().stream(), Stream.of(Dialect.AUTOMATIC))
        .map(name -> choice(name, texts.of("dialect." + name), chosen))
        .toList();
  }

  private List<SearchView.Choice> scopes() {
    String chosen =
        input.get("scope").map(String::strip).orElse(ScopeText.of(ScopeText.standard(networks)));
    return scopes(texts, networks, chosen);
  }

  static List<SearchView.Choice> scopes(
      SearchTexts texts, List<NetworkId> networks, String chosen) {
    List<SearchView.Choice> scopes = new ArrayList<>();
    scopes.add(choice("local", texts.of("scope.local"), chosen));
    for (NetworkId network : networks) {
      scopes.add(choice("network:" + network, texts.of("scope.network", network.value()), chosen));
    }
    if (scopes.stream().noneMatch(SearchView.Choice::chosen)) {
      scopes.add(choice(chosen, chosen, chosen));
    }
    return scopes;
  }

  private List<SearchView.Choice> kinds() {
    List<String> chosen = input.list("kind");
    return Stream.concat(Stream.of(""), SearchRequest.KINDS.stream())
        .map(
            kind ->
                new SearchView.Choice(
                    kind,
                    kind.isEmpty() ? texts.of("kind.all") : texts.of("kind." + kind),
                    kind.isEmpty()
                        ? chosen.isEmpty()
                        : chosen.stream().anyMatch(kind::equalsIgnoreCase)))
        .toList();
  }

  private List<SearchView.Choice> sizes() {
    String chosen =
        input
            .get("size")
            .map(String::strip)
            .orElse(Integer.toString(SearchRequest.standardSize(bounds)));
    List<SearchView.Choice> sizes = new ArrayList<>();
    for (int size : SIZES.stream().filter(one -> one <= bounds.mostHits()).toList()) {
      String value = Integer.toString(size);
      sizes.add(choice(value, value, chosen));
    }
    if (sizes.stream().noneMatch(SearchView.Choice::chosen)) {
      sizes.add(choice(chosen, chosen, chosen));
    }
    return sizes;
  }

  private static SearchView.Choice choice(String value, String label, String chosen) {
    return new SearchView.Choice(value, label, value.equals(chosen));
  }
}
