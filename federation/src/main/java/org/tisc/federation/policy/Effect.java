package org.tisc.federation.policy;

/** What a rule does where it holds. */
public enum Effect {
  /** Permits. */
  ALLOW,
  /** Forbids, whatever any other rule permits. */
  DENY
}
