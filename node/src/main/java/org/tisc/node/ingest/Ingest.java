package org.tisc.node.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;

/**
 * Opens sources. Unpacks gzip and zip, recodes UTF-16, recognises the format, and gives the reader
 * of it. Whatever the bytes are, opening and reading raise nothing: what can not be read is a
 * reject.
 */
public final class Ingest {
  private Ingest() {}

  /** The records of a source, which is closed with the reader. */
  public static RecordReader open(Source source, FormatOptions options) {
    return open(source, options, true);
  }

  static RecordReader open(Source source, FormatOptions options, boolean unpack) {
    PushbackInputStream in = new PushbackInputStream(source.stream(), Formats.HEAD_BYTES);
    Source readable = new Source(source.name(), in);
    byte[] head;
    try {
      head = peek(in);
    } catch (IOException e) {
      return refused(readable, RejectReason.UNREADABLE, Containers.message(e));
    }
    if (Containers.isPacked(head)) {
      return unpack
          ? Containers.open(readable, head, options)
          : refused(readable, RejectReason.EXPANDS_TOO_MUCH, "an archive inside an archive");
    }
    if (Utf16Stream.isUtf16(head)) {
      return open(new Source(source.name(), new Utf16Stream(in)), options, unpack);
    }
    if (head.length == 0) {
      return new SingleOutcome(readable, Optional.empty());
    }
    return options
        .format()
        .or(() -> Formats.detect(head, source.name()))
        .map(format -> reader(format, readable, options))
        .orElseGet(() -> refused(readable, RejectReason.UNKNOWN_FORMAT, ""));
  }

  private static RecordReader reader(Format format, Source source, FormatOptions options) {
    return switch (format) {
      case JSON_LINES -> new JsonLinesReader(source, options.limits());
      case CSV, TSV -> new TableReader(source, format, options);
      case USPTO_XML, CNIPA_XML, CN_APPLICATION_BODY -> new XmlRecordReader(source, options);
    };
  }

  static RecordReader refused(Source source, RejectReason reason, String detail) {
    return new SingleOutcome(
        source, Optional.of(new Outcome.Reject(source.name(), 1, 1, reason, detail)));
  }

  private static byte[] peek(PushbackInputStream in) throws IOException {
    byte[] head = in.readNBytes(Formats.HEAD_BYTES);
    in.unread(head);
    return head;
  }

  static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // Nothing was written; there is nothing to lose.
      return;
    }
  }

  /** A source that gives one outcome or none. */
  private static final class SingleOutcome implements RecordReader {
    private final Source source;
    private Optional<Outcome> left;

    SingleOutcome(Source source, Optional<Outcome> outcome) {
      this.source = source;
      this.left = outcome;
    }

    @Override
    public Optional<Outcome> next() {
      Optional<Outcome> outcome = left;
      left = Optional.empty();
      return outcome;
    }

    @Override
    public void close() {
      closeQuietly(source.stream());
    }
  }
}
