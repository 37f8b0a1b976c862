package org.tisc.node.alert;

import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * Who gets an alert.
 *
 * @param network in which network
 * @param peers the only members that get it; empty for all
 */
record AlertAudience(NetworkId network, Set<NodeId> peers) {
  AlertAudience {
    peers = java.util.Collections.unmodifiableSet(new TreeSet<>(peers));
  }

  boolean direct() {
    return !peers.isEmpty();
  }
}
