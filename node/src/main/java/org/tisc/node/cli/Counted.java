package org.tisc.node.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file on its way up, with its progress shown about every megabyte. */
final class Counted extends FilterInputStream {
  private static final long SHOW_EVERY_BYTES = 1 << 20;

  private final String name;
  private final long total;
  private final Screen screen;
  private long sent;
  private long shown;

  /** A stream of so many bytes; 0 where that is unknown. */
  Counted(InputStream in, String name, long total, Screen screen) {
    super(in);
    this.name = name;
    this.total = total;
    this.screen = screen;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int bytes) {
    sent += bytes;
    if (sent - shown >= SHOW_EVERY_BYTES) {
      shown = sent;
      screen.progress(
          name
              + ": "
              + (sent >> 20)
              + (total > 0 ? "/" + ((total + (1 << 20) - 1) >> 20) : "")
              + " MiB");
    }
  }
}
