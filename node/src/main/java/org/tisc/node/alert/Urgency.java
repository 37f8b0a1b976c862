package org.tisc.node.alert;

/** How soon something must be done (CAP 1.2). */
public enum Urgency {
  /** At once. */
  IMMEDIATE,
  /** Soon. */
  EXPECTED,
  /** In the near future. */
  FUTURE,
  /** Nothing need be done any more. */
  PAST,
  /** Not known, or a word of a newer release. */
  UNKNOWN
}
