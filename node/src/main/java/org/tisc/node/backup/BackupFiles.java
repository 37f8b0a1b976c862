package org.tisc.node.backup;

import java.io.InputStream;
import java.util.List;

/** The files that only this centre may have; the root of the node supplies them. */
public interface BackupFiles {
  /** Takes what there is now; none of it goes before the answer is closed. */
  Taken take();

  /** Files that stay until this is closed. */
  interface Taken extends AutoCloseable {
    /** The SHA-256 of each in hexadecimal, in ascending order. */
    List<String> hashes();

    /** The content of one of them, to be read once and closed; little of it is in memory. */
    InputStream content(String hash);

    @Override
    void close();
  }
}
