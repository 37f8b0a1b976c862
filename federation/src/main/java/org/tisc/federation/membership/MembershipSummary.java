package org.tisc.federation.membership;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;

/**
 * One membership of this node, as it stands.
 *
 * @param network the network
 * @param node this node
 * @param title the network's name for people
 * @param role what this node does for the network
 * @param state whether this node takes part; anything but ACTIVE means that nobody answers it
 * @param rosterVersion the roster in force
 * @param rosterValidUntil until when that roster is valid
 * @param certificateNotAfter until when this node's certificate is valid
 * @param warnings what its administrator should act on
 * @param blocked the members with whom this node's administrator wants nothing to do
 */
public record MembershipSummary(
    NetworkId network,
    NodeId node,
    String title,
    MemberRole role,
    MemberState state,
    long rosterVersion,
    Instant rosterValidUntil,
    Instant certificateNotAfter,
    List<MembershipWarning> warnings,
    Set<NodeId> blocked) {
  public MembershipSummary {
    warnings = List.copyOf(warnings);
    blocked = Set.copyOf(blocked);
  }
}
