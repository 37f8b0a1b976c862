package org.tisc.node.search;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.tisc.federation.search.SearchHit;

/**
 * RIS (Research Information Systems, 2011), by the tags that Zotero and EndNote give to patents: AU
 * inventors, PB applicants, SN the number, DA the date of publication.
 */
final class RisSink implements ExportSink {
  private static final int YEAR = 4;

  private final Writer out;
  private final SearchTexts texts;

  RisSink(OutputStream out, SearchTexts texts) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.texts = texts;
  }

  @Override
  public void add(ExportRecord record) throws IOException {
    SearchHit hit = record.hit();
    Map<String, String> values = record.values(texts);
    tag("TY", type(SearchReply.kind(hit)));
    tag("ID", hit.key());
    tag("TI", values.getOrDefault("title", hit.key()));
    for (String inventor : record.each("inventors", texts)) {
      tag("AU", inventor);
    }
    for (String creator : record.each("creators", texts)) {
      tag("AU", creator);
    }
    for (String applicant : record.each("applicants", texts)) {
      tag("PB", applicant);
    }
    for (String holder : record.each("holder", texts)) {
      tag("PB", holder);
    }
    String date = values.getOrDefault("publicationDate", "");
    if (date.length() >= YEAR) {
      tag("PY", date.substring(0, YEAR));
      tag("DA", date.replace('-', '/'));
    }
    tag("SN", values.getOrDefault("number", ""));
    tag("M1", values.getOrDefault("applicationNumber", ""));
    tag("DO", values.getOrDefault("doi", ""));
    tag("AB", values.getOrDefault("abstract", ""));
    for (String symbol : record.each("ipc", texts)) {
      tag("KW", symbol);
    }
    tag("N1", values.getOrDefault("note", ""));
    tag("DB", values.getOrDefault("holders", ""));
    tag("C1", values.getOrDefault("licence", ""));
    out.write("ER  - \r\n\r\n");
  }

  private static String type(String kind) {
    return switch (kind) {
      case "PATENT" -> "PAT";
      case "LITERATURE" -> "JOUR";
      default -> "GEN";
    };
  }

  /** A value is one line. */
  private void tag(String name, String value) throws IOException {
    String line = value.replaceAll("\\p{Cntrl}+", " ").strip();
    if (!line.isEmpty()) {
      out.write(name + "  - " + line + "\r\n");
    }
  }

  /**
   * A reference that says nothing but that it is missing is none; the result of the job says it.
   */
  @Override
  public void missing(String key, String state) {}

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}
