package org.tisc.node.store;

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
   */
  void apply(StoredEntry entry, Tx tx);
}
