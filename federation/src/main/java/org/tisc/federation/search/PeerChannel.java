package org.tisc.federation.search;

import io.grpc.Channel;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/**
 * How a query reaches one peer.
 *
 * @param id the peer
 * @param reachable false for a peer that has no endpoint and only dials out
 * @param doubtful true while the link is not known to be up
 * @param channel carries the calls; identity and gate are its business
 */
public record PeerChannel(PeerId id, boolean reachable, boolean doubtful, Channel channel) {
  NodeId node() {
    return id.node();
  }
}
