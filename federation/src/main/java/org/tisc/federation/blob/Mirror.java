package org.tisc.federation.blob;

import java.util.Locale;

/**
 * Which files of others this node fetches unasked, once an entry names them. What somebody here
 * pinned is fetched whatever this says.
 */
public enum Mirror {
  /** None. */
  NONE,
  /** All that are not too large. */
  ALL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
