package org.tisc.node.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.query.CanonicalQuery;
import org.tisc.federation.search.FederatedSearch;
import org.tisc.federation.search.SearchAnswer;
import org.tisc.federation.search.SearchQuestion;
import org.tisc.federation.search.SearchScope;
import org.tisc.node.index.IndexConfig;
import org.tisc.node.index.LuceneIndex;

/**
 * Nodes over one corpus, and beside them one that holds everything. Node 0 asks; the last one is
 * the one that may have a fault.
 */
final class SimulatedRegion implements AutoCloseable {
  static final NetworkId NETWORK = new NetworkId("region");

  /** As whom node 0 is known to the others. */
  static final PeerId ASKING = new PeerId(NETWORK, id(0));

  /** How many hits a query asks for. */
  static final int SIZE = 20;

  private final ZipfCorpus corpus;
  private final Path folder;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final LuceneIndex union;
  private final FederatedSearch unionSearch;

  SimulatedRegion(ZipfCorpus corpus, Path folder) throws IOException {
    this.corpus = corpus;
    this.folder = folder;
    this.union = LuceneIndex.open(unionHome(), new IndexConfig(1, 8));
    this.unionSearch = new FederatedSearch(id(0), union, _ -> List.of(), System::nanoTime);
    try {
      corpus.loadUnion(union);
      for (int i = 0; i < corpus.nodes(); i++) {
        nodes.add(new SimulatedNode(i, home(i), corpus));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static NodeId id(int node) {
    return new NodeId("node" + node);
  }

  List<SimulatedNode> nodes() {
    return List.copyOf(nodes);
  }

  SimulatedNode faulty() {
    return nodes.getLast();
  }

  /** The home of the node that holds everything. */
  Path unionHome() {
    return folder.resolve("union");
  }

  /** The homes of the nodes. */
  List<Path> homes() {
    List<Path> homes = new ArrayList<>();
    for (int i = 0; i < corpus.nodes(); i++) {
      homes.add(home(i));
    }
    return homes;
  }

  private Path home(int node) {
    return folder.resolve("node-" + node);
  }

  /** A node commits a change. */
  void commit(int node, Random random) {
    corpus.changeOne(nodes.get(node).index(), node, random);
  }

  /** What the node that holds everything answers. */
  SearchAnswer askUnion(CanonicalQuery query) {
    return unionSearch.search(question(new SearchScope.Local(), query, Duration.ofSeconds(60)));
  }

  static SearchQuestion question(SearchScope scope, CanonicalQuery query, Duration timeout) {
    return new SearchQuestion(
        "simulator", scope, query, Set.of(), Set.of(), SIZE, timeout, () -> false);
  }

  @Override
  public void close() {
    nodes.forEach(SimulatedNode::close);
    union.close();
  }
}
