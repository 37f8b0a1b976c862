package org.tisc.node.ingest;

import java.util.Locale;
import java.util.Optional;

/** A form of file that documents are read from. */
public enum Format {
  /** One {@code tisc.document/1} object a line. */
  JSON_LINES("jsonl"),
  /** A table with a header, its cells divided by comma or semicolon. */
  CSV("csv"),
  /** A table with a header, its cells divided by tabs. */
  TSV("tsv"),
  /** Grants and published applications of the United States office, version 4.x. */
  USPTO_XML("uspto-xml"),
  /** 中国标准化专利 XML: {@code business:PatentDocumentAndRelated}. */
  CNIPA_XML("cnipa-xml"),
  /** {@code cn-application-body} of 2008: one part of a Chinese application. */
  CN_APPLICATION_BODY("cn-application-body");

  private final String option;

  Format(String option) {
    this.option = option;
  }

  /** The name on the command line. */
  public String option() {
    return option;
  }

  /** The format with this command line name. */
  public static Optional<Format> find(String option) {
    String wanted = option.strip().toLowerCase(Locale.ROOT);
    for (Format format : values()) {
      if (format.option.equals(wanted)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
