package org.tisc.node.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into XML documents: each begins with its XML declaration, as in the weekly files of
 * offices where hundreds stand behind one another. The cut looks at nothing else, so a document
 * that is cut off or not closed can not swallow the next one. A document longer than the bound is
 * passed over without being held.
 */
final class XmlParts {
  private static final byte[] DECLARATION = {'<', '?', 'x', 'm', 'l', ' '};

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private byte[] part = new byte[64 * 1024];
  private int length;
  private boolean tooLong;
  private boolean blank = true;
  private long line = 1;
  private long partLine = 1;
  private int matched;

  XmlParts(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * One document's bytes.
   *
   * @param line where it begins, from 1
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(long line, byte[] bytes, boolean tooLong) {}

  /** The line reached. */
  long line() {
    return line;
  }

  /** The next document; empty at the end. */
  Optional<Part> next() throws IOException {
    while (true) {
      if (position == limit && !fill()) {
        return blank && !tooLong ? Optional.empty() : Optional.of(take(0));
      }
      byte b = buffer[position++];
      line += b == '\n' ? 1 : 0;
      matched = matches(b) ? matched + 1 : b == '<' ? 1 : 0;
      append(b);
      if (matched == DECLARATION.length) {
        matched = 0;
        if (!blankBefore()) {
          return Optional.of(take(DECLARATION.length));
        }
        blank = false;
      }
    }
  }

  private boolean matches(byte b) {
    boolean last = matched == DECLARATION.length - 1;
    return last ? b == ' ' || b == '\t' || b == '\r' || b == '\n' : b == DECLARATION[matched];
  }

  /** Whether only white space, or a byte order mark, stands before the declaration just met. */
  private boolean blankBefore() {
    if (tooLong) {
      return false;
    }
    for (int i = 0; i < length - DECLARATION.length; i++) {
      if (!isBlank(part[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' '
        || b == '\t'
        || b == '\r'
        || b == '\n'
        || b == (byte) 0xEF
        || b == (byte) 0xBB
        || b == (byte) 0xBF;
  }

  /** The part read so far but for its last bytes, which begin the next one. */
  private Part take(int kept) {
    Part taken =
        new Part(partLine, tooLong ? new byte[0] : Arrays.copyOf(part, length - kept), tooLong);
    System.arraycopy(DECLARATION, 0, part, 0, kept);
    if (part.length > 4 * 1024 * 1024) {
      part = Arrays.copyOf(part, 64 * 1024);
    }
    length = kept;
    tooLong = false;
    blank = kept == 0;
    partLine = line;
    return taken;
  }

  private void append(byte b) {
    if (tooLong) {
      return;
    }
    if (length == maxBytes) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length == part.length) {
      part = Arrays.copyOf(part, (int) Math.min(maxBytes, part.length * 2L));
    }
    part[length++] = b;
    if (blank && !isBlank(b)) {
      blank = false;
    }
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(0, count);
    return count > 0;
  }
}
