package org.tisc.federation.search;

/** Why an answer is not what one index over the whole scope would give. */
public enum InexactReason {
  /** A source's statistics and hits are missing; the rest is exact over the sources summed. */
  PEER_MISSING,
  /** A source's statistics were summed, then it was lost: its hits may be missing. */
  PEER_LOST_AFTER_STATISTICS,
  /** A source scores by another profile, so it was left out. */
  PROFILE_DIFFERS,
  /** A source's snapshot moved between the rounds of one query, twice. */
  SNAPSHOT_MOVED
}
