package org.tisc.federation.blob;

/** Which files of others this node fetches unasked, once an entry names them. */
public enum Mirror {
  /** None. */
  NONE,
  /** Those that somebody here pinned. */
  PINNED,
  /** All that are not too large. */
  ALL
}
