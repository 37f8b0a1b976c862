package org.tisc.federation.membership;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;

/**
 * The memberships in service, by network: takes one into service and out of it. Thread-safe;
 * whoever begins, replaces or ends one holds {@link #lock}.
 */
final class MembershipTable {
  private final MembershipTools tools;
  private final InvitationLedger ledger;
  private final KeyChanges keyChanges;
  private final Blocks blocks;
  private final Map<NetworkId, OwnMembership> memberships = new ConcurrentHashMap<>();
  private final Object changing = new Object();

  MembershipTable(MembershipTools tools) {
    this.tools = tools;
    this.ledger = new InvitationLedger(tools.store());
    this.keyChanges = new KeyChanges(tools.store());
    this.blocks = new Blocks(tools.store());
  }

  /** What changes of memberships are made under, so that one comes after the other. */
  Object lock() {
    return changing;
  }

  Blocks blocks() {
    return blocks;
  }

  /** Reads all memberships from disk; to be called once, before the port opens. */
  void load() {
    for (NetworkId network : tools.keys().networks()) {
      Identity tls = tools.keys().tls(network);
      PeerId id = ChainVerifier.peerId(tls.certificate());
      if (!id.equals(new PeerId(network, tools.self().node()))) {
        throw new TiscException(
            Reason.KEY_FILE_REFUSED,
            "The keys of network "
                + network
                + " are those of "
                + id
                + ", this node is "
                + tools.self().node());
      }
      activate(network, tls, keeper(network, tls));
    }
  }

  /** All of them, by network. */
  List<OwnMembership> all() {
    return memberships.values().stream()
        .sorted(Comparator.comparing(OwnMembership::network))
        .toList();
  }

  Optional<OwnMembership> find(NetworkId network) {
    return Optional.ofNullable(memberships.get(network));
  }

  /** The membership in a network. Raises UNKNOWN_NETWORK. */
  OwnMembership require(NetworkId network) {
    return find(network)
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.UNKNOWN_NETWORK, "This node is no member of network " + network));
  }

  /** Raises ALREADY_EXISTS where this node is a member already. */
  void requireNew(NetworkId network) {
    if (tools.keys().contains(network) || find(network).isPresent()) {
      throw new TiscException(
          Reason.ALREADY_EXISTS, "This node is a member of network " + network + " already");
    }
  }

  /** Takes a roster as the first one, then keeps the keys, then goes into service. */
  OwnMembership begin(NetworkId network, Identity tls, SignedRoster roster, Runnable keepKeys) {
    RosterKeeper.forget(network, tools.store());
    RosterKeeper keeper = keeper(network, tls);
    keeper.offer(roster);
    keepKeys.run();
    return activate(network, tls, keeper);
  }

  /** Takes a membership out of service and off the disk; the folder of its keys goes first. */
  void end(NetworkId network) {
    tools.keys().leave(network);
    tools.feedKeys().forget(network);
    memberships.remove(network);
    tools.port().leave(network);
    RosterKeeper.forget(network, tools.store());
    Succession.forget(tools, network);
    RootRotation.forget(tools, network);
    tools.twins().forget(network);
    blocks.of(network).forEach(node -> blocks.remove(network, node));
  }

  /** The coordinator's part of a membership, made of the keys that are here. */
  Optional<Coordinator> coordinator(NetworkId network, RosterKeeper keeper) {
    Optional<Identity> issuing = tools.keys().issuing(network);
    Optional<Identity> rosterKey = tools.keys().roster(network);
    boolean here = issuing.isPresent() && rosterKey.isPresent();
    // Keys of a term that is over count for nothing; they are here only if a crash kept them.
    return here && Terms.of(rosterKey.get().certificate()) >= term(keeper)
        ? Optional.of(
            new Coordinator(
                keeper, issuing.get(), rosterKey.get(), ledger, keyChanges, tools.clock()))
        : Optional.empty();
  }

  private static long term(RosterKeeper keeper) {
    return keeper.current().map(Roster::term).orElse(0L);
  }

  /** A roster of a later term is in force: somebody else coordinates, or this node anew. */
  private void settle(Roster roster) {
    OwnMembership membership = find(roster.network()).orElse(null);
    if (membership == null
        || roster.coordinator().node().equals(membership.node())
        || membership.coordinating().filter(own -> own.term() < roster.term()).isEmpty()) {
      return;
    }
    membership.coordinating().ifPresent(Coordinator::end);
    membership.coordinate(Optional.empty());
    tools.keys().dropAuthorities(roster.network(), true);
    Succession.settled(tools, roster.network());
    tools
        .events()
        .record(
            "coordination.ended",
            Map.of(
                "network", roster.network().value(),
                "node", roster.coordinator().node().value()));
  }

  private RosterKeeper keeper(NetworkId network, Identity tls) {
    return new RosterKeeper(
        network,
        new RosterVerifier(new ChainVerifier(network, tls.root(), tools.clock())),
        tools.store());
  }

  private OwnMembership activate(NetworkId network, Identity tls, RosterKeeper keeper) {
    keeper.listen(
        new RosterNews(
            tools.self().node(),
            keeper.current(),
            tools.port(),
            tools.events(),
            () -> find(network).flatMap(OwnMembership::coordinating),
            this::settle));
    LinkMembership link =
        new LinkMembership(new PeerId(network, tools.self().node()), tls, keeper.chains(), keeper);
    link.block(blocks.of(network));
    OwnMembership membership = new OwnMembership(link, coordinator(network, keeper), tools);
    memberships.put(network, membership);
    tools.port().memberships().put(link);
    keeper.current().ifPresent(tools.port()::follow);
    return membership;
  }
}
