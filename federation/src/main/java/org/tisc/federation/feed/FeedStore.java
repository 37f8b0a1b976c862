package org.tisc.federation.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.PeerId;

/**
 * Keeps feeds on disk, each entry as the bytes of its origin, and gives each its effect exactly
 * once: the entry, its effect and the feed's new head become visible in one unit that is on disk
 * before the call returns. An entry that cannot be applied is stored all the same, see {@link
 * StoredEntry.Effect}. Thread-safe; methods block on local disk only. A failing disk raises {@code
 * INTERNAL}, a full one {@code OUT_OF_SPACE}; after either the stored state is the one before the
 * call. Nothing here checks signatures: callers do.
 */
public interface FeedStore {
  /** Makes the next entry of a feed, given its head, inside the unit that stores it. */
  interface Maker {
    /** The entry that follows the head. */
    SignedEntry next(EntryDraft draft, FeedPosition head);
  }

  /** All feeds of which anything is held, in their order. */
  List<FeedState> feeds();

  /** One feed; {@link FeedPosition#START} as head where nothing is held. */
  FeedState feed(FeedId feed);

  /** What all feeds of one origin take: entries, and headers, signatures and bodies in bytes. */
  FeedQuota.Usage usage(PeerId origin);

  /**
   * Entries of one epoch in ascending order, without gaps, from a sequence on. Ends before {@code
   * maxEntries} or as soon as headers and bodies pass {@code maxBytes}, with at least one entry
   * where there is one.
   */
  List<StoredEntry> read(FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes);

  /**
   * The entry of a feed that is about this revision of a record; the newest if there are several.
   */
  Optional<StoredEntry> find(FeedId feed, String recordId, long revision);

  /**
   * Appends to own feeds, all drafts or none, in one unit. A draft whose feed holds an entry with
   * the same kind, record and revision is not appended again; that entry is returned in its place.
   * Raises NOT_READY reasons the maker raises, and FEED_FORKED for an entry of a frozen feed that
   * does not open an epoch.
   *
   * @return one entry for each draft, in their order
   */
  List<StoredEntry> append(List<EntryDraft> drafts, Maker maker);

  /**
   * Stores a run of entries that follow the head, each naming the hash of the one before: what
   * {@link FeedPosition} says must still be the head. The signature of the last one was checked by
   * the caller; {@code checked} says how many before it were, too, counted from the last. Bodies
   * that an entry takes back are gone with the same unit. Raises STALE_REVISION when the head is
   * another one, FEED_FORKED for entries at or behind the place where a feed is frozen, in its
   * epoch, QUOTA_EXCEEDED where the store has a quota for the origin, which this would pass.
   */
  FeedState store(FeedId feed, FeedPosition head, List<SignedEntry> run, int checked);

  /** Notes that the signature of an entry was checked. Nothing where the entry is another one. */
  void signatureChecked(FeedId feed, FeedPosition entry);

  /**
   * Gives entries that lack it their body, and their effect, in one unit. Entries that have one, or
   * that are not held, are left out. Raises QUOTA_EXCEEDED like {@link #store}.
   *
   * @return how many got one
   */
  int fill(FeedId feed, List<SignedEntry> withBody);

  /**
   * Places of entries that lack a body of which there is use: none that a later entry takes back,
   * or whose record has a later revision of the same kind in this feed; ascending.
   *
   * @param madeSince leaves out entries that say they were made before
   * @param most so many at most
   */
  List<FeedPosition> missingBodies(FeedId feed, Instant madeSince, int most);

  /** Where in an epoch of a feed the entry of this hash is held. May read the whole epoch. */
  Optional<FeedPosition> position(FeedId feed, long epoch, EntryHash hash);

  /** All forks that were proven of a feed, in the order in which they became known. */
  List<ForkEvidence> forks(FeedId feed);

  /**
   * Freezes a feed at the entry before the fork, which becomes its head where more was held:
   * nothing is stored behind it until an epoch follows. The evidence is kept; a second one for a
   * frozen feed, or one for an epoch that is over, freezes nothing. What the forked entries did
   * here stays.
   */
  FeedState freeze(ForkEvidence fork);

  /**
   * Gives entries of kinds that were unknown, and are not any more, their effect. Safe to repeat.
   */
  void applyUnknown();
}
