package org.tisc.node.ingest;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Column mappings of tables that people bring, recognised by their headers. */
final class Presets {
  /** A preset fits if its required columns are there; its mapping may name more. */
  private record Preset(List<String> required, List<String> mapping) {}

  private static final List<Preset> ALL =
      List.of(
          new Preset(
              List.of("publication_number", "title", "ipc_subclasses"),
              List.of(
                  "@kind=PATENT",
                  "publication_number=publication",
                  "title=title",
                  "abstract=abstract",
                  "ipc_subclasses=ipc")),
          new Preset(
              List.of("doc_key", "invention_title", "title_lang"),
              List.of(
                  "@kind=PATENT",
                  "doc_key=docKey",
                  "invention_title=title",
                  "title_lang=titleLanguage",
                  "abstract=abstract",
                  "abstract_lang=abstractLanguage",
                  "owner=holder",
                  "application_reference_date=applicationDate",
                  "priority_claims_earliest_claim_date=priorityDate",
                  "jurisdiction=ignore",
                  "date_published=ignore",
                  "publication_reference_jurisdiction=ignore",
                  "publication_reference_kind=ignore",
                  "publication_reference_date=ignore")),
          new Preset(
              List.of("jurisdiction", "kind", "publication number", "title", "applicants"),
              List.of(
                  "@kind=PATENT",
                  "#=ignore",
                  "jurisdiction=office",
                  "kind=kindCode",
                  "publication number=publication",
                  "publication date=publicationDate",
                  "publication year=ignore",
                  "application number=applicationNumber",
                  "application date=applicationDate",
                  "priority numbers=priority",
                  "title=title",
                  "abstract=abstract",
                  "applicants=applicant",
                  "inventors=inventor",
                  "owners=holder",
                  "cpc classifications=cpc",
                  "ipcr classifications=ipc")),
          new Preset(
              List.of("patent number", "application number", "title of invention", "patentee name"),
              List.of(
                  "@kind=PATENT",
                  "@office=IN",
                  "@kindCode=B",
                  "@dates=day-first",
                  "@numbers=\\d{5,7}",
                  "serial no.=ignore",
                  "patent number=number",
                  "application number=applicationNumber",
                  "date of application=applicationDate",
                  "date of priority=priorityDate",
                  "title of invention=title",
                  "patentee name=applicant",
                  "journal=publicationDate")));

  private Presets() {}

  /** The mapping for a header; empty if no preset fits. */
  static Optional<ColumnMapping> find(List<String> header) {
    Set<String> names = new HashSet<>(header.stream().map(ColumnMapping::normal).toList());
    return ALL.stream()
        .filter(preset -> names.containsAll(preset.required()))
        .findFirst()
        .map(preset -> ColumnMapping.parse(preset.mapping()))
        .or(() -> named(header));
  }

  /** A header that speaks the schema's own names needs no mapping. */
  private static Optional<ColumnMapping> named(List<String> header) {
    List<String> mapping =
        header.stream()
            .map(ColumnMapping::normal)
            .filter(name -> !name.contains("=") && !name.startsWith("@"))
            .filter(name -> Field.find(name.split("\\.", 2)[0]).isPresent())
            .filter(name -> !name.contains(".") || name.matches("[a-z]+\\.[a-z]{2}"))
            .map(name -> name + "=" + name)
            .toList();
    return Optional.of(ColumnMapping.parse(mapping)).filter(m -> m.targets(header).isPresent());
  }
}
