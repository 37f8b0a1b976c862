package org.tisc.federation.link;

/** How a link is doing. */
public enum LinkState {
  /** No connection yet, or one is being made; nothing failed. */
  CONNECTING,
  /** Connected, and the last greeting was answered. */
  READY,
  /** The last attempt failed; the next one waits. */
  BACKING_OFF,
  /** One side refused the other; a person has to look at the error. */
  REFUSED
}
