package org.tisc.node.search;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.tisc.node.table.TableWriter;

/** Hits as rows of a table. */
final class TableSink implements ExportSink {
  /** Columns with long texts. */
  static final List<String> WIDE = List.of("title", "abstract", "applicants", "note");

  private final TableWriter table;
  private final List<String> columns;
  private final SearchTexts texts;

  TableSink(TableWriter table, List<String> columns, SearchTexts texts) {
    this.table = table;
    this.columns = columns;
    this.texts = texts;
  }

  @Override
  public void add(ExportRecord hit) throws IOException {
    Map<String, String> values = hit.values(texts);
    row(values);
  }

  @Override
  public void missing(String key, String state) throws IOException {
    row(Map.of("key", key, "state", state));
  }

  private void row(Map<String, String> values) throws IOException {
    table.row(columns.stream().map(column -> values.getOrDefault(column, "")).toList());
  }

  @Override
  public void finish() throws IOException {
    table.finish();
  }
}
