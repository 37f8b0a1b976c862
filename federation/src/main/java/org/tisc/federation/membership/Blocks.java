package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.Set;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/** The members that this node's administrator has blocked, on disk. Thread-safe as the store is. */
final class Blocks {
  private static final String KIND = "block";

  private final StateStore store;

  Blocks(StateStore store) {
    this.store = store;
  }

  Set<NodeId> of(NetworkId network) {
    Set<NodeId> nodes = new HashSet<>();
    for (StateDocument document : store.list(KIND)) {
      if (document.id().startsWith(network + ".")) {
        nodes.add(new NodeId(document.id().substring(network.value().length() + 1)));
      }
    }
    return nodes;
  }

  /** Blocks a node; safe to repeat. */
  void add(NetworkId network, NodeId node) {
    String id = network + "." + node;
    if (store.read(KIND, id).isEmpty()) {
      store.write(KIND, id, 0, ByteString.EMPTY);
    }
  }

  /** Unblocks a node; safe to repeat. */
  void remove(NetworkId network, NodeId node) {
    store
        .read(KIND, network + "." + node)
        .ifPresent(stored -> store.delete(KIND, stored.id(), stored.revision()));
  }
}
