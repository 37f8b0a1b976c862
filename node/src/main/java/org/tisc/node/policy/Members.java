package org.tisc.node.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Asker;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/** The peers of this node by the rosters in force. Thread-safe. */
final class Members {
  /** A peer. */
  record Peer(Asker asker, Member member) {
    NetworkId network() {
      return asker.peer().network();
    }

    NodeId node() {
      return asker.peer().node();
    }
  }

  private final NodeId self;
  private final Supplier<List<Roster>> rosters;

  Members(NodeId self, Supplier<List<Roster>> rosters) {
    this.self = self;
    this.rosters = rosters;
  }

  /** Every active member of every network but this node, by network, then node. */
  List<Peer> active() {
    return rosters.get().stream()
        .flatMap(
            roster ->
                roster.members().stream()
                    .filter(member -> member.active() && !member.node().equals(self))
                    .map(member -> peer(roster, member)))
        .toList();
  }

  /**
   * The one peer that a text names, in each network it is on the roster of. Raises INVALID_ARGUMENT
   * for a text that names more than one peer, UNKNOWN_NETWORK, and NOT_FOUND for one that is on no
   * roster.
   */
  List<Peer> named(String text) {
    if (!(Subject.parse(text) instanceof Subject.Peer wanted)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "Name one peer: NODE or NETWORK/NODE; not: " + text.strip());
    }
    List<Roster> asked =
        rosters.get().stream()
            .filter(roster -> wanted.network().map(roster.network()::equals).orElse(true))
            .toList();
    if (asked.isEmpty() && wanted.network().isPresent()) {
      throw new TiscException(
          Reason.UNKNOWN_NETWORK, "This node is no member of network " + wanted.network().get());
    }
    List<Peer> peers =
        asked.stream()
            .flatMap(
                roster -> {
                  Optional<Member> member = roster.member(wanted.node());
                  return member.map(one -> peer(roster, one)).stream();
                })
            .toList();
    if (peers.isEmpty()) {
      throw new TiscException(
          Reason.NOT_FOUND, "No network of this node has a member " + wanted.node());
    }
    return peers;
  }

  private static Peer peer(Roster roster, Member member) {
    return new Peer(new Asker(new PeerId(roster.network(), member.node()), member.role()), member);
  }
}
