package org.tisc.federation.policy;

import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.MemberRole;

/**
 * Who wants something: a member as the gate established it, with its role on the roster in force.
 */
public record Asker(PeerId peer, MemberRole role) {}
