package org.tisc.node.table;

import java.io.IOException;
import java.util.List;

/** Writes a table row by row to a stream, which it does not close. */
public interface TableWriter {
  /** One more row: a value for each column, empty where there is none. */
  void row(List<String> values) throws IOException;

  /** Ends the table; no row may follow. */
  void finish() throws IOException;
}
