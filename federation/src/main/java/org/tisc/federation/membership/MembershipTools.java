package org.tisc.federation.membership;

import java.time.InstantSource;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.federation.state.StateStore;

/**
 * What everything about memberships works with: one of each for the whole node.
 *
 * @param self this node, as it presents itself
 * @param keys the node's keys on disk
 * @param feedKeys the keys among them that sign feeds
 * @param store the node's documents
 * @param clock tells dates
 * @param port the node's port with its links
 * @param events hears of every security-relevant event
 * @param twins finds members that run twice
 */
record MembershipTools(
    OwnNode self,
    KeyFolder keys,
    FeedKeys feedKeys,
    StateStore store,
    InstantSource clock,
    LinkPort port,
    SecurityEvents events,
    Twins twins) {}
