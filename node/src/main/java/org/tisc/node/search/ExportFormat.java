package org.tisc.node.search;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tisc.node.table.CsvTable;
import org.tisc.node.table.WorkbookTable;

/** The forms of a file of hits. */
enum ExportFormat {
  /** RFC 4180 in UTF-8 with a byte order mark, so that Excel reads Chinese. */
  CSV("csv", "text/csv; charset=utf-8") {
    @Override
    ExportSink open(OutputStream out, List<String> columns, SearchTexts texts) throws IOException {
      return new TableSink(new CsvTable(out, HitColumns.labels(columns, texts)), columns, texts);
    }
  },
  /** Office Open XML, every cell a text. */
  XLSX("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
    @Override
    ExportSink open(OutputStream out, List<String> columns, SearchTexts texts) {
      return new TableSink(
          new WorkbookTable(
              out,
              texts.of("export.sheet"),
              HitColumns.labels(columns, texts),
              Set.copyOf(HitColumns.labels(TableSink.WIDE, texts))),
          columns,
          texts);
    }
  },
  /** RIS, as programs for references read it. */
  RIS("ris", "application/x-research-info-systems") {
    @Override
    ExportSink open(OutputStream out, List<String> columns, SearchTexts texts) {
      return new RisSink(out, texts);
    }
  },
  /** One JSON object in each line. */
  JSONL("jsonl", "application/x-ndjson") {
    @Override
    ExportSink open(OutputStream out, List<String> columns, SearchTexts texts) {
      return new JsonLinesSink(out);
    }
  };

  private final String extension;
  private final String contentType;

  ExportFormat(String extension, String contentType) {
    this.extension = extension;
    this.contentType = contentType;
  }

  /** The end of a file's name; also how users name the form. */
  String extension() {
    return extension;
  }

  String contentType() {
    return contentType;
  }

  static Optional<ExportFormat> named(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(one -> one.extension.equals(lower)).findFirst();
  }

  /**
   * Whether the file has the columns that somebody chooses; the others have a shape of their own.
   */
  boolean tabular() {
    return this == CSV || this == XLSX;
  }

  /** Begins a file on a stream, which the sink does not close. */
  abstract ExportSink open(OutputStream out, List<String> columns, SearchTexts texts)
      throws IOException;
}
