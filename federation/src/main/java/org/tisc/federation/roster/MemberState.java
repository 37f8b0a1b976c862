package org.tisc.federation.roster;

/** Whether a member takes part. */
public enum MemberState {
  /** Takes part. */
  ACTIVE,
  /** Put aside by the coordinator; may come back with the same key. */
  SUSPENDED,
  /** Out of the network; its keys are never accepted again. */
  REMOVED
}
