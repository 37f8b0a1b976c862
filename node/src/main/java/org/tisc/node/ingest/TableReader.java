package org.tisc.node.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.SafeText;

/**
 * Reads tables: recognises the delimiter and, without a mapping, the columns by their names. A row
 * with more cells than the header is shifted and refused; one with fewer lost empty cells at its
 * end.
 */
final class TableReader implements RecordReader {
  private static final int MAX_DETAIL = 500;

  private final Source source;
  private final FormatOptions options;
  private final Format format;
  private final Rows rows;
  private Optional<RowMapper> mapper = Optional.empty();
  private long record;
  private long line;
  private boolean ended;

  TableReader(Source source, Format format, FormatOptions options) {
    this.source = source;
    this.format = format;
    this.options = options;
    int bytes = options.limits().recordBytes();
    this.rows = new Rows(new BoundedLines(source.stream(), bytes), bytes);
  }

  @Override
  public Optional<Outcome> next() {
    while (!ended) {
      try {
        if (mapper.isEmpty()) {
          Optional<Outcome> refused = header();
          if (refused.isPresent() || ended) {
            ended = true;
            return refused;
          }
        }
        Optional<Rows.Row> row = rows.next();
        if (row.isPresent()) {
          record++;
          line = row.get().line();
          return Optional.of(outcome(row.get()));
        }
        ended = true;
      } catch (IOException e) {
        ended = true;
        record++;
        line++;
        return Optional.of(reject(Containers.reason(e), Containers.message(e)));
      }
    }
    return Optional.empty();
  }

  private Optional<Outcome> header() throws IOException {
    Optional<String> first = rows.peekLine();
    first.ifPresent(text -> rows.delimiter(delimiter(text)));
    Optional<Rows.Row> row = rows.next();
    if (row.isEmpty()) {
      ended = true;
      return Optional.empty();
    }
    line = row.get().line();
    record = 1;
    if (row.get().broken().isPresent()) {
      return Optional.of(reject(row.get().broken().get(), "the header"));
    }
    List<String> columns = row.get().cells();
    mapper =
        options
            .mapping()
            .or(() -> Presets.find(columns))
            .flatMap(mapping -> RowMapper.of(mapping, columns));
    if (mapper.isEmpty()) {
      String expected = options.mapping().isPresent() ? "a title and a number are needed in " : "";
      return Optional.of(
          reject(RejectReason.UNKNOWN_COLUMNS, expected + String.join(", ", columns)));
    }
    record = 0;
    return Optional.empty();
  }

  private char delimiter(String header) {
    if (format == Format.TSV) {
      return '\t';
    }
    char best = ',';
    long most = header.chars().filter(c -> c == ',').count();
    for (char candidate : new char[] {';', '\t', '|'}) {
      long count = header.chars().filter(c -> c == candidate).count();
      if (count > most) {
        best = candidate;
        most = count;
      }
    }
    return best;
  }

  private Outcome outcome(Rows.Row row) {
    if (row.broken().isPresent()) {
      return reject(row.broken().get(), "");
    }
    RowMapper columns = mapper.orElseThrow();
    List<String> cells = row.cells();
    if (cells.size() > columns.size()
        && cells.subList(columns.size(), cells.size()).stream().anyMatch(c -> !c.isBlank())) {
      return reject(
          RejectReason.BROKEN_ROW, cells.size() + " cells, but the header has " + columns.size());
    }
    Optional<String> foreign = columns.notARecord(cells);
    if (foreign.isPresent()) {
      return reject(RejectReason.NOT_A_RECORD, foreign.get());
    }
    try {
      return new Outcome.Accepted(source.name(), line, record, columns.document(cells));
    } catch (TiscException e) {
      return reject(RejectReason.INVALID_DOCUMENT, String.valueOf(e.getMessage()));
    }
  }

  private Outcome reject(RejectReason reason, String detail) {
    return new Outcome.Reject(
        source.name(), line, record, reason, SafeText.shortened(SafeText.line(detail), MAX_DETAIL));
  }

  @Override
  public void close() {
    Ingest.closeQuietly(source.stream());
  }
}
