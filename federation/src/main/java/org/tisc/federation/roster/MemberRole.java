package org.tisc.federation.roster;

/** What a member does for the network. */
public enum MemberRole {
  /** An ordinary member. */
  MEMBER,
  /** Admits members and signs the roster. */
  COORDINATOR
}
