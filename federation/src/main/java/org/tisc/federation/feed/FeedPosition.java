package org.tisc.federation.feed;

import java.util.Comparator;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A place in a feed: how far a reader or the feed itself has come. Ordered by epoch, then sequence.
 *
 * @param epoch from 1; 0 before the first entry
 * @param sequence in the epoch, from 1; 0 before the first entry
 * @param hash of the entry there
 */
public record FeedPosition(long epoch, long sequence, EntryHash hash)
    implements Comparable<FeedPosition> {
  /** Before the first entry. */
  public static final FeedPosition START = new FeedPosition(0, 0, EntryHash.NONE);

  private static final Comparator<FeedPosition> ORDER =
      Comparator.comparingLong(FeedPosition::epoch).thenComparingLong(FeedPosition::sequence);

  public FeedPosition {
    boolean start = epoch == 0 && sequence == 0 && hash.equals(EntryHash.NONE);
    if (!start && (epoch < 1 || sequence < 1 || hash.equals(EntryHash.NONE))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A place in a feed has epoch and sequence from 1 and a hash, not "
              + epoch
              + ", "
              + sequence);
    }
  }

  /** Whether nothing is held. */
  public boolean start() {
    return epoch == 0;
  }

  /** Whether both name the same place, be it with different entries. */
  public boolean samePlace(FeedPosition other) {
    return epoch == other.epoch && sequence == other.sequence;
  }

  @Override
  public int compareTo(FeedPosition other) {
    return ORDER.compare(this, other);
  }
}
