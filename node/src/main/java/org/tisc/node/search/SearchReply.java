package org.tisc.node.search;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.InexactReason;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.federation.search.SourceState;
import org.tisc.node.query.Dialect;
import org.tisc.node.query.UnderstoodAs;
import org.tisc.node.query.WrittenWords;
import tools.jackson.databind.JsonNode;

/**
 * The JSON object of a search, as INTERFACE fixes it. A hit whose copy could not be shown any more
 * has key, kind, score and holders alone.
 *
 * @param from rank of the first hit, counted from 0
 * @param cursor where the next page begins, absent where there is none
 * @param waitingFor nodes that have not answered yet, absent in the last word
 * @param dialect in which the query was read, absent for the own language
 * @param step the number by which later queries can name this one
 * @param notes what the asker should know of how it was read, absent when there is nothing
 * @param similar by which words of what it was searched, absent where the query has no weights
 */
public record SearchReply(
    String query,
    Optional<String> dialect,
    int step,
    String understoodAs,
    Optional<List<Note>> notes,
    boolean exact,
    List<InexactReason> inexact,
    Total total,
    long tookMillis,
    int from,
    List<Hit> hits,
    boolean holdersComplete,
    Optional<Map<String, Facet>> facets,
    List<Source> sources,
    Optional<List<String>> waitingFor,
    Optional<String> cursor,
    Optional<Similar> similar) {

  /**
   * A query whose alternatives have weights. The query with the parameters {@code weights} and
   * {@code not} of these values asks the same again.
   *
   * @param to the key of the document that is left out, absent for a text
   * @param terms in the order of the query
   */
  public record Similar(Optional<String> to, List<Weighted> terms) {}

  /** An alternative of the query with its weight. */
  public record Weighted(String text, float weight) {}

  /**
   * A sentence about a part of the query.
   *
   * @param position offset in characters
   * @param length in characters
   */
  public record Note(String message, int position, int length) {}

  /** How many documents match. */
  public record Total(long count, SearchAnswer.Relation relation) {}

  /**
   * How what matches divides, each record counted once.
   *
   * @param values the most frequent first
   * @param exact whether these are the most frequent, with their true numbers
   * @param more whether there are further ones
   */
  public record Facet(List<Value> values, boolean exact, boolean more) {}

  /** One value of a facet. */
  public record Value(String value, long count) {}

  /** One document of the ranking. */
  public record Hit(
      String key,
      String kind,
      Optional<String> title,
      float score,
      List<String> holders,
      Optional<JsonNode> fields,
      Optional<Map<String, List<Passage>>> highlights,
      Optional<String> licence,
      String onward) {}

  /**
   * A piece of text with marks.
   *
   * @param marks pairs of UTF-16 positions, from and to
   * @param expanded the parts of the marks that do not stand there as the query has them, but were
   *     found by a truncation, a mask, a synonym, another form of a word or a variant of its
   *     characters; absent where there are none
   */
  public record Passage(
      String text, List<List<Integer>> marks, Optional<List<List<Integer>>> expanded) {}

  /**
   * What one source did; without collection for a peer that was never reached.
   *
   * @param decision the id of the source's refusal by its rules
   * @param field the field that is not open there
   * @param retryAfterSeconds when the source would answer again
   */
  public record Source(
      String node,
      Optional<String> collection,
      SourceState state,
      Optional<String> reason,
      long hits,
      Optional<String> indexedAt,
      long millis,
      Optional<String> decision,
      Optional<String> field,
      Optional<Long> retryAfterSeconds) {}

  static SearchReply of(
      SearchRequest request,
      SearchAnswer answer,
      Optional<FacetAnswer> counted,
      int step,
      Locale locale) {
    SearchAnswer.Total total = total(answer, counted);
    WrittenWords written = request.written();
    return new SearchReply(
        request.text(),
        Optional.of(request.dialect()).filter(one -> one != Dialect.TISC).map(Dialect::id),
        step,
        UnderstoodAs.line(request.parsed().tree(), locale),
        notes(request, locale),
        answer.exact(),
        answer.inexact(),
        new Total(total.count(), total.relation()),
        answer.took().toMillis(),
        answer.from(),
        answer.hits().stream().map(hit -> hit(hit, written)).toList(),
        answer.holdersComplete(),
        counted.map(SearchReply::facets),
        answer.sources().stream().map(SearchReply::source).toList(),
        Optional.of(answer.awaited().stream().map(NodeId::value).toList())
            .filter(awaited -> !awaited.isEmpty()),
        answer.next().map(Cursor::text),
        Optional.of(new Similar(request.without(), Alternatives.listed(request, locale)))
            .filter(similar -> !similar.terms().isEmpty()));
  }

  /** The number of records; by counting each once, where that was done and is as complete. */
  static SearchAnswer.Total total(SearchAnswer answer, Optional<FacetAnswer> counted) {
    return counted
        .map(FacetAnswer::total)
        .filter(one -> answer.exact() && one.relation() == SearchAnswer.Relation.EQUAL)
        .orElse(answer.total());
  }

  /** By the names of the facets in the order asked; last by the nodes that hold what matches. */
  private static Map<String, Facet> facets(FacetAnswer counted) {
    Map<String, Facet> facets = new LinkedHashMap<>();
    for (FacetAnswer.Divided divided : counted.facets()) {
      facets.put(
          divided.facet().toString(),
          new Facet(
              divided.values().stream().map(one -> new Value(one.value(), one.count())).toList(),
              divided.exact(),
              divided.more()));
    }
    facets.put(
        "node",
        new Facet(
            counted.byNode().entrySet().stream()
                .map(one -> new Value(one.getKey().value(), one.getValue()))
                .sorted(
                    Comparator.comparingLong(Value::count).reversed().thenComparing(Value::value))
                .toList(),
            counted.missing().isEmpty(),
            false));
    return facets;
  }

  private static Optional<List<Note>> notes(SearchRequest request, Locale locale) {
    List<Note> notes =
        request.parsed().notes().stream()
            .map(
                one ->
                    new Note(
                        one.text(locale), one.span().from(), one.span().to() - one.span().from()))
            .toList();
    return notes.isEmpty() ? Optional.empty() : Optional.of(notes);
  }

  private static Hit hit(SearchHit hit, WrittenWords written) {
    Optional<RenderedDocument> document = hit.document();
    return new Hit(
        hit.key(),
        kind(hit),
        document.map(RenderedDocument::title).filter(title -> !title.isEmpty()),
        hit.score(),
        hit.holders().stream().map(NodeId::value).toList(),
        document.map(one -> DisplayFields.read(one.fieldsJson())),
        document.map(one -> highlights(one, written)),
        hit.licence(),
        hit.onward());
  }

  /** The document's kind; of a lost document what the first part of its key says. */
  static String kind(SearchHit hit) {
    return hit.document().map(RenderedDocument::kind).orElseGet(() -> kind(hit.key()));
  }

  /** What the first part of a key says of its document's kind. */
  static String kind(String key) {
    String first = key.split(":", 2)[0];
    return first.equals("GI") ? "GEOGRAPHICAL_INDICATION" : first;
  }

  private static Map<String, List<Passage>> highlights(
      RenderedDocument document, WrittenWords written) {
    Map<String, List<Passage>> highlights = new TreeMap<>();
    document
        .highlights()
        .forEach(
            (field, passages) ->
                highlights.put(
                    field, passages.stream().map(one -> passage(one, written)).toList()));
    return highlights;
  }

  private static Passage passage(RenderedDocument.Passage passage, WrittenWords written) {
    List<List<Integer>> expanded =
        Marks.expanded(passage, written).stream()
            .map(part -> List.of(part.from(), part.to()))
            .toList();
    return new Passage(
        passage.text(),
        Marks.sound(passage).stream().map(mark -> List.of(mark.from(), mark.to())).toList(),
        Optional.of(expanded).filter(parts -> !parts.isEmpty()));
  }

  private static Source source(SourceReport source) {
    return new Source(
        source.node().value(),
        source.collection(),
        source.state(),
        source.reason(),
        source.hits(),
        source.indexedAt().map(Object::toString),
        source.millis(),
        source.refusal().flatMap(SourceReport.Refused::decision),
        source.refusal().flatMap(SourceReport.Refused::field),
        source.refusal().flatMap(SourceReport.Refused::retryAfterSeconds));
  }
}
