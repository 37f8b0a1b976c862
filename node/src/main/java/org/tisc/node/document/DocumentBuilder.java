package org.tisc.node.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers one document while a reader meets its parts in any order. Every setter returns this
 * builder; texts of one language that come in pieces are joined by a line end. Not for sharing
 * between threads.
 */
public final class DocumentBuilder {
  private final DocumentKind kind;
  private String office = "";
  private String number = "";
  private String kindCode = "";
  private String applicationNumber = "";
  private String doi = "";
  private String family = "";
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final Map<String, StringBuilder> abstracts = new LinkedHashMap<>();
  private final Map<String, StringBuilder> claims = new LinkedHashMap<>();
  private final Map<String, StringBuilder> description = new LinkedHashMap<>();
  private LangMap goods = LangMap.empty();
  private LangMap product = LangMap.empty();
  private final List<String> keywords = new ArrayList<>();
  private final List<Party> applicants = new ArrayList<>();
  private final List<Party> inventors = new ArrayList<>();
  private Optional<Party> holder = Optional.empty();
  private final List<Party> creators = new ArrayList<>();
  private String region = "";
  private final List<String> ipc = new ArrayList<>();
  private final List<String> cpc = new ArrayList<>();
  private final List<String> locarno = new ArrayList<>();
  private final List<Integer> niceClasses = new ArrayList<>();
  private Optional<PartialDate> applicationDate = Optional.empty();
  private Optional<PartialDate> publicationDate = Optional.empty();
  private Optional<PartialDate> firstExploitation = Optional.empty();
  private LegalStatus legalStatus = LegalStatus.UNKNOWN;
  private final List<LegalEvent> legalEvents = new ArrayList<>();
  private final List<Priority> priorities = new ArrayList<>();
  private final List<Citation> citations = new ArrayList<>();
  private final List<Media> media = new ArrayList<>();
  private final Map<String, String> extra = new LinkedHashMap<>();

  /** Starts a document of one kind. */
  public DocumentBuilder(DocumentKind kind) {
    this.kind = kind;
  }

  /** The office's ST.3 code. */
  public DocumentBuilder office(String value) {
    office = value;
    return this;
  }

  /** The number as the source writes it. */
  public DocumentBuilder number(String value) {
    number = value;
    return this;
  }

  /** Whether a number was given. */
  public boolean hasNumber() {
    return !number.isBlank();
  }

  /** The ST.16 code. */
  public DocumentBuilder kindCode(String value) {
    kindCode = value;
    return this;
  }

  /**
   * A publication number in any notation: office, number and kind code are taken from it where it
   * can be read, and only the number as written where it can not.
   */
  public DocumentBuilder publication(String text) {
    Optional<NumberReading> read =
        Numbers.parse(text).stream()
            .filter(r -> r.role() == NumberRole.PUBLICATION && !r.office().isEmpty())
            .findFirst();
    number = read.map(NumberReading::serial).orElse(text);
    read.ifPresent(
        reading -> {
          office = reading.office();
          if (!reading.kindCode().isEmpty()) {
            kindCode = reading.kindCode();
          }
        });
    return this;
  }

  /** The application's number as the source writes it. */
  public DocumentBuilder applicationNumber(String value) {
    applicationNumber = value;
    return this;
  }

  /** The digital object identifier, with or without a resolver's address. */
  public DocumentBuilder doi(String value) {
    doi = value;
    return this;
  }

  /** The name of the simple family. */
  public DocumentBuilder family(String value) {
    family = value;
    return this;
  }

  /** A title; the first of a language stays. The script corrects a wrong language tag. */
  public DocumentBuilder title(String language, String text) {
    if (!text.isBlank()) {
      titles.putIfAbsent(Languages.of(text, language), SafeText.line(text));
    }
    return this;
  }

  /** Titles by language, as they are told. */
  DocumentBuilder titles(LangMap value) {
    value.texts().forEach((language, text) -> titles.putIfAbsent(language, SafeText.line(text)));
    return this;
  }

  /** Abstracts by language, as they are told. */
  DocumentBuilder abstracts(LangMap value) {
    return put(abstracts, value);
  }

  /** Claims by language, as they are told. */
  DocumentBuilder claims(LangMap value) {
    return put(claims, value);
  }

  /** Descriptions by language, as they are told. */
  DocumentBuilder description(LangMap value) {
    return put(description, value);
  }

  private DocumentBuilder put(Map<String, StringBuilder> texts, LangMap value) {
    value.texts().forEach((language, text) -> texts.put(language, new StringBuilder(text)));
    return this;
  }

  /** Whether a title was given. */
  public boolean hasTitle() {
    return !titles.isEmpty();
  }

  /** An abstract or a piece of it. */
  public DocumentBuilder abstractText(String language, String text) {
    return append(abstracts, language, text);
  }

  /** Claims or a piece of them. */
  public DocumentBuilder claims(String language, String text) {
    return append(claims, language, text);
  }

  /** The description or a piece of it. */
  public DocumentBuilder description(String language, String text) {
    return append(description, language, text);
  }

  private DocumentBuilder append(Map<String, StringBuilder> texts, String language, String text) {
    if (!text.isBlank()) {
      StringBuilder all =
          texts.computeIfAbsent(Languages.of(text, language), key -> new StringBuilder());
      if (!all.isEmpty()) {
        all.append('\n');
      }
      all.append(text.strip());
    }
    return this;
  }

  /** The goods and services of a mark. */
  public DocumentBuilder goods(LangMap value) {
    goods = goods.and(value);
    return this;
  }

  /** The product of a geographical indication. */
  public DocumentBuilder product(LangMap value) {
    product = product.and(value);
    return this;
  }

  /** One keyword more. */
  public DocumentBuilder keyword(String value) {
    keywords.add(value);
    return this;
  }

  /** One applicant more. */
  public DocumentBuilder applicant(Party party) {
    return add(applicants, party);
  }

  /** One inventor more. */
  public DocumentBuilder inventor(Party party) {
    return add(inventors, party);
  }

  /** The holder. */
  public DocumentBuilder holder(Party party) {
    holder = Optional.of(party);
    return this;
  }

  /** One creator more. */
  public DocumentBuilder creator(Party party) {
    return add(creators, party);
  }

  private DocumentBuilder add(List<Party> parties, Party party) {
    if (!party.names().isEmpty() && !parties.contains(party)) {
      parties.add(party);
    }
    return this;
  }

  /** The region's code or name. */
  public DocumentBuilder region(String value) {
    region = value;
    return this;
  }

  /** One IPC symbol more. */
  public DocumentBuilder ipc(String value) {
    ipc.add(value);
    return this;
  }

  /** One CPC symbol more. */
  public DocumentBuilder cpc(String value) {
    cpc.add(value);
    return this;
  }

  /** One Locarno class more. */
  public DocumentBuilder locarno(String value) {
    locarno.add(value);
    return this;
  }

  /** One Nice class more. */
  public DocumentBuilder niceClass(int value) {
    niceClasses.add(value);
    return this;
  }

  /** The day of filing. */
  public DocumentBuilder applicationDate(Optional<PartialDate> value) {
    applicationDate = value.or(() -> applicationDate);
    return this;
  }

  /** The day of publication. */
  public DocumentBuilder publicationDate(Optional<PartialDate> value) {
    publicationDate = value.or(() -> publicationDate);
    return this;
  }

  /** The day of first commercial use. */
  public DocumentBuilder firstExploitation(Optional<PartialDate> value) {
    firstExploitation = value.or(() -> firstExploitation);
    return this;
  }

  /** How the right stands. */
  public DocumentBuilder legalStatus(LegalStatus value) {
    legalStatus = value;
    return this;
  }

  /** One legal event more. */
  public DocumentBuilder legalEvent(LegalEvent value) {
    legalEvents.add(value);
    return this;
  }

  /** One priority more. */
  public DocumentBuilder priority(Priority value) {
    priorities.add(value);
    return this;
  }

  /** One citation more. */
  public DocumentBuilder citation(Citation value) {
    citations.add(value);
    return this;
  }

  /** One file more. */
  public DocumentBuilder media(Media value) {
    media.add(value);
    return this;
  }

  /** A field that the schema does not know, as JSON text; the first of a name stays. */
  DocumentBuilder extraJson(String name, String json) {
    extra.putIfAbsent(name, json);
    return this;
  }

  /** A text that the schema has no field for; blank ones are left out. */
  public DocumentBuilder extra(String name, String text) {
    return text.isBlank() ? this : extraJson(name, DocumentJson.quoted(SafeText.block(text)));
  }

  /** Texts that the schema has no field for, as an array; nothing if there are none. */
  public DocumentBuilder extra(String name, List<String> texts) {
    return texts.isEmpty() ? this : extraJson(name, DocumentJson.quoted(texts));
  }

  /**
   * The document, which has a key. Raises INVALID_ARGUMENT, see {@link Document} and {@link
   * DocumentKey}.
   */
  public Document build() {
    Document document =
        new Document(
            new Designation(kind, office, number, kindCode, applicationNumber, doi, family),
            new Texts(
                new LangMap(titles),
                joined(abstracts),
                joined(claims),
                joined(description),
                goods,
                product,
                keywords),
            new Parties(applicants, inventors, holder, creators, region),
            new Classes(ipc, cpc, locarno, niceClasses),
            new History(
                applicationDate, publicationDate, firstExploitation, legalStatus, legalEvents),
            new Related(priorities, citations, media),
            extra);
    DocumentKey.of(document);
    return document;
  }

  private static LangMap joined(Map<String, StringBuilder> texts) {
    Map<String, String> joined = new LinkedHashMap<>();
    texts.forEach((language, text) -> joined.put(language, text.toString()));
    return new LangMap(joined);
  }
}
