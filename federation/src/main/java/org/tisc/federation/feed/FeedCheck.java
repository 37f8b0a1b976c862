package org.tisc.federation.feed;

import java.util.Optional;
import org.tisc.federation.roster.Roster;

/**
 * Checks one feed from its first entry on, one entry after the other: the chain, every signature,
 * the order of keys. Bodies were checked against their headers when the entries were read. Stops at
 * the first bad entry. For one thread.
 */
public final class FeedCheck {
  private final FeedId feed;
  private final OriginKeys keys;
  private FeedPosition head = FeedPosition.START;
  private int newestKey = -1;
  private long entries;
  private long bodies;
  private Optional<Refusal> firstBad = Optional.empty();

  /** A check of a feed by the keys that this roster lists. */
  public FeedCheck(FeedId feed, Roster roster) {
    this.feed = feed;
    this.keys = OriginKeys.of(Optional.of(roster), feed);
  }

  /**
   * The next entry.
   *
   * @param parted whether a fork of the epoch before is proven, so that the first entry of a later
   *     one may count in what is not held
   * @return whether all is well so far
   */
  public boolean next(SignedEntry entry, boolean parted) {
    if (firstBad.isPresent()) {
      return false;
    }
    Optional<String> wrong = wrong(entry, parted);
    if (wrong.isPresent()) {
      bad(entry, wrong.get());
      return false;
    }
    head = entry.position();
    newestKey = keys.index(entry.header().key());
    entries++;
    bodies += entry.body().isPresent() ? 1 : 0;
    return true;
  }

  /** An entry is there whose bytes cannot be read. */
  public void unreadable(long epoch, long sequence, String why) {
    if (firstBad.isEmpty()) {
      firstBad = Optional.of(new Refusal(Refusal.Code.INVALID_ARGUMENT, epoch, sequence, why));
    }
  }

  private void bad(SignedEntry entry, String why) {
    Refusal.Code code =
        why.startsWith("It is not signed") ? Refusal.Code.BAD_SIGNATURE : Refusal.Code.BAD_CHAIN;
    firstBad =
        Optional.of(new Refusal(code, entry.header().epoch(), entry.header().sequence(), why));
  }

  private Optional<String> wrong(SignedEntry entry, boolean parted) {
    EntryHeader header = entry.header();
    if (!header.feed().equals(feed)) {
      return Optional.of("It is an entry of " + header.feed());
    }
    boolean opens = header.epoch() > 1 && header.sequence() == 1;
    if (opens != header.kind().equals(EntrySigner.EPOCH)) {
      return Optional.of("The first entry of a later epoch, and no other, is of kind epoch");
    }
    boolean follows =
        opens
            ? (parted && header.epoch() > head.epoch())
                || (header.epoch() == head.epoch() + 1 && header.previous().equals(head.hash()))
            : header.epoch() == Math.max(1, head.epoch())
                && header.sequence() == head.sequence() + 1
                && header.previous().equals(head.hash());
    if (!follows) {
      return Optional.of(
          "It does not follow epoch " + head.epoch() + ", sequence " + head.sequence());
    }
    int index = keys.index(header.key());
    if (index < 0 || index < newestKey) {
      return Optional.of(
          index < 0
              ? "It is not signed by a key that the roster lists"
              : "It is not signed by the newest key so far");
    }
    return keys.signed(entry)
        ? Optional.empty()
        : Optional.of("It is not signed by the key that it names");
  }

  /** Whether both entries of a fork are of this feed and signed by its origin. */
  public boolean proves(ForkEvidence fork) {
    return fork.first().header().feed().equals(feed) && keys.proves(fork);
  }

  /** How many entries were good. */
  public long entries() {
    return entries;
  }

  /** How many of them have their body. */
  public long bodies() {
    return bodies;
  }

  /** The last good one. */
  public FeedPosition head() {
    return head;
  }

  /** The first bad one, if any. */
  public Optional<Refusal> firstBad() {
    return firstBad;
  }
}
