package org.tisc.federation.link;

import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.RosterKeeper;

/**
 * What connections need to know of one membership of this node.
 *
 * @param self this node in the network
 * @param identity its key and chain for connections
 * @param chains decides whose certificates speak for members
 * @param rosters the roster in force
 */
public record LinkMembership(
    PeerId self, Identity identity, ChainVerifier chains, RosterKeeper rosters) {}
