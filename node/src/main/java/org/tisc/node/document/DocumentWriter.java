package org.tisc.node.document;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Writes one document in the canonical order of fields. Empty fields are left out. */
final class DocumentWriter {
  private final JsonGenerator out;

  DocumentWriter(JsonGenerator out) {
    this.out = out;
  }

  void write(Document document) {
    Designation it = document.designation();
    Texts texts = document.texts();
    Parties parties = document.parties();
    Classes classes = document.classes();
    out.writeStartObject();
    out.writeStringProperty("schema", DocumentJson.SCHEMA);
    out.writeStringProperty("kind", it.kind().name());
    text("office", it.office());
    text("number", it.number());
    text("kindCode", it.kindCode());
    texts("titles", texts.titles());
    texts("abstracts", texts.abstracts());
    texts("claims", texts.claims());
    texts("description", texts.description());
    parties("applicants", parties.applicants());
    parties("inventors", parties.inventors());
    strings("ipc", classes.ipc());
    strings("cpc", classes.cpc());
    strings("locarno", classes.locarno());
    niceClasses(classes.niceClasses());
    texts("goods", texts.goods());
    texts("product", texts.product());
    text("region", parties.region());
    parties
        .holder()
        .ifPresent(
            holder -> {
              out.writeName("holder");
              party(holder);
            });
    parties("creators", parties.creators());
    date("firstExploitation", document.history().firstExploitation());
    text("applicationNumber", it.applicationNumber());
    history(document);
    text("doi", it.doi());
    strings("keywords", texts.keywords());
    media(document.related().media());
    extra(document.extra());
    out.writeEndObject();
  }

  private void history(Document document) {
    History history = document.history();
    date("applicationDate", history.applicationDate());
    date("publicationDate", history.publicationDate());
    priorities(document.related().priorities());
    text("family", document.designation().family());
    citations(document.related().citations());
    if (history.legalStatus() != LegalStatus.UNKNOWN) {
      out.writeStringProperty("legalStatus", history.legalStatus().name());
    }
    legalEvents(history.legalEvents());
  }

  void text(String name, String text) {
    if (!text.isEmpty()) {
      out.writeStringProperty(name, text);
    }
  }

  void texts(String name, LangMap texts) {
    if (!texts.isEmpty()) {
      out.writeName(name);
      out.writeStartObject();
      texts.texts().forEach(out::writeStringProperty);
      out.writeEndObject();
    }
  }

  void strings(String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      texts.forEach(out::writeString);
      out.writeEndArray();
    }
  }

  void date(String name, Optional<PartialDate> date) {
    date.ifPresent(value -> out.writeStringProperty(name, value.toString()));
  }

  void niceClasses(List<Integer> classes) {
    if (!classes.isEmpty()) {
      out.writeName("niceClasses");
      out.writeStartArray();
      classes.forEach(out::writeNumber);
      out.writeEndArray();
    }
  }

  void parties(String name, List<Party> parties) {
    if (!parties.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      parties.forEach(this::party);
      out.writeEndArray();
    }
  }

  private void party(Party party) {
    Optional<String> bare = party.bareName();
    if (bare.isPresent()) {
      out.writeString(bare.get());
      return;
    }
    out.writeStartObject();
    texts("names", party.names());
    text("country", party.country());
    text("address", party.address());
    out.writeEndObject();
  }

  private void priorities(List<Priority> priorities) {
    if (!priorities.isEmpty()) {
      out.writeName("priorities");
      out.writeStartArray();
      for (Priority priority : priorities) {
        out.writeStartObject();
        text("office", priority.office());
        text("number", priority.number());
        date("date", priority.date());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  private void citations(List<Citation> citations) {
    if (!citations.isEmpty()) {
      out.writeName("citations");
      out.writeStartArray();
      for (Citation citation : citations) {
        if (citation.text().isEmpty() && citation.category().isEmpty()) {
          out.writeString(citation.number());
          continue;
        }
        out.writeStartObject();
        text("number", citation.number());
        text("text", citation.text());
        text("category", citation.category());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  private void legalEvents(List<LegalEvent> events) {
    if (!events.isEmpty()) {
      out.writeName("legalEvents");
      out.writeStartArray();
      for (LegalEvent event : events) {
        out.writeStartObject();
        text("code", event.code());
        date("date", event.date());
        text("text", event.text());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  private void media(List<Media> files) {
    if (!files.isEmpty()) {
      out.writeName("media");
      out.writeStartArray();
      for (Media file : files) {
        out.writeStartObject();
        text("name", file.name());
        text("mediaType", file.mediaType());
        text("sha256", file.sha256());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  private void extra(Map<String, String> extra) {
    if (!extra.isEmpty()) {
      out.writeName("extra");
      out.writeStartObject();
      extra.forEach(
          (name, json) -> {
            out.writeName(name);
            out.writeRawValue(json);
          });
      out.writeEndObject();
    }
  }
}
