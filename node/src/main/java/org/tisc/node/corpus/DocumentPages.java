package org.tisc.node.corpus;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Designation;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.DocumentMessages;
import org.tisc.node.document.History;
import org.tisc.node.document.LegalEvent;
import org.tisc.node.document.LegalStatus;
import org.tisc.node.document.NumberNotation;
import org.tisc.node.document.PartialDate;
import org.tisc.node.document.Parties;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;
import org.tisc.node.document.PublicationStage;
import org.tisc.node.document.SafeText;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Times;

/** Makes the page of a document in one language, bounded whatever the document holds. */
final class DocumentPages {
  private static final int LONGEST_VALUE = 2_000;
  private static final int MOST_VALUES = 300;

  /** Longest value that a link seeks. */
  private static final int LONGEST_SOUGHT = 200;

  private final Messages messages;
  private final Locale locale;
  private final DocumentMessages words;

  DocumentPages(Messages messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
    this.words = new DocumentMessages(locale);
  }

  /**
   * The page.
   *
   * @param heard what members said of their copies
   * @param opened where the document was opened from
   */
  DocumentPage of(
      FetchedDocument fetched,
      Document document,
      DocumentHolders.Heard heard,
      Optional<OpenedFrom.Opened> opened) {
    DocumentLinks links = new DocumentLinks(opened.flatMap(OpenedFrom.Opened::scope));
    DocumentTexts texts =
        new DocumentTexts(
            messages, locale, opened.map(OpenedFrom.Opened::marker).orElse(OpenedFrom.Marker.NONE));
    List<DocumentPage.Text> titles = texts.titles(document);
    List<DocumentPage.Text> blocks = texts.blocks(document);
    String key = document.key().toString();
    List<DocumentPage.Text> all = new ArrayList<>(blocks);
    all.addAll(titles);
    return new DocumentPage(
        titles.getFirst(),
        titles.subList(1, titles.size()),
        words.of(document.kind()),
        key,
        links.search(searched(document)),
        "/search/similar?key="
            + URLEncoder.encode(key, StandardCharsets.UTF_8)
            + "&node="
            + fetched.node().value(),
        source(fetched, heard),
        place(opened),
        numbers(document),
        facts(document, links),
        blocks,
        Optional.of(document.history().legalStatus())
            .filter(status -> status != LegalStatus.UNKNOWN)
            .map(words::of),
        document.history().legalEvents().stream().limit(MOST_VALUES).map(this::event).toList(),
        document.related().citations().stream()
            .limit(MOST_VALUES)
            .map(citation -> citation(citation, links))
            .toList(),
        document.related().media().stream()
            .limit(MOST_VALUES)
            .map(file -> new DocumentPage.File(file.name(), file.mediaType()))
            .toList(),
        holders(heard, key, Optional.of(fetched.node()), opened),
        all.stream().anyMatch(text -> text.marks() > 0),
        all.stream()
            .flatMap(text -> text.paragraphs().stream())
            .flatMap(paragraph -> paragraph.pieces().stream())
            .anyMatch(OpenedFrom.Piece::expanded),
        document.extra().entrySet().stream()
            .limit(MOST_VALUES)
            .map(
                one ->
                    new DocumentPage.Fact(
                        one.getKey(), List.of(DocumentPage.Value.plain(shortened(one.getValue())))))
            .toList());
  }

  private DocumentPage.Source source(FetchedDocument fetched, DocumentHolders.Heard heard) {
    return new DocumentPage.Source(
        fetched.node().value(),
        fetched.collection(),
        fetched.licence(),
        messages.has("onward." + fetched.onward())
            ? text("onward." + fetched.onward())
            : fetched.onward(),
        fetched.abridged(),
        heard.indexedAt(fetched.node(), fetched.collection()).map(Times::minute));
  }

  /** The way back to a list, and on in it. */
  Optional<DocumentPage.Place> place(Optional<OpenedFrom.Opened> opened) {
    return opened.map(
        from ->
            new DocumentPage.Place(
                from.list(),
                from.rank().isPresent()
                    ? text("place.rank", from.rank().getAsInt())
                    : text("place.list"),
                from.previous(),
                from.next()));
  }

  /**
   * The nodes that were asked, those that hold it first.
   *
   * @param shown whose copy is shown
   */
  List<DocumentPage.Holder> holders(
      DocumentHolders.Heard heard,
      String key,
      Optional<NodeId> shown,
      Optional<OpenedFrom.Opened> opened) {
    return heard.holders().stream()
        .sorted(Comparator.comparing(DocumentHolders.Holder::standing))
        .limit(MOST_VALUES)
        .map(
            holder -> {
              String says = text("holder." + holder.standing().name(), holder.state());
              return switch (holder.standing()) {
                case HOLDS -> {
                  boolean here = shown.filter(holder.node()::equals).isPresent();
                  yield new DocumentPage.Holder(
                      holder.node().value(),
                      here ? Optional.empty() : Optional.of(path(key, holder.node(), opened)),
                      "✓",
                      here ? text("holder.shown") : says,
                      "good");
                }
                case HOLDS_NOT ->
                    new DocumentPage.Holder(holder.node().value(), Optional.empty(), "○", says, "");
                case SILENT ->
                    new DocumentPage.Holder(
                        holder.node().value(), Optional.empty(), "✕", says, "wait");
              };
            })
        .toList();
  }

  /** The page of a node's copy, in the same place of the same list. */
  static String path(String key, NodeId node, Optional<OpenedFrom.Opened> opened) {
    String segment = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    return "/documents/"
        + segment
        + "?node="
        + node.value()
        + opened.map(from -> "&" + from.context()).orElse("");
  }

  /** The number as a query that is recognised as one: bare digits get their office and kind. */
  private static String searched(Document document) {
    Designation it = document.designation();
    boolean bare = it.number().chars().allMatch(c -> c >= '0' && c <= '9');
    return document.kind() == DocumentKind.PATENT && bare
        ? it.office() + it.number() + it.kindCode()
        : it.number();
  }

  private List<DocumentPage.NumberLine> numbers(Document document) {
    return NumberNotation.of(document).stream()
        .map(
            number ->
                new DocumentPage.NumberLine(
                    text("number." + number.use().name()),
                    shortened(number.text()),
                    number.findings().stream().map(words::of).toList()))
        .toList();
  }

  private List<DocumentPage.Fact> facts(Document document, DocumentLinks links) {
    Designation it = document.designation();
    History history = document.history();
    Parties parties = document.parties();
    List<DocumentPage.Fact> facts = new ArrayList<>();
    plain(facts, "stage", PublicationStage.of(document).map(words::of).stream());
    plain(facts, "kindCode", one(it.kindCode()));
    plain(facts, "office", one(it.office()));
    plain(facts, "applicationDate", date(history.applicationDate()));
    plain(facts, "publicationDate", date(history.publicationDate()));
    plain(facts, "firstExploitation", date(history.firstExploitation()));
    add(facts, "applicants", parties.applicants().stream().map(one -> party(one, "PA", links)));
    add(facts, "inventors", parties.inventors().stream().map(one -> party(one, "IN", links)));
    add(facts, "holder", parties.holder().stream().map(one -> party(one, "PA", links)));
    add(facts, "creators", parties.creators().stream().map(one -> party(one, "IN", links)));
    add(facts, "region", linked("REGION", one(parties.region()), links));
    add(facts, "ipc", document.classes().ipc().stream().map(one -> links.patentClass("IPC", one)));
    add(facts, "cpc", document.classes().cpc().stream().map(one -> links.patentClass("CPC", one)));
    add(facts, "locarno", document.classes().locarno().stream().map(links::locarno));
    add(
        facts,
        "niceClasses",
        linked("NICE", document.classes().niceClasses().stream().map(String::valueOf), links));
    add(
        facts,
        "priorities",
        document.related().priorities().stream().map(one -> priority(one, links)));
    add(facts, "doi", linked("DOI", one(it.doi()), links));
    add(facts, "family", linked("FAM", one(it.family()), links));
    add(facts, "keywords", linked("KW", document.texts().keywords().stream(), links));
    return facts;
  }

  private static Stream<DocumentPage.Value> linked(
      String field, Stream<String> values, DocumentLinks links) {
    return values.map(
        value -> new DocumentPage.Value(value, links.of(field, value), Optional.empty()));
  }

  private void plain(List<DocumentPage.Fact> facts, String name, Stream<String> values) {
    add(facts, name, values.map(DocumentPage.Value::plain));
  }

  private void add(List<DocumentPage.Fact> facts, String name, Stream<DocumentPage.Value> values) {
    List<DocumentPage.Value> shown =
        values
            .limit(MOST_VALUES)
            .map(
                value ->
                    new DocumentPage.Value(shortened(value.text()), value.path(), value.wider()))
            .toList();
    if (!shown.isEmpty()) {
      facts.add(new DocumentPage.Fact(text("field." + name), shown));
    }
  }

  /** A party with all its names; the link seeks the first, whose spelling does not matter. */
  private DocumentPage.Value party(Party party, String field, DocumentLinks links) {
    return new DocumentPage.Value(
        party(party),
        links.of(field, shortened(party.displayName(), LONGEST_SOUGHT)),
        Optional.empty());
  }

  private String party(Party party) {
    String names =
        Optional.ofNullable(party.names().texts().get(locale.getLanguage()))
            .map(
                own ->
                    Stream.concat(
                            Stream.of(own),
                            party.names().texts().values().stream()
                                .filter(other -> !other.equals(own)))
                        .collect(Collectors.joining(" / ")))
            .orElseGet(() -> String.join(" / ", party.names().texts().values()));
    String place =
        Stream.of(party.address(), party.country())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(text("place.separator")));
    return place.isEmpty() ? names : text("party.at", names, place);
  }

  private static DocumentPage.Value priority(Priority priority, DocumentLinks links) {
    String shown =
        Stream.of(
                priority.office(),
                priority.number(),
                priority.date().map(PartialDate::toString).orElse(""))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    String number =
        priority.number().startsWith(priority.office())
            ? priority.number()
            : priority.office() + priority.number();
    return new DocumentPage.Value(
        shown,
        priority.number().isEmpty() ? Optional.empty() : links.of("NUM", number),
        Optional.empty());
  }

  private DocumentPage.Event event(LegalEvent event) {
    return new DocumentPage.Event(
        event.date().map(PartialDate::toString).orElse(""),
        shortened(event.code()),
        shortened(event.text()));
  }

  private DocumentPage.Value citation(Citation citation, DocumentLinks links) {
    String words =
        Stream.of(citation.number(), citation.text())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    return new DocumentPage.Value(
        shortened(
            citation.category().isEmpty()
                ? words
                : text("citation.category", words, citation.category())),
        links.of("NUM", shortened(citation.number(), LONGEST_SOUGHT)),
        Optional.empty());
  }

  private String text(String key, Object... arguments) {
    return messages.text(locale, key, arguments);
  }

  private static Stream<String> one(String value) {
    return value.isEmpty() ? Stream.empty() : Stream.of(value);
  }

  private static Stream<String> date(Optional<PartialDate> date) {
    return date.stream().map(PartialDate::toString);
  }

  private static String shortened(String value) {
    return shortened(value, LONGEST_VALUE);
  }

  private static String shortened(String value, int longest) {
    return SafeText.shortened(value, longest);
  }
}
