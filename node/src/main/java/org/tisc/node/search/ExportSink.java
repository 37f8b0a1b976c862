package org.tisc.node.search;

import java.io.IOException;

/** Takes hits into a file. Used by one thread. */
interface ExportSink {
  /** One more hit. */
  void add(ExportRecord hit) throws IOException;

  /**
   * A document that was asked for and that the file does not hold.
   *
   * @param state why, in the reader's language
   */
  void missing(String key, String state) throws IOException;

  /** Ends the file; nothing may be added after it. */
  void finish() throws IOException;
}
