package org.tisc.node.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.tisc.node.document.SafeText;

/**
 * Gzip and zip around the formats, one level deep. Unpacking stops as soon as it gives more than
 * the limits allow. Pictures and stylesheets that offices pack beside the documents are passed
 * over.
 */
final class Containers {
  private static final Pattern BESIDE =
      Pattern.compile(".*\\.(tiff?|jpe?g|png|gif|pdf|dtd|xsd|xsl|xslt|css|txt|md|db)|.*/\\..*");

  private Containers() {}

  static boolean isPacked(byte[] head) {
    return isGzip(head) || isZip(head);
  }

  private static boolean isGzip(byte[] head) {
    return head.length > 2 && head[0] == 0x1F && head[1] == (byte) 0x8B;
  }

  private static boolean isZip(byte[] head) {
    return head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  static RecordReader open(Source source, byte[] head, FormatOptions options) {
    Counting packed = new Counting(source.stream());
    if (isZip(head)) {
      return new ZipReader(source.name(), packed, options);
    }
    try {
      InputStream unpacked =
          new Guarded(new GZIPInputStream(packed, 64 * 1024), packed, options.limits());
      String name = source.name().replaceFirst("(?i)\\.gz$", "");
      return Ingest.open(new Source(name, unpacked), options, false);
    } catch (IOException e) {
      return Ingest.refused(source, RejectReason.UNREADABLE, message(e));
    }
  }

  static String message(IOException e) {
    // Without a message, as at an early end, the reject's reason says it all.
    String message = e.getMessage();
    return message == null ? "" : SafeText.shortened(SafeText.line(message), 200);
  }

  /** What went wrong while reading: too much, or an unreadable file. */
  static RejectReason reason(IOException e) {
    return e instanceof TooMuch ? RejectReason.EXPANDS_TOO_MUCH : RejectReason.UNREADABLE;
  }

  /** The archive gave more than it may. */
  static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1L;

    TooMuch(String message) {
      super(message);
    }
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = in.read(to, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }

  /** Stops when unpacked bytes outgrow the packed ones. */
  private static final class Guarded extends FilterInputStream {
    private final Counting packed;
    private final IngestLimits limits;
    private long count;

    Guarded(InputStream in, Counting packed, IngestLimits limits) {
      super(in);
      this.packed = packed;
      this.limits = limits;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      counted(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = in.read(to, offset, length);
      counted(Math.max(0, n));
      return n;
    }

    private void counted(int more) throws TooMuch {
      count += more;
      boolean steep = count > limits.freeBytes() && count / limits.expansion() > packed.count;
      if (steep || count > limits.unpackedBytes()) {
        throw new TooMuch(
            "unpacked "
                + count
                + " bytes from "
                + packed.count
                + "; at most "
                + limits.expansion()
                + " times are allowed");
      }
    }
  }

  /** The entries of a zip, each read as a source of its own. */
  private static final class ZipReader implements RecordReader {
    private final String name;
    private final ZipInputStream zip;
    private final InputStream guarded;
    private final FormatOptions options;
    private Optional<RecordReader> entry = Optional.empty();
    private int entries;
    private boolean ended;

    ZipReader(String name, Counting packed, FormatOptions options) {
      this.name = name;
      this.zip = new ZipInputStream(packed);
      this.guarded = new Unclosed(new Guarded(zip, packed, options.limits()));
      this.options = options;
    }

    @Override
    public Optional<Outcome> next() {
      while (!ended) {
        if (entry.isPresent()) {
          Optional<Outcome> outcome = entry.get().next();
          if (outcome.isPresent()) {
            if (outcome.get() instanceof Outcome.Reject reject
                && reject.reason() == RejectReason.EXPANDS_TOO_MUCH) {
              ended = true;
            }
            return outcome;
          }
        }
        try {
          if (!nextEntry()) {
            ended = true;
          }
        } catch (IOException | IllegalArgumentException e) {
          ended = true;
          boolean io = e instanceof IOException;
          return Optional.of(
              new Outcome.Reject(
                  name,
                  1,
                  1,
                  io ? reason((IOException) e) : RejectReason.UNREADABLE,
                  io ? message((IOException) e) : "a damaged archive"));
        }
      }
      return Optional.empty();
    }

    private boolean nextEntry() throws IOException {
      entry = Optional.empty();
      ZipEntry next = zip.getNextEntry();
      if (next == null) {
        return false;
      }
      if (++entries > options.limits().entries()) {
        throw new TooMuch("more than " + options.limits().entries() + " entries");
      }
      String path = SafeText.shortened(SafeText.line(next.getName()), 300);
      if (!next.isDirectory() && !BESIDE.matcher(path.toLowerCase(Locale.ROOT)).matches()) {
        entry = Optional.of(Ingest.open(new Source(name + "!" + path, guarded), options, false));
      }
      return true;
    }

    @Override
    public void close() {
      Ingest.closeQuietly(zip);
    }
  }

  /** The zip outlives its entries. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The archive's reader closes the stream.
    }
  }
}
