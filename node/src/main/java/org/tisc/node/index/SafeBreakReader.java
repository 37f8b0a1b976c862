package org.tisc.node.index;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Text with each plain space replaced by a line feed. The ICU tokenizer works on blocks of some
 * thousand characters and ends a block only at line breaks when it can choose; with spaces alone it
 * would cut a word in two at a block's end. Lengths and offsets stay the same, and words break at
 * both characters alike.
 */
final class SafeBreakReader extends FilterReader {
  SafeBreakReader(Reader in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    return c == ' ' ? '\n' : c;
  }

  @Override
  public int read(char[] buffer, int from, int length) throws IOException {
    int read = super.read(buffer, from, length);
    for (int i = from; i < from + read; i++) {
      if (buffer[i] == ' ') {
        buffer[i] = '\n';
      }
    }
    return read;
  }
}
