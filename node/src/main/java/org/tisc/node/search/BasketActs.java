package org.tisc.node.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.desk.Baskets;
import org.tisc.node.desk.KeptDocument;
import org.tisc.node.job.Job;
import org.tisc.node.web.Exchange;

/** What people do with baskets, by JSON and on pages alike. Thread-safe. */
final class BasketActs {
  /** Hits of a search that are put into a basket where nobody says how many. */
  static final int STANDARD = 100;

  /** The most hits of a search that are put into a basket at once. */
  static final int MOST = 1_000;

  private final Baskets baskets;
  private final SearchExports exports;
  private final Supplier<List<NetworkId>> networks;
  private final Finding finding;

  BasketActs(
      Baskets baskets, SearchExports exports, Supplier<List<NetworkId>> networks, Finding finding) {
    this.baskets = baskets;
    this.exports = exports;
    this.networks = networks;
    this.finding = finding;
  }

  /** Searches for a request. */
  interface Finding {
    /** The first hits of the search that the parameters describe. */
    Found find(Exchange exchange, SearchInput input, int most) throws IOException;
  }

  /**
   * Hits to keep.
   *
   * @param scope as a user writes it
   */
  record Found(List<SearchHit> hits, String scope, String query, SearchExports.Told told) {
    Found {
      hits = List.copyOf(hits);
    }
  }

  /**
   * What came of putting documents into a basket.
   *
   * @param already documents that were in it before
   * @param more whether the search goes on behind those that were put in; absent without a search
   * @param exact whether every source was heard; absent without a search
   */
  record Added(
      String basket,
      long added,
      long already,
      Optional<Boolean> more,
      Optional<Boolean> exact,
      Optional<List<InexactReason>> inexact) {}

  Baskets baskets() {
    return baskets;
  }

  /** Puts documents into a basket as the caller saw them. */
  Added add(
      Exchange exchange,
      String basket,
      List<SeenHit> hits,
      Optional<String> scope,
      Optional<String> query) {
    if (hits.size() > Baskets.MOST_DOCUMENTS) {
      throw new TiscException(
          Reason.TOO_LARGE, "at most " + Baskets.MOST_DOCUMENTS + " documents at once");
    }
    List<KeptDocument.Seen> seen = hits.stream().map(SeenHit::seen).toList();
    String found = scope(exchange, scope);
    Baskets.Added added =
        baskets.add(exchange.caller().name(), basket, seen, found, query.orElse(""));
    return new Added(
        baskets.require(exchange.caller().name(), basket).id(),
        added.added(),
        added.already(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private String scope(Exchange exchange, Optional<String> said) {
    List<NetworkId> members = networks.get();
    try {
      SearchScope scope =
          said.isEmpty()
              ? ScopeText.standard(members)
              : ScopeText.parse(said.get().strip(), members);
      return ScopeText.of(scope);
    } catch (ScopeText.Refused refused) {
      SearchTexts texts = SearchTexts.in(exchange.locale());
      throw refused(texts, List.of(Violation.of("scope", refused.text(texts))));
    }
  }

  private static TiscException refused(SearchTexts texts, List<Violation> violations) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT, texts.of("request.refused", violations.size()), violations);
  }

  /** Puts the first hits of a search into a basket: as many as its parameter {@code most} says. */
  Added addFound(Exchange exchange, String basket, SearchInput input) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = exchange.caller().name();
    String id = baskets.require(person, basket).id();
    int most =
        input
            .get("most")
            .map(String::strip)
            .map(said -> said.matches("\\d{1,4}") ? Integer.parseInt(said) : 0)
            .orElse(STANDARD);
    if (most < 1 || most > MOST) {
      throw refused(
          texts,
          List.of(Violation.of("most", texts.of("number.range", "1", Integer.toString(MOST)))));
    }
    Found found;
    try {
      found = finding.find(exchange, input, most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<KeptDocument.Seen> seen =
        found.hits().stream()
            .filter(hit -> KeptDocument.Seen.fits(hit.key()))
            .map(hit -> seen(hit, texts))
            .toList();
    Baskets.Added added = baskets.add(person, id, seen, found.scope(), found.query());
    return new Added(
        id,
        added.added(),
        added.already(),
        Optional.of(found.told().more()),
        Optional.of(found.told().exact()),
        Optional.of(found.told().inexact()).filter(reasons -> !reasons.isEmpty()));
  }

  static KeptDocument.Seen seen(SearchHit hit, SearchTexts texts) {
    String title =
        HitColumns.value(
                "title",
                hit,
                DisplayFields.read(hit.document().map(RenderedDocument::fieldsJson).orElse("{}")),
                texts,
                true)
            .orElse("");
    return new KeptDocument.Seen(hit.key(), SearchReply.kind(hit), title, hit.best().value());
  }

  /** Makes a file of a basket as a job; its documents are asked for anew. */
  Job export(Exchange exchange, String basket, SearchInput input) {
    SearchTexts texts = SearchTexts.in(exchange.locale());
    String person = exchange.caller().name();
    List<Violation> violations = new ArrayList<>();
    SearchExports.Form form = ExportHttp.form(input, texts, violations);
    if (!violations.isEmpty()) {
      throw refused(texts, violations);
    }
    List<KeptHits.Kept> documents =
        baskets
            .documents(person, basket, Optional.empty(), Optional.empty(), Baskets.MOST_DOCUMENTS)
            .stream()
            .map(
                one ->
                    new KeptHits.Kept(
                        one.key(), one.scope(), one.note(), String.join("; ", one.tags())))
            .toList();
    if (documents.isEmpty()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "this basket is empty");
    }
    return exports.submit(documents, networks.get(), form, person, texts);
  }
}
