package org.tisc.federation.feed;

import java.util.Optional;

/**
 * What became of entries that a peer handed over.
 *
 * @param state how the feed stands now
 * @param stored how many of them are new on the disk, bodies that were missing included
 * @param wanted where to ask on when they do not follow what is held; empty when they do
 * @param fork what they prove, together with what is held
 * @param refusal why some were not taken; what stood before the entry at fault may be stored
 */
public record Acceptance(
    FeedState state,
    int stored,
    Optional<Place> wanted,
    Optional<ForkEvidence> fork,
    Optional<Refusal> refusal) {
  /**
   * A place in a feed without saying what is there. Where nobody has entries from here on although
   * some follow, the epoch is asked for from its first entry: the histories part before.
   *
   * @param epoch from 1
   * @param sequence from 1
   */
  public record Place(long epoch, long sequence) {}

  /** Whether all of them were taken, or held before. */
  public boolean complete() {
    return wanted.isEmpty() && fork.isEmpty() && refusal.isEmpty();
  }
}
