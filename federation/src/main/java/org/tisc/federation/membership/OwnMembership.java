package org.tisc.federation.membership;

import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Roster;

/**
 * One membership of this node in service: what its connections need, the coordinator's part where
 * this node has it, and what renews and watches it. Thread-safe.
 */
final class OwnMembership {
  private final LinkMembership link;
  private final KeyRenewal renewal;
  private final MembershipHealth health;
  private volatile Optional<Coordinator> coordinator;

  OwnMembership(LinkMembership link, Optional<Coordinator> coordinator, MembershipTools tools) {
    this.link = link;
    this.coordinator = coordinator;
    this.renewal =
        new KeyRenewal(
            link, tools.keys(), this::coordinating, tools.port(), tools.events(), tools.clock());
    this.health =
        new MembershipHealth(
            link, this::coordinating, renewal, tools.twins(), tools.store(), tools.clock());
  }

  /** What its connections need. */
  LinkMembership link() {
    return link;
  }

  NetworkId network() {
    return link.self().network();
  }

  NodeId node() {
    return link.self().node();
  }

  KeyRenewal renewal() {
    return renewal;
  }

  MembershipHealth health() {
    return health;
  }

  /** The coordinator's part, where this node has it now. */
  Optional<Coordinator> coordinating() {
    return coordinator;
  }

  /** This node coordinates the network from now on, or no more. */
  void coordinate(Optional<Coordinator> part) {
    coordinator = part;
  }

  /** The coordinator's part. Raises NOT_COORDINATOR. */
  Coordinator coordinator() {
    return coordinator.orElseThrow(
        () ->
            new TiscException(
                Reason.NOT_COORDINATOR, "This node does not coordinate network " + network()));
  }

  /** The roster in force. */
  Roster roster() {
    return link.rosters()
        .current()
        .orElseThrow(
            () ->
                new TiscException(Reason.NOT_FOUND, "No roster of network " + network() + " yet"));
  }

  /** Whether the roster in force says that this node takes part. */
  boolean active() {
    return roster().member(node()).filter(Member::active).isPresent();
  }

  /** How it stands now. */
  MembershipSummary summary() {
    Roster roster = roster();
    return new MembershipSummary(
        network(),
        node(),
        roster.settings().title(),
        roster.member(node()).map(Member::role).orElse(MemberRole.MEMBER),
        roster.member(node()).map(Member::state).orElse(MemberState.REMOVED),
        roster.version(),
        roster.validUntil(),
        link.identity().certificate().getNotAfter().toInstant(),
        health.warnings(),
        link.blocked());
  }
}
