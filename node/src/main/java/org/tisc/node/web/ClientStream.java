package org.tisc.node.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The client's body, which remembers that its failure was the client's and not ours. */
final class ClientStream extends FilterInputStream {
  private volatile boolean failed;

  ClientStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  void fail() {
    failed = true;
  }

  boolean failed() {
    return failed;
  }
}
