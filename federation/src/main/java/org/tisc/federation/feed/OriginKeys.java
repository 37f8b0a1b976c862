package org.tisc.federation.feed;

import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * The keys of one origin as a roster lists them, oldest first.
 *
 * @param keys none when the roster does not know the origin
 */
record OriginKeys(List<FeedKey> keys) {
  OriginKeys {
    keys = List.copyOf(keys);
  }

  static OriginKeys of(Optional<Roster> roster, FeedId feed) {
    return new OriginKeys(
        roster
            .flatMap(found -> found.member(feed.origin()))
            .map(Member::feedKeys)
            .orElse(List.of()));
  }

  /** The place of a key in the list, from 0; -1 when it is not listed. */
  int index(KeyHash key) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).hash().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the entry is signed by the key that its header names, and that key is listed. */
  boolean signed(SignedEntry entry) {
    int index = index(entry.header().key());
    return index >= 0
        && keys.get(index).verifies(EntryDigests.DOMAIN, entry.headerBytes(), entry.signature());
  }

  /** Whether both entries of a fork are the origin's own. */
  boolean proves(ForkEvidence fork) {
    return signed(fork.first()) && signed(fork.second());
  }
}
