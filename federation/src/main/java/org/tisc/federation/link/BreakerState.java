package org.tisc.federation.link;

/** Whether calls to a peer are tried. */
public enum BreakerState {
  /** They are. */
  CLOSED,
  /** They fail at once with BREAKER_OPEN. */
  OPEN,
  /** The ban is over: one call is tried, and decides. */
  HALF_OPEN
}
