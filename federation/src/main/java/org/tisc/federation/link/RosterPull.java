package org.tisc.federation.link;

import io.grpc.Channel;
import org.tisc.federation.identity.NetworkId;

/**
 * Fetches a roster over a channel and offers it to the keeper; the RPC belongs to the room above.
 */
public interface RosterPull {
  /**
   * Asks the node at the other end for its roster and offers it to this node's keeper. Blocks for
   * one call of at most two seconds. Raises what the call or the keeper raises.
   */
  void pull(NetworkId network, Channel channel);

  /** The same for a roster of the very version that is in force here, as evidence that differs. */
  void compare(NetworkId network, Channel channel);
}
