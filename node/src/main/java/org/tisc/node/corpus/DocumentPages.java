package org.tisc.node.corpus;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tisc.federation.search.FetchedDocument;
import org.tisc.node.document.Citation;
import org.tisc.node.document.Designation;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentKind;
import org.tisc.node.document.DocumentMessages;
import org.tisc.node.document.History;
import org.tisc.node.document.LangMap;
import org.tisc.node.document.LegalEvent;
import org.tisc.node.document.LegalStatus;
import org.tisc.node.document.PartialDate;
import org.tisc.node.document.Parties;
import org.tisc.node.document.Party;
import org.tisc.node.document.Priority;
import org.tisc.node.document.SafeText;
import org.tisc.node.web.Messages;

/** Makes the page of a document in one language, bounded whatever the document holds. */
final class DocumentPages {
  /** Longest text shown, in characters: a description of a hundred printed pages. */
  static final int LONGEST_TEXT = 300_000;

  /** Longest text that is not folded, in characters: about one screen. */
  static final int LONGEST_OPEN = 1_500;

  private static final int LONGEST_VALUE = 2_000;
  private static final int MOST_VALUES = 300;

  private final Messages messages;
  private final Locale locale;
  private final DocumentMessages words;

  DocumentPages(Messages messages, Locale locale) {
    this.messages = messages;
    this.locale = locale;
    this.words = new DocumentMessages(locale);
  }

  DocumentPage of(FetchedDocument fetched, Document document) {
    List<DocumentPage.Text> titles = texts("title", document.texts().titles());
    return new DocumentPage(
        titles.getFirst(),
        words.of(document.kind()),
        document.key().toString(),
        "/search?q=" + URLEncoder.encode(searched(document), StandardCharsets.UTF_8),
        fetched.node().value(),
        fetched.collection(),
        fetched.licence(),
        messages.has("onward." + fetched.onward())
            ? text("onward." + fetched.onward())
            : fetched.onward(),
        facts(document, titles.subList(1, titles.size())),
        blocks(document),
        document.history().legalEvents().stream().limit(MOST_VALUES).map(this::event).toList(),
        document.related().citations().stream().limit(MOST_VALUES).map(this::citation).toList(),
        document.related().media().stream()
            .limit(MOST_VALUES)
            .map(file -> new DocumentPage.File(file.name(), file.mediaType()))
            .toList(),
        document.extra().entrySet().stream()
            .limit(MOST_VALUES)
            .map(one -> new DocumentPage.Fact(one.getKey(), List.of(shortened(one.getValue()))))
            .toList());
  }

  /** The number as a query that is recognised as one: bare digits get their office and kind. */
  private static String searched(Document document) {
    Designation it = document.designation();
    boolean bare = it.number().chars().allMatch(c -> c >= '0' && c <= '9');
    return document.kind() == DocumentKind.PATENT && bare
        ? it.office() + it.number() + it.kindCode()
        : it.number();
  }

  private List<DocumentPage.Fact> facts(Document document, List<DocumentPage.Text> otherTitles) {
    Designation it = document.designation();
    History history = document.history();
    Parties parties = document.parties();
    List<DocumentPage.Fact> facts = new ArrayList<>();
    add(facts, "otherTitles", otherTitles.stream().map(DocumentPage.Text::text));
    add(facts, "number", one(it.number()));
    add(facts, "kindCode", one(it.kindCode()));
    add(facts, "office", one(it.office()));
    add(facts, "applicationNumber", one(it.applicationNumber()));
    add(facts, "applicationDate", date(history.applicationDate()));
    add(facts, "publicationDate", date(history.publicationDate()));
    add(facts, "firstExploitation", date(history.firstExploitation()));
    if (history.legalStatus() != LegalStatus.UNKNOWN) {
      add(facts, "legalStatus", Stream.of(words.of(history.legalStatus())));
    }
    add(facts, "applicants", parties.applicants().stream().map(this::party));
    add(facts, "inventors", parties.inventors().stream().map(this::party));
    add(facts, "holder", parties.holder().stream().map(this::party));
    add(facts, "creators", parties.creators().stream().map(this::party));
    add(facts, "region", one(parties.region()));
    add(facts, "ipc", document.classes().ipc().stream());
    add(facts, "cpc", document.classes().cpc().stream());
    add(facts, "locarno", document.classes().locarno().stream());
    add(facts, "niceClasses", document.classes().niceClasses().stream().map(String::valueOf));
    add(facts, "priorities", document.related().priorities().stream().map(this::priority));
    add(facts, "doi", one(it.doi()));
    add(facts, "family", one(it.family()));
    add(facts, "keywords", document.texts().keywords().stream());
    return facts;
  }

  private List<DocumentPage.Text> blocks(Document document) {
    List<DocumentPage.Text> blocks = new ArrayList<>();
    blocks.addAll(texts("abstract", document.texts().abstracts()));
    blocks.addAll(texts("goods", document.texts().goods()));
    blocks.addAll(texts("product", document.texts().product()));
    blocks.addAll(texts("claims", document.texts().claims()));
    blocks.addAll(texts("description", document.texts().description()));
    return blocks;
  }

  /** The texts, that of the reader's language first; labelled with the language if it differs. */
  private List<DocumentPage.Text> texts(String name, LangMap texts) {
    String own = locale.getLanguage();
    Stream<Map.Entry<String, String>> ordered =
        Stream.concat(
            texts.texts().entrySet().stream().filter(entry -> entry.getKey().equals(own)),
            texts.texts().entrySet().stream().filter(entry -> !entry.getKey().equals(own)));
    return ordered.map(entry -> block(name, entry.getKey(), entry.getValue())).toList();
  }

  private DocumentPage.Text block(String name, String language, String text) {
    String label = text("field." + name);
    if (!language.equals(locale.getLanguage())) {
      String languageName = Locale.forLanguageTag(language).getDisplayLanguage(locale);
      label = text("field.inLanguage", label, languageName);
    }
    return new DocumentPage.Text(
        label,
        language,
        SafeText.shortened(text, LONGEST_TEXT),
        text.length() > LONGEST_OPEN,
        text.length() > LONGEST_TEXT);
  }

  private void add(List<DocumentPage.Fact> facts, String name, Stream<String> values) {
    List<String> shown = values.limit(MOST_VALUES).map(DocumentPages::shortened).toList();
    if (!shown.isEmpty()) {
      facts.add(new DocumentPage.Fact(text("field." + name), shown));
    }
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

  private String priority(Priority priority) {
    return Stream.of(
            priority.office(),
            priority.number(),
            priority.date().map(PartialDate::toString).orElse(""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private DocumentPage.Event event(LegalEvent event) {
    return new DocumentPage.Event(
        event.date().map(PartialDate::toString).orElse(""),
        shortened(event.code()),
        shortened(event.text()));
  }

  private String citation(Citation citation) {
    String words =
        Stream.of(citation.number(), citation.text())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    return shortened(
        citation.category().isEmpty()
            ? words
            : text("citation.category", words, citation.category()));
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
    return SafeText.shortened(value, LONGEST_VALUE);
  }
}
