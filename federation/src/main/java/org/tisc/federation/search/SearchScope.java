package org.tisc.federation.search;

import java.util.Set;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/** Whom a query asks. The own collections always take part, once. */
public sealed interface SearchScope {
  /** The own collections only. */
  record Local() implements SearchScope {}

  /** The own node and every active member of one network. */
  record WholeNetwork(NetworkId network) implements SearchScope {}

  /** The own node and some members of one network; at least one. */
  record SomePeers(NetworkId network, Set<NodeId> nodes) implements SearchScope {
    public SomePeers {
      nodes = Set.copyOf(nodes);
    }
  }
}
