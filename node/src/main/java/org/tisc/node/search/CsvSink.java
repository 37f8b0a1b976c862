package org.tisc.node.search;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel takes Chinese for something
 * else. A value that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV
 * Injection").
 */
final class CsvSink implements ExportSink {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private final CSVPrinter printer;
  private final SearchTexts texts;

  CsvSink(OutputStream out, SearchTexts texts) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    writer.write(BYTE_ORDER_MARK);
    this.printer = new CSVPrinter(writer, CSVFormat.RFC4180);
    this.texts = texts;
    for (String column : ExportRecord.COLUMNS) {
      printer.print(texts.of("column." + column));
    }
    printer.println();
  }

  @Override
  public void add(ExportRecord hit) throws IOException {
    Map<String, String> values = hit.values(texts);
    for (String column : ExportRecord.COLUMNS) {
      printer.print(harmless(values.getOrDefault(column, "")));
    }
    printer.println();
  }

  static String harmless(String value) {
    return !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  @Override
  public void finish() throws IOException {
    printer.flush();
  }
}
