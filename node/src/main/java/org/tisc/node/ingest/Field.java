package org.tisc.node.ingest;

import java.util.Optional;

/** What a column of a table may mean. Names on the command line are those of the JSON schema. */
enum Field {
  KIND("kind"),
  OFFICE("office"),
  /** The office's own number, without office and kind. */
  NUMBER("number"),
  /** A publication number in any notation. */
  PUBLICATION("publication"),
  /** {@code CN_115626784_A_20230120}: office, number, kind and date of publication. */
  DOC_KEY("docKey"),
  KIND_CODE("kindCode"),
  TITLE("title"),
  TITLE_LANGUAGE("titleLanguage"),
  ABSTRACT("abstract"),
  ABSTRACT_LANGUAGE("abstractLanguage"),
  CLAIMS("claims"),
  DESCRIPTION("description"),
  APPLICANT("applicant"),
  INVENTOR("inventor"),
  HOLDER("holder"),
  CREATOR("creator"),
  IPC("ipc"),
  CPC("cpc"),
  LOCARNO("locarno"),
  NICE("nice"),
  GOODS("goods"),
  PRODUCT("product"),
  REGION("region"),
  FIRST_EXPLOITATION("firstExploitation"),
  APPLICATION_NUMBER("applicationNumber"),
  APPLICATION_DATE("applicationDate"),
  PUBLICATION_DATE("publicationDate"),
  PRIORITY("priority"),
  PRIORITY_DATE("priorityDate"),
  FAMILY("family"),
  CITATION("citation"),
  LEGAL_STATUS("legalStatus"),
  DOI("doi"),
  KEYWORD("keyword"),
  /** Kept under the column's name among what the schema does not know. */
  EXTRA("extra"),
  /** Dropped on purpose. */
  IGNORE("ignore");

  private final String text;

  Field(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  static Optional<Field> find(String text) {
    String wanted = text.strip();
    for (Field field : values()) {
      if (field.text.equalsIgnoreCase(wanted)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }
}
