package org.tisc.federation.roster;

import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NodeId;

/**
 * One line of the roster.
 *
 * @param node the node's id
 * @param profile what the member says about itself
 * @param state whether it takes part
 * @param role what it does for the network
 * @param tlsKeys the keys it may use on connections; at most 4, at least one when active
 * @param deputy whether it may sign removals; an active ordinary member only
 * @param admission the roster version by which it was admitted, the last time; 0 when unknown
 */
public record Member(
    NodeId node,
    MemberProfile profile,
    MemberState state,
    MemberRole role,
    Set<KeyHash> tlsKeys,
    boolean deputy,
    long admission) {
  private static final int MAX_KEYS = 4;

  /** A member that is no deputy and was admitted no one knows when. */
  public Member(
      NodeId node,
      MemberProfile profile,
      MemberState state,
      MemberRole role,
      Set<KeyHash> tlsKeys) {
    this(node, profile, state, role, tlsKeys, false, 0);
  }

  public Member {
    tlsKeys = Set.copyOf(tlsKeys);
    if (tlsKeys.size() > MAX_KEYS || (tlsKeys.isEmpty() && state == MemberState.ACTIVE)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member " + node + " has " + tlsKeys.size() + " keys, expected 1 to " + MAX_KEYS);
    }
    if (admission < 0 || (deputy && (role != MemberRole.MEMBER || state != MemberState.ACTIVE))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member " + node + " is a deputy, which only an active ordinary member can be");
    }
  }

  /** The same member, out of the network and no deputy. */
  public Member removed() {
    return new Member(node, profile, MemberState.REMOVED, role, tlsKeys, false, admission);
  }

  /** The same member with these keys. */
  public Member withKeys(Set<KeyHash> keys) {
    return new Member(node, profile, state, role, keys, deputy, admission);
  }

  /** The same member that says this about itself. */
  public Member withProfile(MemberProfile said) {
    return new Member(node, said, state, role, tlsKeys, deputy, admission);
  }

  /** The same member in this role, and no deputy. */
  public Member inRole(MemberRole other) {
    return new Member(node, profile, state, other, tlsKeys, false, admission);
  }

  /** The same member, a deputy or none. */
  public Member asDeputy(boolean may) {
    return new Member(node, profile, state, role, tlsKeys, may, admission);
  }

  /** Whether the member takes part. */
  public boolean active() {
    return state == MemberState.ACTIVE;
  }

  /** Whether the member takes part and may use this key. */
  public boolean mayUse(KeyHash key) {
    return active() && tlsKeys.contains(key);
  }
}
