package org.tisc.node.alert;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/**
 * Which centres an alert goes to and by which feeds: the network's feed, or one feed for each named
 * member.
 *
 * @param feeds the own feeds that carry it, in the order of their readers
 * @param centres who reads them, by id
 */
record Recipients(List<FeedId> feeds, List<Neighbourhood.Centre> centres) {
  Recipients {
    feeds = List.copyOf(feeds);
    centres = List.copyOf(centres);
  }

  /**
   * Finds them. Raises UNKNOWN_NETWORK, and INVALID_ARGUMENT naming every peer that is no active
   * member.
   */
  static Recipients of(AlertAudience audience, Neighbourhood around) {
    List<Neighbourhood.Centre> members = around.members(audience.network());
    PeerId origin = new PeerId(audience.network(), around.self());
    if (!audience.direct()) {
      return new Recipients(List.of(FeedId.toNetwork(origin)), members);
    }
    Set<NodeId> active = new HashSet<>();
    members.forEach(member -> active.add(member.node()));
    List<Violation> violations = new ArrayList<>();
    for (NodeId peer : audience.peers()) {
      if (!active.contains(peer)) {
        violations.add(
            Violation.of(
                "audience.peers",
                "active members of "
                    + audience.network()
                    + " other than this node; "
                    + peer
                    + " is none"));
      }
    }
    if (!violations.isEmpty()) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT, violations.getFirst().message(), violations);
    }
    return new Recipients(
        audience.peers().stream().map(peer -> FeedId.toPeer(origin, peer)).toList(),
        members.stream().filter(member -> audience.peers().contains(member.node())).toList());
  }

  /** The reader's name by language, where it is one of them. */
  Map<String, String> names(NodeId node) {
    return centres.stream()
        .filter(centre -> centre.node().equals(node))
        .findFirst()
        .map(Neighbourhood.Centre::names)
        .orElse(Map.of());
  }
}
