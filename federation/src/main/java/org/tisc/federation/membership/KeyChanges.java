package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
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

  /**
   * A member's new key.
   *
   * @param key its name
   * @param term the term of the authority that certified it last
   */
  record Fresh(KeyHash key, long term) {}

  KeyChanges(StateStore store) {
    this.store = store;
  }

  /** The new keys of one network's members. */
  Map<NodeId, Fresh> of(NetworkId network) {
    Map<NodeId, Fresh> changes = new TreeMap<>();
    for (StateDocument document : store.list(KIND)) {
      if (document.id().startsWith(network + ".")) {
        changes.put(
            new NodeId(document.id().substring(network.value().length() + 1)),
            fresh(document.content()));
      }
    }
    return changes;
  }

  private static Fresh fresh(ByteString content) {
    // A release before roots changed hands kept the key alone.
    long term =
        content.size() > KeyHash.BYTES
            ? content.substring(KeyHash.BYTES).asReadOnlyByteBuffer().getLong()
            : 0;
    return new Fresh(KeyHash.of(content.substring(0, KeyHash.BYTES).toByteArray()), term);
  }

  void put(NetworkId network, NodeId node, Fresh fresh) {
    String id = network + "." + node;
    Optional<StateDocument> stored = store.read(KIND, id);
    store.write(
        KIND,
        id,
        stored.map(StateDocument::revision).orElse(0L),
        ByteString.copyFrom(
            ByteBuffer.allocate(KeyHash.BYTES + Long.BYTES)
                .put(fresh.key().bytes())
                .putLong(fresh.term())
                .array()));
  }

  void remove(NetworkId network, NodeId node) {
    store
        .read(KIND, network + "." + node)
        .ifPresent(stored -> store.delete(KIND, stored.id(), stored.revision()));
  }
}
