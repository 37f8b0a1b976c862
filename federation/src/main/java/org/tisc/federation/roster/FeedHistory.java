package org.tisc.federation.roster;

/** How far back a new member may read the feeds of its network. */
public enum FeedHistory {
  /** Everything from the first entry on. */
  BEGINNING,
  /** Bodies of entries made since it became a member; of earlier ones the headers alone. */
  JOINING
}
