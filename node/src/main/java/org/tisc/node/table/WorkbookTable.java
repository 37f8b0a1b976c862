package org.tisc.node.table;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A workbook of one sheet in Office Open XML (ECMA-376). A text over the longest that a cell takes
 * is cut, and ends so.
 */
public final class WorkbookTable implements TableWriter {
  /** Characters of one cell that Excel takes. */
  static final int LONGEST_CELL = 32_767;

  private static final int FLUSH_EVERY = 200;
  private static final double WIDTH = 18;
  private static final double WIDE_WIDTH = 48;

  private final Workbook book;
  private final Worksheet sheet;
  private int row = 1;

  /**
   * Begins a sheet.
   *
   * @param name of the sheet
   * @param wide headings of columns with long texts
   */
  public WorkbookTable(OutputStream out, String name, List<String> headings, Set<String> wide) {
    this.book = new Workbook(out, "TISC", "1.0");
    this.sheet = book.newWorksheet(name);
    for (int i = 0; i < headings.size(); i++) {
      sheet.width(i, wide.contains(headings.get(i)) ? WIDE_WIDTH : WIDTH);
      sheet.value(0, i, headings.get(i));
    }
    sheet.range(0, 0, 0, headings.size() - 1).style().bold().set();
    sheet.freezePane(0, 1);
  }

  @Override
  public void row(List<String> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty()) {
        sheet.inlineString(row, i, cell(values.get(i)));
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
    value.codePoints().filter(WorkbookTable::inXml).forEach(cell::appendCodePoint);
    if (cell.length() <= LONGEST_CELL) {
      return cell.toString();
    }
    int end = LONGEST_CELL - 1;
    return cell.substring(0, Character.isHighSurrogate(cell.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static boolean inXml(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  @Override
  public void finish() throws IOException {
    sheet.finish();
    book.finish();
  }
}
