package org.tisc.node.table;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel takes Chinese for something
 * else. A value that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV
 * Injection").
 */
public final class CsvTable implements TableWriter {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private final CSVPrinter printer;

  /** Begins a table with its headings. */
  public CsvTable(OutputStream out, List<String> headings) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    writer.write(BYTE_ORDER_MARK);
    this.printer = new CSVPrinter(writer, CSVFormat.RFC4180);
    row(headings);
  }

  @Override
  public void row(List<String> values) throws IOException {
    for (String value : values) {
      printer.print(harmless(value));
    }
    printer.println();
  }

  private static String harmless(String value) {
    return !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  @Override
  public void finish() throws IOException {
    printer.flush();
  }
}
