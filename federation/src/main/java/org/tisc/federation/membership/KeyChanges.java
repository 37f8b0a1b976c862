package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.state.StateDocument;
import org.tisc.federation.state.StateStore;

/**
 * The coordinator's book of members whose key is being changed: which of a member's keys is the new
 * one. On disk; thread-safe as the store is.
 */
final class KeyChanges {
  private static final String KIND = "key-change";

  private final StateStore store;

  KeyChanges(StateStore store) {
    this.store = store;
  }

  /** The new keys of one network's members. */
  Map<NodeId, KeyHash> of(NetworkId network) {
    Map<NodeId, KeyHash> changes = new TreeMap<>();
    for (StateDocument document : store.list(KIND)) {
      if (document.id().startsWith(network + ".")) {
        changes.put(
            new NodeId(document.id().substring(network.value().length() + 1)),
            KeyHash.of(document.content().toByteArray()));
      }
    }
    return changes;
  }

  void put(NetworkId network, NodeId node, KeyHash fresh) {
    String id = network + "." + node;
    Optional<StateDocument> stored = store.read(KIND, id);
    store.write(
        KIND,
        id,
        stored.map(StateDocument::revision).orElse(0L),
        ByteString.copyFrom(fresh.bytes()));
  }

  void remove(NetworkId network, NodeId node) {
    store
        .read(KIND, network + "." + node)
        .ifPresent(stored -> store.delete(KIND, stored.id(), stored.revision()));
  }
}
