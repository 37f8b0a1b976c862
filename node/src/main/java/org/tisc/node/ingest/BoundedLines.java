package org.tisc.node.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lines of bytes, ended by LF, CR LF or CR. A line longer than the bound is passed over without
 * being held.
 */
final class BoundedLines {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private int position;
  private int limit;
  private byte[] line = new byte[1024];
  private int length;
  private long number;
  private boolean afterCarriageReturn;
  private boolean lineFeeds;
  private boolean carriageReturns;

  BoundedLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * One line.
   *
   * @param number from 1
   * @param bytes without its end; empty if it is too long
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Line(long number, byte[] bytes, boolean tooLong) {}

  /** The next line; empty at the end. */
  Optional<Line> next() throws IOException {
    length = 0;
    boolean tooLong = false;
    boolean any = false;
    while (true) {
      if (position == limit && !fill()) {
        return any ? Optional.of(line(tooLong)) : Optional.empty();
      }
      byte b = buffer[position++];
      if (afterCarriageReturn) {
        afterCarriageReturn = false;
        if (b == '\n') {
          lineFeeds = true;
          continue;
        }
      }
      any = true;
      if (b == '\n' || b == '\r') {
        afterCarriageReturn = b == '\r';
        lineFeeds |= b == '\n';
        carriageReturns |= b == '\r';
        return Optional.of(line(tooLong));
      }
      if (length == maxBytes) {
        tooLong = true;
      } else {
        append(b);
      }
    }
  }

  /** Whether lines so far ended by CR alone, as on old Macintosh systems. */
  boolean oldMac() {
    return carriageReturns && !lineFeeds;
  }

  private Line line(boolean tooLong) {
    number++;
    byte[] bytes = tooLong ? new byte[0] : Arrays.copyOf(line, length);
    if (line.length > 1024 * 1024) {
      line = new byte[1024];
    }
    return new Line(number, bytes, tooLong);
  }

  private void append(byte b) {
    if (length == line.length) {
      line = Arrays.copyOf(line, (int) Math.min(maxBytes, line.length * 2L));
    }
    line[length++] = b;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(0, count);
    return count > 0;
  }
}
