package org.tisc.node.search;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * One sheet of Office Open XML (ECMA-376). Every cell is a text, so nothing is a formula and no
 * number loses its zeros. A text over the longest that Excel takes is cut, and ends so.
 */
final class XlsxSink implements ExportSink {
  /** ECMA-376 part 1, 18.18.9x: characters of one cell. */
  static final int LONGEST_CELL = 32_767;

  private static final int FLUSH_EVERY = 200;
  private static final List<String> WIDE = List.of("title", "abstract", "applicants");
  private static final double WIDTH = 18;
  private static final double WIDE_WIDTH = 48;

  private final Workbook book;
  private final Worksheet sheet;
  private final SearchTexts texts;
  private int row = 1;

  XlsxSink(OutputStream out, SearchTexts texts) {
    this.book = new Workbook(out, "TISC", "1.0");
    this.sheet = book.newWorksheet(texts.of("export.sheet"));
    this.texts = texts;
    for (int i = 0; i < ExportRecord.COLUMNS.size(); i++) {
      String column = ExportRecord.COLUMNS.get(i);
      sheet.width(i, WIDE.contains(column) ? WIDE_WIDTH : WIDTH);
      sheet.value(0, i, texts.of("column." + column));
    }
    sheet.range(0, 0, 0, ExportRecord.COLUMNS.size() - 1).style().bold().set();
    sheet.freezePane(0, 1);
  }

  @Override
  public void add(ExportRecord hit) throws IOException {
    Map<String, String> values = hit.values(texts);
    for (int i = 0; i < ExportRecord.COLUMNS.size(); i++) {
      String value = values.get(ExportRecord.COLUMNS.get(i));
      if (value != null) {
        sheet.inlineString(row, i, cell(value));
      }
    }
    row++;
    if (row % FLUSH_EVERY == 0) {
      sheet.flush();
    }
  }

  /** What XML 1.0 can hold of a text, of a length that a cell can. */
  static String cell(String value) {
    StringBuilder cell = new StringBuilder();
    value
        .codePoints()
        .filter(
            c ->
                c == '\t'
                    || c == '\n'
                    || (c >= 0x20 && c <= 0xD7FF)
                    || (c >= 0xE000 && c <= 0xFFFD)
                    || c >= 0x10000)
        .forEach(cell::appendCodePoint);
    if (cell.length() <= LONGEST_CELL) {
      return cell.toString();
    }
    int end = LONGEST_CELL - 1;
    return cell.substring(0, Character.isHighSurrogate(cell.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  @Override
  public void finish() throws IOException {
    sheet.finish();
    book.finish();
  }
}
