package org.tisc.node.corpus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.FetchedDocument;

/** Gets one whole document from the node that holds it. Thread-safe. */
final class DocumentFetch {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final NodeId self;
  private final FederatedSearch search;
  private final Supplier<List<NetworkId>> networks;

  DocumentFetch(NodeId self, FederatedSearch search, Supplier<List<NetworkId>> networks) {
    this.self = self;
    this.search = search;
    this.networks = networks;
  }

  /**
   * The document as its holder sends it, unchecked. Blocks for at most ten seconds a network.
   * Raises {@code NOT_FOUND} when the node has no such document for us or is no member, and the
   * failures of a call.
   *
   * @param node the own one when empty; raises {@code INVALID_ARGUMENT} when it is no node id
   */
  FetchedDocument fetch(Optional<String> node, String key) {
    NodeId holder = node.map(NodeId::new).orElse(self);
    if (holder.equals(self)) {
      return search.fetch(Optional.empty(), holder, key, TIMEOUT);
    }
    return fromFirst(
        networks.get(),
        holder,
        network -> search.fetch(Optional.of(network), holder, key, TIMEOUT));
  }

  /**
   * What the first network gives that gives anything. That a node has nothing or is nobody in one
   * network does not hide that it could not be asked in another.
   */
  static FetchedDocument fromFirst(
      List<NetworkId> networks, NodeId holder, Function<NetworkId, FetchedDocument> fetch) {
    TiscException told =
        new TiscException(Reason.NOT_FOUND, "Not a member of any network of this node: " + holder);
    for (NetworkId network : networks) {
      try {
        return fetch.apply(network);
      } catch (TiscException failure) {
        if (told.reason() == Reason.NOT_FOUND) {
          told = failure;
        }
      }
    }
    throw told;
  }
}
