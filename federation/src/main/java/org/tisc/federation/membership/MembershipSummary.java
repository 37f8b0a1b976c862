package org.tisc.federation.membership;

import java.time.Instant;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.MemberRole;

/**
 * One membership of this node, as it stands.
 *
 * @param network the network
 * @param node this node
 * @param title the network's name for people
 * @param role what this node does for the network
 * @param rosterVersion the roster in force
 * @param rosterValidUntil until when that roster is valid
 * @param certificateNotAfter until when this node's certificate is valid
 */
public record MembershipSummary(
    NetworkId network,
    NodeId node,
    String title,
    MemberRole role,
    long rosterVersion,
    Instant rosterValidUntil,
    Instant certificateNotAfter) {}
