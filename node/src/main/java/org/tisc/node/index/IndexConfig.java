package org.tisc.node.index;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * How much of the machine the index may use.
 *
 * @param searchThreads platform threads that search, 1 to 256; more than the cores does not help
 * @param bufferMegabytes memory in which an import collects documents before it writes a segment, 1
 *     to 1,024, for each collection being written
 */
public record IndexConfig(int searchThreads, int bufferMegabytes) {
  public IndexConfig {
    if (searchThreads < 1 || searchThreads > 256) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "searchThreads is " + searchThreads + "; expected 1 to 256");
    }
    if (bufferMegabytes < 1 || bufferMegabytes > 1_024) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "bufferMegabytes is " + bufferMegabytes + "; expected 1 to 1024");
    }
  }

  /** As many threads as cores, and 48 MB. */
  public static IndexConfig defaults() {
    return new IndexConfig(Runtime.getRuntime().availableProcessors(), 48);
  }
}
