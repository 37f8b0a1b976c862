package org.tisc.node.alert;

/** How sure the sender is (CAP 1.2). */
public enum Certainty {
  /** It has happened or is happening. */
  OBSERVED,
  /** More than even chances. */
  LIKELY,
  /** It may be. */
  POSSIBLE,
  /** Hardly. */
  UNLIKELY,
  /** Not known, or a word of a newer release. */
  UNKNOWN
}
