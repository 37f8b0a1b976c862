package org.tisc.federation.feed;

import java.util.List;
import java.util.OptionalLong;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.roster.Roster;

/** Goes through all entries of a stored feed that count, in their order. Stateless. */
public final class FeedWalk {
  private static final int PAGE = 200;
  private static final int PAGE_BYTES = 4 << 20;

  /** Sees the entries. */
  public interface Visitor {
    /**
     * One entry.
     *
     * @param parted whether the epoch before it was forked, so that it may count in what is not
     *     held here
     * @return whether to go on
     */
    boolean entry(StoredEntry entry, boolean parted);

    /** An entry is stored here that cannot be read; the walk ends. */
    void unreadable(long epoch, long sequence, String why);
  }

  private FeedWalk() {}

  /** Goes through one feed. Blocks on local disk. */
  public static void walk(FeedStore store, FeedId feed, Visitor visitor) {
    FeedState state = store.feed(feed);
    CountedEntries counted = new CountedEntries(store);
    for (long epoch = 1; epoch <= state.head().epoch(); epoch++) {
      OptionalLong last;
      try {
        last = counted.last(state, epoch);
      } catch (TiscException e) {
        visitor.unreadable(epoch + 1, 1, String.valueOf(e.getMessage()));
        return;
      }
      boolean parted = counted.parted(feed, epoch - 1);
      if (last.isPresent() && !walk(store, feed, epoch, last.getAsLong(), parted, visitor)) {
        return;
      }
    }
  }

  private static boolean walk(
      FeedStore store, FeedId feed, long epoch, long last, boolean parted, Visitor visitor) {
    long next = 1;
    int page = PAGE;
    while (next <= last) {
      List<StoredEntry> some;
      try {
        some = store.read(feed, epoch, next, (int) Math.min(page, last - next + 1), PAGE_BYTES);
      } catch (TiscException e) {
        if (page == 1) {
          visitor.unreadable(epoch, next, String.valueOf(e.getMessage()));
          return false;
        }
        // One of them cannot be read; one by one it shows which.
        page = 1;
        continue;
      }
      if (some.isEmpty()) {
        visitor.unreadable(epoch, next, "it is not there");
        return false;
      }
      for (StoredEntry entry : some) {
        if (!visitor.entry(entry, parted)) {
          return false;
        }
        next++;
      }
    }
    return true;
  }

  /** Checks a stored feed from its first entry to its head; see {@link FeedCheck}. */
  public static FeedCheck check(FeedStore store, FeedId feed, Roster roster) {
    FeedCheck check = new FeedCheck(feed, roster);
    walk(
        store,
        feed,
        new Visitor() {
          @Override
          public boolean entry(StoredEntry entry, boolean parted) {
            return check.next(entry.entry(), parted);
          }

          @Override
          public void unreadable(long epoch, long sequence, String why) {
            check.unreadable(epoch, sequence, why);
          }
        });
    return check;
  }
}
