package org.tisc.node.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.FacetRequest;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.ParsedQuery;
import org.tisc.node.query.QueryCompiler;
import org.tisc.node.query.QueryLanguage;
import org.tisc.node.query.Steps;
import org.tisc.node.query.Syntax;
import org.tisc.node.query.WrittenWords;

/**
 * A search whose every parameter was found good.
 *
 * @param written the words of the query before synonyms were added
 * @param weights of the alternatives of the query, in their order; none where it has no weights
 * @param without the key of a document that is left out
 */
record SearchRequest(
    String text,
    Dialect dialect,
    ParsedQuery parsed,
    CanonicalQuery query,
    SearchScope scope,
    Set<String> kinds,
    Set<String> collections,
    int size,
    Optional<Cursor> cursor,
    Duration timeout,
    List<Facet> facets,
    int facetSize,
    List<FacetFilter> filters,
    WrittenWords written,
    List<Float> weights,
    Optional<String> without) {
  static final List<String> KINDS =
      List.of("PATENT", "TRADEMARK", "GEOGRAPHICAL_INDICATION", "LAYOUT_DESIGN", "LITERATURE");
  private static final int STANDARD_SIZE = 20;

  private static final int SHORTEST_MILLIS = 50;
  private static final int MOST_COLLECTIONS = 256;
  private static final int MOST_FILTERS = 32;
  private static final int STANDARD_FACET_SIZE = 10;
  private static final Pattern COLLECTION = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern WEIGHT = Pattern.compile("\\d{1,5}(\\.\\d{1,3})?");

  /**
   * Reads and judges all parameters. Raises {@code INVALID_QUERY}, {@code QUERY_TOO_LARGE} or
   * {@code INVALID_ARGUMENT} with every violation found, in the language of the locale.
   */
  static SearchRequest read(
      SearchInput input,
      Locale locale,
      QueryLanguage language,
      QueryCompiler compiler,
      Steps steps,
      SearchEngine engine,
      SearchBounds bounds,
      List<NetworkId> networks) {
    return new Reading(input, SearchTexts.in(locale), steps, bounds)
        .read(language, compiler, engine, networks);
  }

  /** Hits of a page where the asker names no number. */
  static int standardSize(SearchBounds bounds) {
    return Math.min(STANDARD_SIZE, bounds.mostHits());
  }

  /** The same request with another query in the place of its own. */
  SearchRequest with(CanonicalQuery other) {
    return new SearchRequest(
        text,
        dialect,
        parsed,
        other,
        scope,
        kinds,
        collections,
        size,
        cursor,
        timeout,
        facets,
        facetSize,
        filters,
        written,
        weights,
        without);
  }

  private static final class Reading {
    private final SearchInput input;
    private final SearchTexts texts;
    private final Steps steps;
    private final SearchBounds bounds;
    private final List<Violation> violations = new ArrayList<>();
    private Reason reason = Reason.INVALID_ARGUMENT;
    private Optional<WrittenWords> written = Optional.empty();

    private Reading(SearchInput input, SearchTexts texts, Steps steps, SearchBounds bounds) {
      this.bounds = bounds;
      this.steps = steps;
      this.input = input;
      this.texts = texts;
    }

    private SearchRequest read(
        QueryLanguage language,
        QueryCompiler compiler,
        SearchEngine engine,
        List<NetworkId> networks) {
      String text = input.get("q").orElse("");
      Dialect dialect = dialect(text);
      Optional<ParsedQuery> parsed = parsed(text, dialect, language);
      List<Float> weights = weights();
      Optional<String> without = without();
      Optional<CanonicalQuery> query = parsed.flatMap(one -> compiled(one, weights, compiler));
      SearchScope scope = scope(networks);
      Set<String> kinds = kinds();
      Set<String> collections = collections();
      int size = number("size", 0, bounds.mostHits()).orElse(standardSize(bounds));
      int millis =
          number("timeoutMillis", SHORTEST_MILLIS, (int) bounds.longest().toMillis())
              .orElse((int) bounds.timeout().toMillis());
      Optional<Cursor> cursor = input.get("cursor").flatMap(this::cursor);
      List<Facet> facets = facets();
      int facetSize = number("facetSize", 1, FacetQuestion.MAX_VALUES).orElse(STANDARD_FACET_SIZE);
      List<FacetFilter> filters = filters(engine);
      if (written.isEmpty() || parsed.isEmpty() || query.isEmpty() || !violations.isEmpty()) {
        throw TiscException.invalid(
            reason, texts.of("request.refused", violations.size()), violations);
      }
      return new SearchRequest(
          text,
          dialect,
          parsed.get(),
          FacetFilter.within(Alternatives.without(query.get(), without), filters, engine),
          scope,
          kinds,
          collections,
          size,
          cursor,
          Duration.ofMillis(millis),
          facets,
          facetSize,
          filters,
          written.get(),
          weights,
          without);
    }

    private List<Float> weights() {
      if (input.get("weights").isEmpty()) {
        return List.of();
      }
      List<Float> weights = new ArrayList<>();
      for (String weight : input.get("weights").get().split(",", QueryLanguage.MOST_CLAUSES + 1)) {
        if (!WEIGHT.matcher(weight).matches() || Float.parseFloat(weight) <= 0) {
          violations.add(Violation.of("weights", texts.of("weights.bad")));
          return List.of();
        }
        weights.add(Float.parseFloat(weight));
      }
      return weights;
    }

    private Optional<String> without() {
      Optional<String> key = input.get("not").map(String::strip);
      if (key.filter(Alternatives::isNoKey).isPresent()) {
        violations.add(Violation.of("not", texts.of("explain.bad", Alternatives.LONGEST_KEY)));
        return Optional.empty();
      }
      return key;
    }

    private Optional<Cursor> cursor(String text) {
      try {
        return Optional.of(Cursor.parse(text.strip()));
      } catch (TiscException none) {
        violations.add(Violation.of("cursor", texts.of("cursor.unknown")));
        return Optional.empty();
      }
    }

    private List<Facet> facets() {
      Set<Facet> facets = new LinkedHashSet<>();
      for (String name : input.list("facets")) {
        FacetFilter.facet(name)
            .ifPresentOrElse(
                facets::add,
                () -> violations.add(Violation.of("facets", texts.of("facets.bad", name))));
      }
      if (facets.size() > FacetRequest.MAX_FACETS) {
        violations.add(Violation.of("facets", texts.of("facets.many", FacetRequest.MAX_FACETS)));
      }
      return List.copyOf(facets);
    }

    private List<FacetFilter> filters(SearchEngine engine) {
      if (input.filters().size() > MOST_FILTERS) {
        violations.add(Violation.of("filter", texts.of("filter.many", MOST_FILTERS)));
        return List.of();
      }
      List<FacetFilter> filters = new ArrayList<>();
      for (String text : input.filters()) {
        Optional<FacetFilter> filter = FacetFilter.parse(text).filter(one -> known(one, engine));
        if (filter.isEmpty()) {
          violations.add(Violation.of("filter", texts.of("filter.bad", text)));
        }
        filter.ifPresent(filters::add);
      }
      return filters;
    }

    private static boolean known(FacetFilter filter, SearchEngine engine) {
      try {
        CanonicalQuery _ = engine.having(filter.facet(), filter.value());
        return true;
      } catch (TiscException unknown) {
        return false;
      }
    }

    private Dialect dialect(String text) {
      String said = input.get("dialect").map(String::strip).orElse(Dialect.TISC.id());
      if (said.equalsIgnoreCase(Dialect.AUTOMATIC)) {
        return Dialect.recognise(text);
      }
      return Dialect.named(said)
          .orElseGet(
              () -> {
                String known = String.join(", ", Dialect.names()) + ", " + Dialect.AUTOMATIC;
                violations.add(Violation.of("dialect", texts.of("dialect.unknown", known)));
                return Dialect.TISC;
              });
    }

    private Optional<ParsedQuery> parsed(String text, Dialect dialect, QueryLanguage language) {
      try {
        ParsedQuery parsed = language.parse(text, dialect, steps, texts.locale());
        written = Optional.of(WrittenWords.of(parsed.tree()));
        return Optional.of(synonyms() ? language.widened(parsed) : parsed);
      } catch (TiscException refused) {
        return refused(refused);
      }
    }

    private Optional<CanonicalQuery> compiled(
        ParsedQuery parsed, List<Float> weights, QueryCompiler compiler) {
      List<Syntax> alternatives = Alternatives.of(parsed.tree());
      if (!weights.isEmpty() && weights.size() != alternatives.size()) {
        violations.add(
            Violation.of(
                "weights", texts.of("weights.number", weights.size(), alternatives.size())));
        return Optional.empty();
      }
      try {
        return Optional.of(
            weights.isEmpty()
                ? compiler.compile(parsed.tree(), texts.locale())
                : Alternatives.weighted(
                    alternatives, weights, one -> compiler.compile(one, texts.locale())));
      } catch (TiscException refused) {
        return refused(refused);
      }
    }

    private <T> Optional<T> refused(TiscException refused) {
      if (refused.violations().isEmpty()) {
        throw refused;
      }
      reason = refused.reason();
      violations.addAll(refused.violations());
      return Optional.empty();
    }

    private boolean synonyms() {
      String said = input.get("synonyms").map(String::strip).orElse("false");
      if (!said.equals("true") && !said.equals("false")) {
        violations.add(Violation.of("synonyms", texts.of("synonyms.choice")));
      }
      return said.equals("true");
    }

    private SearchScope scope(List<NetworkId> networks) {
      SearchScope standard = ScopeText.standard(networks);
      Optional<String> said = input.get("scope").map(String::strip);
      if (said.isEmpty()) {
        return standard;
      }
      try {
        return ScopeText.parse(said.get(), networks);
      } catch (ScopeText.Refused refused) {
        violations.add(Violation.of("scope", refused.text(texts)));
        return standard;
      }
    }

    private Set<String> kinds() {
      Set<String> kinds = new LinkedHashSet<>();
      for (String kind : input.list("kind")) {
        String name = kind.toUpperCase(Locale.ROOT);
        if (KINDS.contains(name)) {
          kinds.add(name);
        } else if (violations.stream().noneMatch(one -> one.field().equals("kind"))) {
          violations.add(Violation.of("kind", texts.of("kind.unknown", String.join(", ", KINDS))));
        }
      }
      return kinds;
    }

    private Set<String> collections() {
      List<String> names = input.list("collection");
      if (names.size() > MOST_COLLECTIONS
          || names.stream().anyMatch(name -> !COLLECTION.matcher(name).matches())) {
        violations.add(Violation.of("collection", texts.of("collection.bad")));
      }
      return Set.copyOf(names);
    }

    private OptionalInt number(String name, int least, int most) {
      Optional<String> said = input.get(name).map(String::strip);
      if (said.isEmpty()) {
        return OptionalInt.empty();
      }
      int value = NUMBER.matcher(said.get()).matches() ? Integer.parseInt(said.get()) : -1;
      if (value < least || value > most) {
        violations.add(
            Violation.of(
                name, texts.of("number.range", Integer.toString(least), Integer.toString(most))));
      }
      return OptionalInt.of(value);
    }
  }
}
