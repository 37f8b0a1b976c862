package org.tisc.node.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.desk.SavedSearch;
import org.tisc.node.desk.SavedSearches;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.UnderstoodAs;
import org.tisc.node.web.Exchange;

/** What people do with saved searches, by JSON and on pages alike. Thread-safe. */
final class SavedActs {
  /** Parameters of few searches that are saved with them. */
  static final List<String> FURTHER = List.of("synonyms", "weights", "not");

  private final SavedSearches searches;
  private final BiFunction<Exchange, SearchInput, SearchRequest> reading;

  /**
   * @param reading reads the parameters of a search and raises what is wrong with them
   */
  SavedActs(SavedSearches searches, BiFunction<Exchange, SearchInput, SearchRequest> reading) {
    this.searches = searches;
    this.reading = reading;
  }

  /**
   * What is wanted of a saved search beside its query; what is empty stays as it is.
   *
   * @param every a name of {@link SavedSearch.Every}
   */
  record Wish(Optional<String> name, Optional<Boolean> shared, Optional<String> every) {}

  SavedSearches searches() {
    return searches;
  }

  /** Saves the search that the parameters describe, once they are found good. */
  SavedSearch save(Exchange exchange, SearchInput input, Wish wish) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    List<Violation> violations = new ArrayList<>();
    SavedSearch.Every every = every(wish, SavedSearch.Every.NEVER, texts, violations);
    String name = wish.name().orElse("");
    if (name.isBlank()) {
      violations.add(Violation.of("name", texts.of("saved.name.missing")));
    }
    refuse(texts, violations);
    return searches.save(
        exchange.caller().name(), terms(exchange, input, name), wish.shared().orElse(false), every);
  }

  /** Changes an own search; without a query in the parameters it stays the same search. */
  SavedSearch change(Exchange exchange, String search, SearchInput input, Wish wish) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = exchange.caller().name();
    SavedSearch before = searches.require(person, search);
    List<Violation> violations = new ArrayList<>();
    SavedSearch.Every every = every(wish, before.every(), texts, violations);
    refuse(texts, violations);
    String name = wish.name().orElse(before.terms().name());
    SavedSearch.Terms terms =
        input.get("q").isPresent() ? terms(exchange, input, name) : named(before.terms(), name);
    return searches.change(
        person, before.id(), terms, wish.shared().orElse(before.shared()), every);
  }

  /** Saves a search that somebody shares as the caller's own. */
  SavedSearch copy(Exchange exchange, String search) {
    String person = exchange.caller().name();
    SavedSearch shared = searches.visible(person, search);
    return searches.save(person, shared.terms(), false, SavedSearch.Every.NEVER);
  }

  private static SavedSearch.Terms named(SavedSearch.Terms terms, String name) {
    return new SavedSearch.Terms(
        name,
        terms.query(),
        terms.dialect(),
        terms.scope(),
        terms.kinds(),
        terms.collections(),
        terms.filters(),
        terms.further(),
        terms.language());
  }

  private static SavedSearch.Every every(
      Wish wish, SavedSearch.Every otherwise, SearchTexts texts, List<Violation> violations) {
    if (wish.every().isEmpty()) {
      return otherwise;
    }
    String said = wish.every().get().strip().toUpperCase(Locale.ROOT);
    return Stream.of(SavedSearch.Every.values())
        .filter(one -> one.name().equals(said))
        .findFirst()
        .orElseGet(
            () -> {
              violations.add(Violation.of("every", texts.of("saved.every.unknown")));
              return otherwise;
            });
  }

  private static void refuse(SearchTexts texts, List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT, texts.of("request.refused", violations.size()), violations);
    }
  }

  /**
   * The search as it can be asked at any time: the numbers of earlier steps, which are forgotten,
   * are written out as they were understood.
   */
  private SavedSearch.Terms terms(Exchange exchange, SearchInput input, String name) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    List<Violation> violations = new ArrayList<>();
    for (String basket : KeyFilter.NAMES) {
      if (input.get(basket).isPresent()) {
        violations.add(Violation.of(basket, texts.of("saved.narrowed")));
      }
    }
    refuse(texts, violations);
    SearchRequest request = reading.apply(exchange, input);
    boolean steps = request.text().matches("(?s).*[#＃]\\s*\\d.*");
    return new SavedSearch.Terms(
        name,
        steps ? UnderstoodAs.line(request.parsed().tree(), texts.locale()) : request.text(),
        (steps ? Dialect.TISC : request.dialect()).id(),
        ScopeText.of(request.scope()),
        String.join(",", request.kinds()),
        String.join(",", request.collections().stream().sorted().toList()),
        request.filters().stream().map(FacetFilter::text).toList(),
        further(input, steps),
        texts.locale().getLanguage());
  }

  /**
   * Parameters that say which documents are meant, beside those that every search has; what was
   * understood holds the synonyms already.
   */
  private static Map<String, String> further(SearchInput input, boolean understood) {
    Map<String, String> further = new HashMap<>();
    for (String name : FURTHER) {
      input.get(name).ifPresent(value -> further.put(name, value.strip()));
    }
    if (understood) {
      further.remove("synonyms");
    }
    return further;
  }
}
