package org.tisc.deploy.demo;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;

/** Lines as bytes, made while they are read; never more than one line is held. */
final class LineStream extends InputStream {
  private final Stream<String> source;
  private final Charset charset;
  private final Iterator<String> lines;
  private byte[] line = {};
  private int at;

  LineStream(Stream<String> lines, Charset charset) {
    this.charset = charset;
    this.source = lines;
    this.lines = lines.iterator();
  }

  private boolean more() {
    while (at >= line.length) {
      if (!lines.hasNext()) {
        return false;
      }
      line = (lines.next() + "\n").getBytes(charset);
      at = 0;
    }
    return true;
  }

  @Override
  public int read() {
    return more() ? line[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    int read = 0;
    while (read < length && more()) {
      int count = Math.min(length - read, line.length - at);
      System.arraycopy(line, at, into, offset + read, count);
      at += count;
      read += count;
    }
    return read == 0 && length > 0 ? -1 : read;
  }

  @Override
  public void close() {
    source.close();
  }
}
