package org.tisc.node.ingest;

import java.util.Optional;

/**
 * The records of one source, in order. Bad records are values, never exceptions; after one the
 * reader goes on where it can. For one thread; blocks as its stream blocks.
 */
public interface RecordReader extends AutoCloseable {
  /** The next outcome; empty at the end, and from then on. */
  Optional<Outcome> next();

  /** Closes the stream. Failures on closing are of no interest and are dropped. */
  @Override
  void close();
}
