package org.tisc.deploy.robustness;

/** What becomes of the bytes that one node sends to another. */
enum Way {
  /** They arrive. */
  OPEN,
  /** They arrive a tenth of a second later, in small pieces. */
  SLOW,
  /** They are taken and never arrive. */
  SWALLOWED,
  /** Connections are reset, and new ones at once. */
  CUT
}
