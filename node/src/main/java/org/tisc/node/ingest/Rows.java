package org.tisc.node.ingest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of a table, a row being one line or several where a quoted cell holds line ends. A quotation
 * mark that nobody closes would swallow the rest of the file, so a row has at most {@link
 * #MAX_LINES} lines: past that, or at the end of the file, only its first line is given up and
 * reading goes on with the second.
 */
final class Rows {
  /** Most lines of one row; the longest abstract seen in an export has a few dozen. */
  static final int MAX_LINES = 400;

  private final BoundedLines lines;
  private final int maxChars;
  private final TextDecoder decoder = new TextDecoder();
  private final Deque<Text> again = new ArrayDeque<>();
  private char delimiter = ',';
  private CSVFormat format = format(',');

  Rows(BoundedLines lines, int maxBytes) {
    this.lines = lines;
    this.maxChars = maxBytes;
  }

  private record Text(long line, Optional<String> text, boolean tooLong) {}

  /** A row, or why its line is none. */
  record Row(long line, List<String> cells, Optional<RejectReason> broken) {}

  void delimiter(char value) {
    delimiter = value;
    format = format(value);
  }

  private static CSVFormat format(char delimiter) {
    return CSVFormat.RFC4180
        .builder()
        .setDelimiter(delimiter)
        .setIgnoreEmptyLines(false)
        .setTrailingData(true)
        .get();
  }

  /** The next line as it is, for looking at the header before the delimiter is known. */
  Optional<String> peekLine() throws IOException {
    Optional<Text> text = nextText();
    text.ifPresent(again::addFirst);
    return text.flatMap(Text::text);
  }

  /** The next row that is not blank; empty at the end. */
  Optional<Row> next() throws IOException {
    while (true) {
      Optional<Text> first = nextText();
      if (first.isEmpty()) {
        return Optional.empty();
      }
      Text text = first.get();
      if (text.tooLong()) {
        return Optional.of(broken(text, RejectReason.TOO_LARGE));
      }
      if (text.text().isEmpty()) {
        return Optional.of(broken(text, RejectReason.BAD_ENCODING));
      }
      if (!text.text().get().isBlank()) {
        return Optional.of(row(text, text.text().get()));
      }
    }
  }

  private Row row(Text first, String line) throws IOException {
    StringBuilder whole = new StringBuilder(line);
    boolean open = endsQuoted(line, false);
    List<Text> more = new ArrayList<>();
    while (open) {
      Optional<Text> next = more.size() < MAX_LINES ? nextText() : Optional.empty();
      next.ifPresent(more::add);
      Optional<String> text = next.flatMap(Text::text);
      if (text.isEmpty() || whole.length() + text.get().length() > maxChars) {
        for (int i = more.size() - 1; i >= 0; i--) {
          again.addFirst(more.get(i));
        }
        return broken(first, RejectReason.BROKEN_ROW);
      }
      whole.append('\n').append(text.get());
      open = endsQuoted(text.get(), true);
    }
    return parsed(first, whole.toString());
  }

  private Row parsed(Text first, String row) {
    try (CSVParser parser = CSVParser.parse(row, format)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() == 1) {
        return new Row(first.line(), List.of(records.getFirst().values()), Optional.empty());
      }
      return broken(first, RejectReason.BROKEN_ROW);
    } catch (IOException | RuntimeException e) {
      // The library's own failures on damaged rows are unchecked in places.
      return broken(first, RejectReason.BROKEN_ROW);
    }
  }

  private static Row broken(Text first, RejectReason reason) {
    return new Row(first.line(), List.of(), Optional.of(reason));
  }

  private Optional<Text> nextText() throws IOException {
    Text held = again.pollFirst();
    if (held != null) {
      return Optional.of(held);
    }
    Optional<BoundedLines.Line> line = lines.next();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text =
        line.get().tooLong()
            ? Optional.empty()
            : decoder.decode(line.get().bytes(), lines.oldMac());
    // Files glued together carry byte order marks in mid-stream.
    return Optional.of(
        new Text(
            line.get().number(),
            text.map(t -> t.startsWith("\uFEFF") ? t.substring(1) : t),
            line.get().tooLong()));
  }

  /** Whether a quoted cell is still open at the end of a line. */
  private boolean endsQuoted(String line, boolean quoted) {
    boolean inside = quoted;
    boolean cellStart = !quoted;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (inside) {
        if (c == '"') {
          boolean doubled = i + 1 < line.length() && line.charAt(i + 1) == '"';
          inside = doubled;
          i += doubled ? 1 : 0;
        }
        cellStart = false;
      } else if (c == '"' && cellStart) {
        inside = true;
        cellStart = false;
      } else {
        cellStart = c == delimiter;
      }
    }
    return inside;
  }
}
