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
 */
public record Member(
    NodeId node, MemberProfile profile, MemberState state, MemberRole role, Set<KeyHash> tlsKeys) {
  private static final int MAX_KEYS = 4;

  public Member {
    tlsKeys = Set.copyOf(tlsKeys);
    if (tlsKeys.size() > MAX_KEYS || (tlsKeys.isEmpty() && state == MemberState.ACTIVE)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Member " + node + " has " + tlsKeys.size() + " keys, expected 1 to " + MAX_KEYS);
    }
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
