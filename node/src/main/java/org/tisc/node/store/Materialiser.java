package org.tisc.node.store;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.feed.StoredEntry;

/**
 * Gives entries of some kinds their effect in the tables of one feature. Called for the entries of
 * a feed in their order, by one thread at a time, inside the unit that stores the entry, for the
 * own entries as for those of others; never twice for one entry. Bodies are a peer's word: hostile
 * until checked.
 */
public interface Materialiser {
  /** The kinds it knows; no other materialiser knows any of them. */
  Set<String> kinds();

  /**
   * Applies an entry whose body, where its header promises one, is here. Must not do anything but
   * statements of this unit. Whatever it raises is undone for this entry alone, which is then
   * quarantined with that failure's text; the feed goes on.
   *
   * <p>An entry of a later epoch is newer than all entries of the same feed before it, whatever its
   * revision: the origin may not know any more what it said of the record in an epoch that it had
   * to give up. So the record remembers the epoch with the revision, and the pair decides.
   */
  void apply(StoredEntry entry, Tx tx);

  /**
   * When what an entry says is over, by its body, which was applied before; empty where it never
   * is. Long after that its body is dropped; what {@link #apply} made of it stays.
   */
  default Optional<Instant> expires(StoredEntry entry) {
    return Optional.empty();
  }
}
