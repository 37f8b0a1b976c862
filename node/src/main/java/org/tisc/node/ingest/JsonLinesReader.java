package org.tisc.node.ingest;

import java.io.IOException;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.document.DocumentJson;
import org.tisc.node.document.SafeText;

/** Reads {@code tisc.document/1}, one object a line. Blank lines count as lines, not as records. */
final class JsonLinesReader implements RecordReader {
  private static final int MAX_DETAIL = 500;

  private final Source source;
  private final BoundedLines lines;
  private final IngestLimits limits;
  private long record;
  private long line;
  private boolean ended;

  JsonLinesReader(Source source, IngestLimits limits) {
    this.source = source;
    this.limits = limits;
    this.lines = new BoundedLines(source.stream(), limits.recordBytes());
  }

  @Override
  public Optional<Outcome> next() {
    while (!ended) {
      try {
        Optional<BoundedLines.Line> next = lines.next();
        ended = next.isEmpty();
        if (next.isPresent()) {
          line = next.get().number();
          Optional<Outcome> outcome = read(next.get());
          if (outcome.isPresent()) {
            return outcome;
          }
        }
      } catch (IOException e) {
        ended = true;
        line++;
        record++;
        return Optional.of(reject(Containers.reason(e), Containers.message(e)));
      }
    }
    return Optional.empty();
  }

  private Optional<Outcome> read(BoundedLines.Line next) {
    if (next.tooLong()) {
      record++;
      return Optional.of(
          reject(RejectReason.TOO_LARGE, "more than " + limits.recordBytes() + " bytes"));
    }
    byte[] bytes = next.bytes();
    int start = start(bytes);
    if (start == bytes.length) {
      return Optional.empty();
    }
    record++;
    try {
      return Optional.of(
          new Outcome.Accepted(
              source.name(), line, record, DocumentJson.read(bytes, start, bytes.length - start)));
    } catch (TiscException e) {
      String message = String.valueOf(e.getMessage());
      RejectReason reason =
          e.reason() == Reason.TOO_LARGE
              ? RejectReason.TOO_LARGE
              : e.violations().isEmpty()
                  ? RejectReason.MALFORMED_JSON
                  : RejectReason.INVALID_DOCUMENT;
      return Optional.of(reject(reason, message));
    }
  }

  private Outcome reject(RejectReason reason, String detail) {
    return new Outcome.Reject(
        source.name(), line, record, reason, SafeText.shortened(SafeText.line(detail), MAX_DETAIL));
  }

  /** Where the text begins behind white space and a byte order mark. */
  private static int start(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      boolean mark =
          at + 2 < bytes.length
              && bytes[at] == (byte) 0xEF
              && bytes[at + 1] == (byte) 0xBB
              && bytes[at + 2] == (byte) 0xBF;
      if (!mark && bytes[at] != ' ' && bytes[at] != '\t') {
        return at;
      }
      at += mark ? 3 : 1;
    }
    return at;
  }

  @Override
  public void close() {
    Ingest.closeQuietly(source.stream());
  }
}
