package org.tisc.federation.feed;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What the feeds of one origin may take of this node's disk, in each network.
 *
 * @param entries how many are kept
 * @param bytes how long they are together: headers, signatures and bodies
 * @param bytesPerDay how many of these may come in a day; those of one day may come at once
 */
public record FeedQuota(long entries, long bytes, long bytesPerDay) {
  public FeedQuota {
    if (entries < 1 || bytes < 1 || bytesPerDay < SMALLEST) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A quota of feeds has entries and bytes, and at least " + SMALLEST + " bytes a day");
    }
  }

  // Whatever may travel in one frame must fit into a day, or it would never come.
  private static final long SMALLEST = 1024 * 1024;

  /** What the feeds of one origin take of the disk. */
  public record Usage(long entries, long bytes) {}

  /** How many bytes an entry takes. */
  static long bytes(SignedEntry entry) {
    return entry.headerBytes().size() + entry.signature().size() + bodyBytes(entry);
  }

  /** How many of them its body takes. */
  static long bodyBytes(SignedEntry entry) {
    return entry.body().map(body -> body.salt().size() + (long) body.content().size()).orElse(0L);
  }
}
