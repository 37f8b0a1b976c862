package org.tisc.node.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What search needs of a document, without knowing any index. Names are those of the index: {@code
 * title abstract claims description goods product applicant inventor keywords} are words to
 * analyse, {@code number office kind kindCode ipc cpc locarno nice region status doi family} are
 * compared whole, {@code applicationDate publicationDate} are yyyymmdd numbers (parts not told are
 * 00).
 *
 * @param key the document's key as text
 * @param kind the document's kind
 * @param title the title to show first
 * @param texts words by field, each a list over languages or parties; fields without words are
 *     absent
 * @param exact values by field, without doubles; fields without values are absent
 * @param dates by field
 * @param displayJson short display fields as one JSON object, at most 64 KiB of UTF-8
 */
public record DocumentFields(
    String key,
    DocumentKind kind,
    String title,
    Map<String, List<String>> texts,
    Map<String, List<String>> exact,
    Map<String, Long> dates,
    String displayJson) {
  public DocumentFields {
    texts = Map.copyOf(texts);
    exact = Map.copyOf(exact);
    dates = Map.copyOf(dates);
  }

  /** The view of one document. */
  public static DocumentFields of(Document document) {
    return new DocumentFields(
        document.key().toString(),
        document.kind(),
        document.displayTitle(),
        texts(document),
        exact(document),
        dates(document),
        DisplayJson.of(document));
  }

  private static Map<String, List<String>> texts(Document document) {
    Texts texts = document.texts();
    Parties parties = document.parties();
    List<Party> inventors = new ArrayList<>(parties.inventors());
    inventors.addAll(parties.creators());
    Map<String, List<String>> fields = new LinkedHashMap<>();
    put(fields, "title", values(texts.titles()));
    put(fields, "abstract", values(texts.abstracts()));
    put(fields, "claims", values(texts.claims()));
    put(fields, "description", values(texts.description()));
    put(fields, "goods", values(texts.goods()));
    put(fields, "product", values(texts.product()));
    put(fields, "keywords", texts.keywords());
    put(fields, "applicant", names(applicants(document)));
    put(fields, "inventor", names(inventors));
    return fields;
  }

  private static List<Party> applicants(Document document) {
    List<Party> applicants = new ArrayList<>(document.parties().applicants());
    applicants.addAll(document.parties().holder().stream().toList());
    return applicants;
  }

  private static Map<String, List<String>> exact(Document document) {
    Designation it = document.designation();
    Classes classes = document.classes();
    NumberReading own = Numbers.own(it);
    String office = it.kind() == DocumentKind.PATENT ? own.office() : it.office();
    Map<String, List<String>> fields = new LinkedHashMap<>();
    Set<String> numbers = Numbers.searchForms(it, own);
    put(fields, "number", List.copyOf(numbers));
    put(fields, "office", present(office));
    put(fields, "kind", List.of(it.kind().name()));
    put(fields, "kindCode", present(own.kindCode()));
    put(fields, "ipc", compact(classes.ipc(), Classifications::compactPatentClass));
    put(fields, "cpc", compact(classes.cpc(), Classifications::compactPatentClass));
    put(fields, "locarno", compact(classes.locarno(), Classifications::locarno));
    put(fields, "nice", classes.niceClasses().stream().map(String::valueOf).toList());
    put(fields, "region", present(document.parties().region()));
    put(fields, "status", List.of(document.history().legalStatus().name()));
    put(fields, "applicantExact", names(applicants(document)));
    put(fields, "doi", present(it.doi()));
    put(fields, "family", present(it.family()));
    return fields;
  }

  private static Map<String, Long> dates(Document document) {
    Map<String, Long> dates = new LinkedHashMap<>();
    History history = document.history();
    history.applicationDate().ifPresent(d -> dates.put("applicationDate", d.compact()));
    history.publicationDate().ifPresent(d -> dates.put("publicationDate", d.compact()));
    return dates;
  }

  private static List<String> values(LangMap texts) {
    return List.copyOf(texts.texts().values());
  }

  private static List<String> names(List<Party> parties) {
    return parties.stream()
        .flatMap(party -> party.names().texts().values().stream())
        .distinct()
        .toList();
  }

  private static List<String> present(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static List<String> compact(
      List<String> symbols, Function<String, Optional<String>> form) {
    return symbols.stream().flatMap(symbol -> form.apply(symbol).stream()).distinct().toList();
  }

  private static void put(Map<String, List<String>> fields, String name, List<String> values) {
    if (!values.isEmpty()) {
      fields.put(name, List.copyOf(values));
    }
  }
}
