package org.tisc.federation.sync;

import java.util.List;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/** Who takes part in one network, as the roster in force says. Nothing here blocks. */
interface Circle {
  /** This node. */
  PeerId self();

  /** The active members except this node, in ascending order; none while it is no member itself. */
  List<NodeId> members();

  /** Whether a member is active. */
  boolean active(NodeId node);

  /** Whether nothing may be exchanged with a node, since it is blocked here or no active member. */
  boolean shut(NodeId peer);

  /** Whether a statement is signed by a key for feeds that the roster lists for its reader. */
  boolean proves(Statement statement);

  /** Whether a member may be told of, and given, what is in a feed. */
  default boolean mayRead(NodeId peer, FeedId feed) {
    return !shut(peer)
        && feed.network().equals(self().network())
        && feed.concerns(peer)
        && feed.concerns(self().node());
  }
}
