package org.tisc.node.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import tools.jackson.databind.JsonNode;

/**
 * Reads one JSON object into a document, gathering all violations. Names it does not know, at the
 * top or inside an element, go to {@code extra}, the latter under a path such as {@code
 * applicants[0].role}. For one document only.
 */
final class DocumentReader {
  private static final int MAX_VIOLATIONS = 50;

  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, JsonNode> unknown = new LinkedHashMap<>();

  Document read(JsonNode node) {
    Optional<DocumentKind> kind = DocumentKind.find(text("kind", node.get("kind")));
    if (kind.isEmpty()) {
      violations.add(
          Violation.of("kind", "one of PATENT, TRADEMARK … is required, see the schema"));
    }
    DocumentBuilder builder = new DocumentBuilder(kind.orElse(DocumentKind.LITERATURE));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isNull()) {
        field(builder, field.getKey(), field.getValue());
      }
    }
    unknown.forEach((name, value) -> builder.extraJson(name, DocumentJson.compact(value)));
    List<Violation> found = new ArrayList<>(violations);
    try {
      Document document = builder.build();
      if (found.isEmpty()) {
        return document;
      }
    } catch (TiscException e) {
      found.addAll(
          e.violations().isEmpty()
              ? List.of(Violation.of("", String.valueOf(e.getMessage())))
              : e.violations());
    }
    List<Violation> kept = found.subList(0, Math.min(found.size(), MAX_VIOLATIONS));
    Violation first = kept.getFirst();
    String more = found.size() == 1 ? "" : " (and " + (found.size() - 1) + " more)";
    throw TiscException.invalid(
        Reason.INVALID_ARGUMENT, first.field() + ": " + first.message() + more, kept);
  }

  private void field(DocumentBuilder to, String name, JsonNode value) {
    switch (name) {
      case "schema" -> schema(value);
      case "kind" -> {}
      case "office" -> to.office(text(name, value));
      case "number" -> to.number(text(name, value));
      case "kindCode" -> to.kindCode(text(name, value));
      case "applicationNumber" -> to.applicationNumber(text(name, value));
      case "doi" -> to.doi(text(name, value));
      case "family" -> to.family(text(name, value));
      case "region" -> to.region(text(name, value));
      case "titles" -> to.titles(texts(name, value));
      case "abstracts" -> to.abstracts(texts(name, value));
      case "claims" -> to.claims(texts(name, value));
      case "description" -> to.description(texts(name, value));
      case "goods" -> to.goods(texts(name, value));
      case "product" -> to.product(texts(name, value));
      case "keywords" -> each(name, value, (at, it) -> to.keyword(text(at, it)));
      case "applicants" -> each(name, value, (at, it) -> party(at, it, to::applicant));
      case "inventors" -> each(name, value, (at, it) -> party(at, it, to::inventor));
      case "creators" -> each(name, value, (at, it) -> party(at, it, to::creator));
      case "holder" -> party(name, value, to::holder);
      case "ipc" -> each(name, value, (at, it) -> to.ipc(text(at, it)));
      case "cpc" -> each(name, value, (at, it) -> to.cpc(text(at, it)));
      case "locarno" -> each(name, value, (at, it) -> to.locarno(text(at, it)));
      case "niceClasses" -> each(name, value, (at, it) -> nice(at, it, to));
      case "applicationDate" -> to.applicationDate(date(name, value));
      case "publicationDate" -> to.publicationDate(date(name, value));
      case "firstExploitation" -> to.firstExploitation(date(name, value));
      case "legalStatus" -> status(name, value, to);
      case "priorities" -> each(name, value, (at, it) -> priority(at, it, to));
      case "citations" -> each(name, value, (at, it) -> citation(at, it, to));
      case "legalEvents" -> each(name, value, (at, it) -> legalEvent(at, it, to));
      case "media" -> each(name, value, (at, it) -> media(at, it, to));
      case "extra" -> extra(value, to);
      default -> unknown.put(name, value);
    }
  }

  private void schema(JsonNode value) {
    String schema = text("schema", value);
    if (!schema.equals(DocumentJson.SCHEMA)) {
      wrong("schema", DocumentJson.SCHEMA + " expected, not: " + SafeText.shortened(schema, 40));
    }
  }

  private void extra(JsonNode value, DocumentBuilder to) {
    if (!value.isObject()) {
      wrong("extra", "an object is expected");
      return;
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      to.extraJson(field.getKey(), DocumentJson.compact(field.getValue()));
    }
  }

  private void party(String at, JsonNode value, Consumer<Party> to) {
    if (!value.isObject()) {
      String name = text(at, value);
      if (!name.isBlank()) {
        to.accept(Party.of(name));
      }
      return;
    }
    keepUnknown(at, value, Set.of("names", "country", "address"));
    LangMap names = texts(at + ".names", value.get("names"));
    if (names.isEmpty()) {
      wrong(at, "a party needs a name");
      return;
    }
    String country = text(at + ".country", value.get("country"));
    if (!country.isEmpty() && Country.code(country).isEmpty()) {
      wrong(at + ".country", "two letters (ST.3) expected");
    }
    to.accept(new Party(names, country, text(at + ".address", value.get("address"))));
  }

  private void priority(String at, JsonNode value, DocumentBuilder to) {
    if (!value.isObject()) {
      to.priority(new Priority("", text(at, value), Optional.empty()));
      return;
    }
    keepUnknown(at, value, Set.of("office", "number", "date"));
    to.priority(
        new Priority(
            text(at + ".office", value.get("office")),
            text(at + ".number", value.get("number")),
            date(at + ".date", value.get("date"))));
  }

  private void citation(String at, JsonNode value, DocumentBuilder to) {
    if (!value.isObject()) {
      to.citation(new Citation(text(at, value), "", ""));
      return;
    }
    keepUnknown(at, value, Set.of("number", "text", "category"));
    to.citation(
        new Citation(
            text(at + ".number", value.get("number")),
            text(at + ".text", value.get("text")),
            text(at + ".category", value.get("category"))));
  }

  private void legalEvent(String at, JsonNode value, DocumentBuilder to) {
    if (!value.isObject()) {
      to.legalEvent(new LegalEvent("", Optional.empty(), text(at, value)));
      return;
    }
    keepUnknown(at, value, Set.of("code", "date", "text"));
    to.legalEvent(
        new LegalEvent(
            text(at + ".code", value.get("code")),
            date(at + ".date", value.get("date")),
            text(at + ".text", value.get("text"))));
  }

  private void media(String at, JsonNode value, DocumentBuilder to) {
    if (!value.isObject()) {
      to.media(new Media(text(at, value), "", ""));
      return;
    }
    keepUnknown(at, value, Set.of("name", "mediaType", "sha256"));
    to.media(
        new Media(
            text(at + ".name", value.get("name")),
            text(at + ".mediaType", value.get("mediaType")),
            text(at + ".sha256", value.get("sha256"))));
  }

  private void nice(String at, JsonNode value, DocumentBuilder to) {
    OptionalInt number = Classifications.nice(text(at, value));
    if (number.isPresent()) {
      to.niceClass(number.getAsInt());
    } else {
      wrong(at, "a class from 1 to 45 is expected");
    }
  }

  private void status(String at, JsonNode value, DocumentBuilder to) {
    LegalStatus.find(text(at, value))
        .ifPresentOrElse(
            to::legalStatus, () -> wrong(at, "IN_FORCE, PENDING, DEAD or UNKNOWN expected"));
  }

  private Optional<PartialDate> date(String at, @Nullable JsonNode value) {
    String text = text(at, value);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<PartialDate> date = PartialDate.parse(text);
    if (date.isEmpty()) {
      wrong(at, "a date such as 2019-08-02 is expected, not: " + SafeText.shortened(text, 40));
    }
    return date;
  }

  private LangMap texts(String at, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return LangMap.empty();
    }
    if (!value.isObject()) {
      String text = text(at, value);
      return text.isBlank() ? LangMap.empty() : LangMap.of(Languages.guess(text), text);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      if (Languages.tag(entry.getKey()).isEmpty()) {
        wrong(at, "not a language code: " + SafeText.shortened(entry.getKey(), 40));
      } else {
        texts.put(entry.getKey(), text(at + "." + entry.getKey(), entry.getValue()));
      }
    }
    try {
      return new LangMap(texts);
    } catch (TiscException e) {
      wrong(at, e.getMessage());
      return LangMap.empty();
    }
  }

  private String text(String at, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "";
    }
    if (value.isString()) {
      return value.stringValue();
    }
    if (value.isNumber()) {
      return value.asString();
    }
    wrong(at, "a text is expected");
    return "";
  }

  private interface Element {
    void read(String at, JsonNode value);
  }

  private void each(String at, JsonNode value, Element element) {
    if (!value.isArray()) {
      element.read(at, value);
      return;
    }
    int index = 0;
    for (JsonNode entry : value.values()) {
      if (!entry.isNull()) {
        element.read(at + "[" + index + "]", entry);
      }
      index++;
    }
  }

  private void keepUnknown(String at, JsonNode value, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
        unknown.put(at + "." + field.getKey(), field.getValue());
      }
    }
  }

  private void wrong(String at, @Nullable String message) {
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(Violation.of(at, message == null ? "is not valid" : message));
    }
  }
}
