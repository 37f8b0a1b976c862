package org.tisc.federation.membership;

import java.util.function.Supplier;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.MemberProfile;

/**
 * This node, as it presents itself in every network.
 *
 * @param node its id
 * @param instance which of all homes that ever held its identity it is
 * @param profile what it says about itself, read when it is needed
 * @param scoringProfile the profile it ranks by, read when it is needed
 */
public record OwnNode(
    NodeId node,
    InstanceId instance,
    Supplier<MemberProfile> profile,
    Supplier<String> scoringProfile) {}
