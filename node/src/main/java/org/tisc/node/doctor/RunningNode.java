package org.tisc.node.doctor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.LinkFailure;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.Refusals;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.state.StateStore;
import org.tisc.node.config.NodeConfig;
import org.tisc.node.index.LuceneIndex;

/**
 * The parts of a running node that are looked at.
 *
 * @param version of the software
 * @param itself why this node does not reach itself at the address that it advertises in a network;
 *     empty where it does
 * @param refusals callers that were refused of late
 * @param feeds what is shared by feeds
 * @param witness audit logs that of late did not agree with what was told of them
 */
public record RunningNode(
    NodeConfig config,
    String version,
    Function<NetworkId, Optional<LinkFailure>> itself,
    StateStore states,
    Memberships memberships,
    Links links,
    Supplier<List<Refusals.Refused>> refusals,
    LuceneIndex index,
    Policy policy,
    Supplier<FeedCheck.Facts> feeds,
    Supplier<List<WitnessCheck.Alarm>> witness) {}
