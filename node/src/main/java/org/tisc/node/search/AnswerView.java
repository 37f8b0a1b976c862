package org.tisc.node.search;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.RenderedDocument;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchHit;
import org.tisc.federation.search.SourceReport;
import org.tisc.federation.search.SourceState;
import org.tisc.node.query.WrittenWords;
import org.tisc.node.web.Json;
import tools.jackson.databind.node.ObjectNode;

/** Words for an answer: hits, coverage, counts. */
final class AnswerView {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx");
  private static final int MOST_EXTRACTS = 6;
  private static final int MOST_TITLE_BYTES = 240;

  private final SearchTexts texts;
  private final WrittenWords written;
  private final HitLinks links;
  private final List<String> columns;

  /**
   * @param columns of the table of hits; none where hits are shown as cards
   */
  AnswerView(SearchTexts texts, WrittenWords written, HitLinks links, List<String> columns) {
    this.texts = texts;
    this.written = written;
    this.links = links;
    this.columns = columns;
  }

  SearchView.Answer of(
      SearchAnswer answer,
      SearchAnswer.Total total,
      FacetsView facets,
      List<SearchView.PageLink> pages) {
    List<SearchView.Hit> hits = new ArrayList<>();
    for (SearchHit hit : answer.hits()) {
      boolean last = hits.size() == answer.hits().size() - 1 && !answer.goesOn();
      hits.add(hit(new HitLinks.Place(answer.from() + hits.size() + 1, last, answer.kept()), hit));
    }
    return new SearchView.Answer(
        answer.exact(),
        coverage(answer),
        answer.inexact().stream().map(reason -> texts.of("inexact." + reason.name())).toList(),
        texts.of("total." + total.relation().name(), total.count()),
        texts.of("took", answer.took().toMillis()),
        facets,
        hits,
        hits.stream().flatMap(AnswerView::shownPieces).anyMatch(WrittenWords.Piece::expanded),
        HitColumns.labels(columns, texts),
        answer.holdersComplete(),
        nodes(answer.sources()),
        answer.sources().stream().map(this::source).toList(),
        waiting(answer),
        pages);
  }

  private Optional<String> waiting(SearchAnswer answer) {
    return answer.awaited().isEmpty()
        ? Optional.empty()
        : Optional.of(
            texts.of(
                "waiting",
                answer.awaited().stream()
                    .map(NodeId::value)
                    .collect(Collectors.joining(texts.of("list.separator")))));
  }

  private String coverage(SearchAnswer answer) {
    if (answer.exact()) {
      return texts.of("coverage.exact", answer.sources().size());
    }
    String missing =
        answer.sources().stream()
            .filter(source -> !source.state().complete())
            .map(this::named)
            .distinct()
            .collect(Collectors.joining(texts.of("list.separator")));
    return missing.isEmpty() ? texts.of("coverage.inexact") : texts.of("coverage.missing", missing);
  }

  private String named(SourceReport source) {
    String state = texts.of("state." + source.state().name());
    return source
        .collection()
        .map(collection -> texts.of("source.collection", source.node().value(), collection, state))
        .orElseGet(() -> texts.of("source.node", source.node().value(), state));
  }

  /** Every node once, in the order of the sources. */
  private List<SearchView.Asked> nodes(List<SourceReport> sources) {
    Map<String, SourceState> states = new LinkedHashMap<>();
    for (SourceReport source : sources) {
      states.merge(
          source.node().value(),
          source.state(),
          (one, other) -> weight(one) >= weight(other) ? one : other);
    }
    return states.entrySet().stream()
        .map(
            entry ->
                new SearchView.Asked(
                    entry.getKey(),
                    symbol(entry.getValue()),
                    texts.of("state." + entry.getValue().name()),
                    tone(entry.getValue())))
        .toList();
  }

  /** How much a state counts for its node: what is missing before what answered before nothing. */
  private static int weight(SourceState state) {
    if (!state.complete()) {
      return 2;
    }
    return state == SourceState.ANSWERED ? 1 : 0;
  }

  private SearchView.Source source(SourceReport source) {
    return new SearchView.Source(
        source.node().value(),
        source.collection().orElse("—"),
        symbol(source.state()),
        texts.of("state." + source.state().name()),
        tone(source.state()),
        why(source),
        texts.of("number", source.hits()),
        source.indexedAt().map(AnswerView::time),
        texts.of("number", source.millis()));
  }

  /** The reason in words, and what a refusal says beside it. */
  private Optional<String> why(SourceReport source) {
    List<String> words = new ArrayList<>();
    source.reason().ifPresent(reason -> words.add(texts.find("reason." + reason).orElse(reason)));
    source
        .refusal()
        .ifPresent(
            refusal -> {
              refusal
                  .field()
                  .ifPresent(field -> words.add(texts.of("refusal.field", label(field))));
              refusal
                  .retryAfterSeconds()
                  .ifPresent(seconds -> words.add(texts.of("refusal.retry", seconds)));
              refusal
                  .decision()
                  .ifPresent(decision -> words.add(texts.of("refusal.decision", decision)));
            });
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(texts.of("list.separator"), words));
  }

  private static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  private static String symbol(SourceState state) {
    return switch (state) {
      case ANSWERED -> "✓";
      case EMPTY -> "○";
      case PARTIAL -> "◐";
      case TIMED_OUT -> "⧖";
      case UNAVAILABLE -> "✕";
      case DENIED -> "⊘";
      case BUSY -> "…";
      case INCOMPATIBLE -> "≠";
    };
  }

  private static String tone(SourceState state) {
    return switch (state) {
      case ANSWERED, EMPTY -> "good";
      case PARTIAL, TIMED_OUT, BUSY -> "warn";
      case UNAVAILABLE, DENIED, INCOMPATIBLE -> "bad";
    };
  }

  private static Stream<WrittenWords.Piece> shownPieces(SearchView.Hit hit) {
    return Stream.concat(
        hit.title().stream(), hit.extracts().stream().flatMap(one -> one.pieces().stream()));
  }

  private SearchView.Hit hit(HitLinks.Place place, SearchHit hit) {
    Optional<RenderedDocument> document = hit.document();
    ObjectNode fields = DisplayFields.read(document.map(RenderedDocument::fieldsJson).orElse("{}"));
    String kind = SearchReply.kind(hit);
    return new SearchView.Hit(
        place.rank(),
        hit.key(),
        texts.find("kind." + kind).orElse(kind),
        pieces(hit, title(hit, fields)),
        texts.of("score", hit.score()),
        holder(place, hit.key(), hit.best()),
        hit.holders().stream()
            .filter(holder -> !holder.equals(hit.best()))
            .map(holder -> holder(place, hit.key(), holder))
            .toList(),
        DisplayFields.shown(fields, texts),
        extracts(document, fields, title(hit, fields)),
        hit.licence(),
        texts.find("onward." + hit.onward()).orElse(hit.onward()),
        links.similar(hit.key(), hit.best()),
        document.isPresent(),
        columns.stream().map(column -> cell(column, hit, fields)).toList(),
        seen(hit, SearchReply.kind(hit), title(hit, fields)));
  }

  private SearchView.Cell cell(String column, SearchHit hit, ObjectNode fields) {
    return new SearchView.Cell(
        column.equals("title"), HitColumns.value(column, hit, fields, texts, false).orElse(""));
  }

  /** What is kept of a hit that goes into a basket. */
  private static String seen(SearchHit hit, String kind, String title) {
    return Json.text(new SeenHit(hit.key(), kind, cut(title), hit.best().value()));
  }

  /** So that the hits of a page fit into one form, whatever they are written in. */
  private static String cut(String title) {
    int bytes = 0;
    int end = 0;
    while (end < title.length() && bytes <= MOST_TITLE_BYTES) {
      int point = title.codePointAt(end);
      bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : 3;
      end += Character.charCount(point);
    }
    return end < title.length() ? title.substring(0, end) + "…" : title;
  }

  private SearchView.Holder holder(HitLinks.Place place, String key, NodeId node) {
    return new SearchView.Holder(node.value(), links.path(place, key, node));
  }

  /** The title in the reader's language if the holder sent one, else the one it shows first. */
  private String title(SearchHit hit, ObjectNode fields) {
    return hit.document()
        .map(
            document ->
                DisplayFields.own(fields, "titles", texts.locale()).orElse(document.title()))
        .filter(title -> !title.isBlank())
        .orElse(hit.key());
  }

  /** The title marked where a passage is that title, else without marks. */
  private List<WrittenWords.Piece> pieces(SearchHit hit, String title) {
    return hit.document().stream()
        .flatMap(document -> document.highlights().getOrDefault("title", List.of()).stream())
        .filter(passage -> passage.text().equals(title))
        .findFirst()
        .map(passage -> Marks.pieces(passage, written))
        .orElse(List.of(plain(title)));
  }

  /** Marked passages by field; without any of the abstract, its beginning. */
  private List<SearchView.Extract> extracts(
      Optional<RenderedDocument> document, ObjectNode fields, String title) {
    List<SearchView.Extract> extracts = new ArrayList<>();
    Map<String, List<RenderedDocument.Passage>> byField =
        new TreeMap<>(document.map(RenderedDocument::highlights).orElse(Map.of()));
    byField.forEach(
        (field, passages) ->
            passages.stream()
                .filter(passage -> !passage.text().equals(title))
                .map(
                    passage -> new SearchView.Extract(label(field), Marks.pieces(passage, written)))
                .forEach(extracts::add));
    if (!byField.containsKey("abstract")) {
      DisplayFields.text(fields, "abstracts", texts)
          .map(text -> List.of(plain(text)))
          .map(pieces -> new SearchView.Extract(label("abstract"), pieces))
          .ifPresent(extracts::add);
    }
    return extracts.stream().limit(MOST_EXTRACTS).toList();
  }

  private static WrittenWords.Piece plain(String text) {
    return new WrittenWords.Piece(text, false, false);
  }

  private String label(String field) {
    return texts.find("part." + field).orElse(field);
  }
}
