package org.tisc.node.doctor;

import java.util.List;
import java.util.function.Supplier;
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
 * @param grpcPort the port that peers call
 * @param refusals callers that were refused of late
 */
public record RunningNode(
    NodeConfig config,
    String version,
    Supplier<Integer> grpcPort,
    StateStore states,
    Memberships memberships,
    Links links,
    Supplier<List<Refusals.Refused>> refusals,
    LuceneIndex index,
    Policy policy) {}
