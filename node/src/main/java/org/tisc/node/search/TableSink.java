package org.tisc.node.search;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.tisc.node.table.TableWriter;

/** Hits as rows of a table. */
final class TableSink implements ExportSink {
  /** Columns with long texts. */
  static final List<String> WIDE = List.of("title", "abstract", "applicants");

  private final TableWriter table;
  private final SearchTexts texts;

  TableSink(TableWriter table, SearchTexts texts) {
    this.table = table;
    this.texts = texts;
  }

  static List<String> headings(List<String> columns, SearchTexts texts) {
    return columns.stream().map(column -> texts.of("column." + column)).toList();
  }

  @Override
  public void add(ExportRecord hit) throws IOException {
    Map<String, String> values = hit.values(texts);
    table.row(
        ExportRecord.COLUMNS.stream().map(column -> values.getOrDefault(column, "")).toList());
  }

  @Override
  public void finish() throws IOException {
    table.finish();
  }
}
