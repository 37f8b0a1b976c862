package org.tisc.node.document;

import java.util.Locale;

/**
 * By which numbers a document is known.
 *
 * @param kind what it is
 * @param office ST.3 code of the office, upper case; empty where there is none
 * @param number publication, registration or other number as its source writes it
 * @param kindCode ST.16 code, upper case; may be empty
 * @param applicationNumber as its source writes it; may be empty
 * @param doi digital object identifier in lower case without a resolver's address; may be empty
 * @param family the simple family's name; may be empty
 */
public record Designation(
    DocumentKind kind,
    String office,
    String number,
    String kindCode,
    String applicationNumber,
    String doi,
    String family) {
  public Designation {
    office = NumberText.compact(office);
    number = SafeText.line(number);
    kindCode = NumberText.compact(kindCode);
    applicationNumber = SafeText.line(applicationNumber);
    doi = normalDoi(doi);
    family = SafeText.line(family);
  }

  private static String normalDoi(String text) {
    String doi = SafeText.line(text).toLowerCase(Locale.ROOT);
    int start = doi.indexOf("10.");
    return start > 0 && doi.substring(0, start).matches("(https?://(dx\\.)?doi\\.org/|doi:\\s*)")
        ? doi.substring(start)
        : doi;
  }
}
