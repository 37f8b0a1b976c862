package org.tisc.node.corpus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.query.IndexTerm;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.federation.search.SourceReport;
import org.tisc.node.index.IndexField;
import org.tisc.node.web.Exchange;

/** Asks the members of the own networks which of them hold a document. Thread-safe. */
final class DocumentHolders {
  /** For all networks together; a page does not wait longer for who else has its document. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Networks that are asked; of further ones the page tells nothing. */
  private static final int MOST_NETWORKS = 4;

  private final FederatedSearch search;
  private final Supplier<List<NetworkId>> networks;
  private final CorpusEvents events;

  DocumentHolders(FederatedSearch search, Supplier<List<NetworkId>> networks, CorpusEvents events) {
    this.search = search;
    this.networks = networks;
    this.events = events;
  }

  /** What a node is to a document. */
  enum Standing {
    /** Holds it, in a collection that this node may search. */
    HOLDS,
    /** Answered; holds no copy that this node may find. */
    HOLDS_NOT,
    /** Did not answer, or not completely. */
    SILENT
  }

  /**
   * One node.
   *
   * @param state the state of the node as a source, for one that was silent
   */
  record Holder(NodeId node, Standing standing, String state) {}

  /**
   * What was heard.
   *
   * @param holders by node id
   * @param indexedAt how old the collections are that hold it, by node and collection
   */
  record Heard(List<Holder> holders, Map<String, Instant> indexedAt) {
    /** When the index of a collection was last changed, if its node told. */
    Optional<Instant> indexedAt(NodeId node, String collection) {
      return Optional.ofNullable(indexedAt.get(node + "/" + collection));
    }

    /** The nodes that hold it. */
    List<NodeId> holding() {
      return holders.stream()
          .filter(holder -> holder.standing() == Standing.HOLDS)
          .map(Holder::node)
          .toList();
    }
  }

  /**
   * Asks for at most {@link #TIMEOUT}.
   *
   * @param within whom; all members where nobody chose
   */
  Heard of(String key, Exchange exchange, Optional<SearchScope> within) {
    List<NetworkId> members = networks.get().stream().limit(MOST_NETWORKS).toList();
    Map<NodeId, Holder> holders = new TreeMap<>();
    Map<String, Instant> indexedAt = new TreeMap<>();
    List<SearchScope> scopes = new ArrayList<>();
    within.ifPresentOrElse(
        scopes::add,
        () -> members.forEach(network -> scopes.add(new SearchScope.WholeNetwork(network))));
    if (scopes.isEmpty()) {
      scopes.add(new SearchScope.Local());
    }
    for (SearchScope scope : scopes) {
      SearchAnswer answer =
          search.search(
              new SearchQuestion(
                  exchange.requestId(),
                  scope,
                  new CanonicalQuery.Constant(
                      new CanonicalQuery.Term(IndexTerm.of(IndexField.KEY.fieldName(), key)), 1),
                  Set.of(),
                  Set.of(),
                  1,
                  TIMEOUT.dividedBy(scopes.size()),
                  exchange::abandoned));
      events.queryAsked(exchange.caller().name(), text(scope), answer.sources().size());
      answer.sources().forEach(source -> hear(source, holders, indexedAt));
      answer.hits().stream()
          .flatMap(hit -> hit.holders().stream())
          .forEach(node -> holders.put(node, new Holder(node, Standing.HOLDS, "")));
    }
    return new Heard(List.copyOf(holders.values()), Map.copyOf(indexedAt));
  }

  private static void hear(
      SourceReport source, Map<NodeId, Holder> holders, Map<String, Instant> indexedAt) {
    Holder now =
        source.state().complete()
            ? new Holder(source.node(), Standing.HOLDS_NOT, "")
            : new Holder(source.node(), Standing.SILENT, source.state().name());
    // Of several collections, or networks, the one that says more counts.
    holders.merge(
        source.node(),
        now,
        (one, other) -> rank(one.standing()) <= rank(other.standing()) ? one : other);
    if (source.hits() > 0 && source.collection().isPresent()) {
      source
          .indexedAt()
          .ifPresent(at -> indexedAt.put(source.node() + "/" + source.collection().get(), at));
    }
  }

  /** What is held wins; that nothing is held counts only where every collection was heard. */
  private static int rank(Standing standing) {
    return switch (standing) {
      case HOLDS -> 0;
      case SILENT -> 1;
      case HOLDS_NOT -> 2;
    };
  }

  private static String text(SearchScope scope) {
    return switch (scope) {
      case SearchScope.Local() -> "local";
      case SearchScope.WholeNetwork(NetworkId network) -> "network:" + network;
      case SearchScope.SomePeers(var _, Set<NodeId> nodes) ->
          nodes.stream().sorted().map(NodeId::value).collect(Collectors.joining(",", "peers:", ""));
    };
  }
}
