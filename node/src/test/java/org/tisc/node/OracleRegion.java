package org.tisc.node;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.SearchAssembly;
import org.tisc.federation.StoppedClock;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.Topic;
import org.tisc.federation.policy.Guard;
import org.tisc.federation.policy.Policy;
import org.tisc.federation.policy.RecordedPolicyEvents;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Usage;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.search.CollectionInfo;
import org.tisc.federation.search.Cursor;
import org.tisc.federation.search.Delivery;
import org.tisc.federation.search.ExplainedAnswer;
import org.tisc.federation.search.Facet;
import org.tisc.federation.search.FacetAnswer;
import org.tisc.federation.search.FacetQuestion;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.LocalIndex;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchEvents;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.federation.search.SearchShare;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.node.index.CollectionExport;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;
import org.tisc.node.index.RandomCorpus;

/**
 * A region whose nodes search real indexes through the real RPC over mutual TLS, each with the
 * homes of its collections. Nodes beyond the corpus hold one empty collection.
 */
final class OracleRegion implements AutoCloseable {
  /** No answer may hang on the machine being slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

  private final List<Path> homes = new ArrayList<>();
  private final List<LuceneIndex> indexes = new ArrayList<>();
  private final List<SearchAssembly> assemblies = new ArrayList<>();
  private final List<Policy> policies = new ArrayList<>();
  private final RecordedPolicyEvents events = new RecordedPolicyEvents();
  private final StoppedClock clock = new StoppedClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final FederationRegion region;

  private OracleRegion(
      Path folder, int nodes, UnaryOperator<LocalIndex> asServed, boolean announcing) {
    for (int node = 0; node < nodes; node++) {
      Path home = folder.resolve("node-" + node);
      LuceneIndex index = LuceneIndex.open(home, new IndexConfig(2, 8));
      Policy policy = new Policy(new InMemoryStateStore(), clock, events);
      policies.add(policy);
      homes.add(home);
      indexes.add(index);
      assemblies.add(
          new SearchAssembly(
              new NodeId("node" + node),
              asServed.apply(index),
              new Guard(
                  policy,
                  new Usage(new InMemoryStateStore(), clock, ZoneOffset.UTC),
                  peer ->
                      peer.node().value().equals("node0")
                          ? MemberRole.COORDINATOR
                          : MemberRole.MEMBER,
                  clock,
                  events),
              new NobodyTold(),
              SearchShare.UNLIMITED));
    }
    region = FederationRegion.start(nodes, new Services(assemblies, announcing));
  }

  /** A region of nodes without collections. */
  static OracleRegion start(Path folder, int nodes) {
    return new OracleRegion(folder, nodes, index -> index, false);
  }

  /**
   * A region over a corpus that is shared with the network.
   *
   * @param nodes at least those of the corpus
   * @param asServed between each node's index and its search
   */
  static OracleRegion start(
      RandomCorpus corpus, Path folder, int nodes, UnaryOperator<LocalIndex> asServed) {
    return new OracleRegion(folder, nodes, asServed, false).with(corpus);
  }

  /** The same, with nodes that tell each other of every commit. */
  static OracleRegion announcing(RandomCorpus corpus, Path folder, int nodes) {
    return new OracleRegion(folder, nodes, index -> index, true).with(corpus);
  }

  private OracleRegion with(RandomCorpus corpus) {
    Sharing sharing = new Sharing.WithNetwork(network());
    for (int node = 0; node < size(); node++) {
      if (node < corpus.nodes()) {
        corpus.load(index(node), node);
      } else {
        RandomCorpus.loadNothing(index(node), node);
      }
      for (CollectionInfo collection : index(node).collections()) {
        share(node, collection.name(), sharing);
      }
    }
    return this;
  }

  NetworkId network() {
    return region.network();
  }

  int size() {
    return region.size();
  }

  NodeId id(int node) {
    return region.node(node).id();
  }

  PeerId peer(int node) {
    return region.peerId(node);
  }

  /** The homes of the nodes, each above its collections. */
  List<Path> homes() {
    return List.copyOf(homes);
  }

  /** The rules of a node. */
  Policy policy(int node) {
    return policies.get(node);
  }

  /** What the rules of all nodes told the audit. */
  RecordedPolicyEvents events() {
    return events;
  }

  /** The clock of all rules. */
  StoppedClock clock() {
    return clock;
  }

  /** Shares a collection of a node. */
  void share(int node, String collection, Sharing sharing) {
    policy(node).share("test", collection, sharing);
  }

  /** The channel from one node to another. */
  Channel channel(int from, int to) {
    return region.link(from, to).channel();
  }

  LuceneIndex index(int node) {
    return indexes.get(node);
  }

  FederatedSearch search(int node) {
    return assemblies.get(node).search();
  }

  /** What the whole network answers when this node asks. */
  SearchAnswer ask(int node, CanonicalQuery query, int size) {
    return ask(node, query, size, Set.of());
  }

  /** How the whole network counts when this node asks. */
  FacetAnswer count(int node, CanonicalQuery query, List<Facet> facets, int most) {
    return search(node)
        .count(
            new FacetQuestion(
                "oracle",
                new SearchScope.WholeNetwork(network()),
                query,
                Set.of(),
                Set.of(),
                facets,
                most,
                PATIENCE,
                () -> false));
  }

  /** What the collections of these names answer when this node asks. */
  SearchAnswer ask(int node, CanonicalQuery query, int size, Set<String> collections) {
    return search(node).search(question(query, size, collections));
  }

  /** A page of what the whole network answers when this node asks; the first without cursor. */
  SearchAnswer page(int node, CanonicalQuery query, int size, Optional<Cursor> cursor) {
    return search(node)
        .search(
            question(query, size, Set.of()),
            new Delivery(Optional.of("oracle"), cursor, early -> {}));
  }

  private SearchQuestion question(CanonicalQuery query, int size, Set<String> collections) {
    return new SearchQuestion(
        "oracle",
        new SearchScope.WholeNetwork(network()),
        query,
        Set.of(),
        collections,
        size,
        PATIENCE,
        () -> false);
  }

  /** A page, and how a key came by its score. */
  ExplainedAnswer explain(
      int node, CanonicalQuery query, int size, Optional<Cursor> cursor, String key) {
    return search(node)
        .explain(
            question(query, size, Set.of()),
            new Delivery(Optional.of("oracle"), cursor, _ -> {}),
            key);
  }

  /** Which nodes hold each key, read from their indexes. */
  Map<String, Set<NodeId>> trueHolders() {
    Map<String, Set<NodeId>> holders = new TreeMap<>();
    for (int node = 0; node < size(); node++) {
      for (CollectionInfo collection : index(node).collections()) {
        try (CollectionExport documents = index(node).export(collection.name())) {
          while (documents.hasNext()) {
            Matcher key = KEY.matcher(documents.next().json().toStringUtf8());
            if (!key.find()) {
              throw new AssertionError("A document without key in " + collection.name());
            }
            holders.computeIfAbsent(key.group(1), _ -> new TreeSet<>()).add(id(node));
          }
        }
      }
    }
    return holders;
  }

  @Override
  public void close() throws IOException {
    region.close();
    assemblies.forEach(SearchAssembly::close);
    indexes.forEach(LuceneIndex::close);
  }

  /** What each node serves and tells. */
  private record Services(List<SearchAssembly> assemblies, boolean announcing)
      implements FederationRegion.NodeServices {
    @Override
    public List<BindableService> make(int index, Links links) {
      return assemblies.get(index).services(links);
    }

    @Override
    public List<Topic> topics(int index) {
      return announcing ? List.of(assemblies.get(index).topic()) : List.of();
    }
  }

  /** The audit is not under test here. */
  private record NobodyTold() implements SearchEvents {
    @Override
    public void queryServed(PeerId peer, List<String> collections, int hits) {}

    @Override
    public void documentsShown(PeerId peer, int documents) {}
  }
}
