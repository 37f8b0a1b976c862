package org.tisc.federation;

import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.link.LinkState;
import org.tisc.federation.link.Links;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.Topic;

/**
 * A region in one process: real nodes on loopback with real mutual TLS, joined to one network by
 * real invitations; the first node coordinates. Returned only when every node sees every other.
 *
 * <pre>{@code
 * try (FederationRegion region =
 *     FederationRegion.start(3, (index, links) -> List.of(new SearchRpc(...)))) {
 *   Links links = region.node(0).federation().links();
 *   ...
 * }
 * }</pre>
 */
public final class FederationRegion implements AutoCloseable {
  /** How long nodes may take to see each other. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Makes the services of the node with this index, from 0. */
  @FunctionalInterface
  public interface NodeServices {
    /** The services that the node serves beside those of the federation itself. */
    List<BindableService> make(int index, Links links);

    /** What the node tells peers beside what the federation itself tells them. */
    default List<Topic> topics(int index) {
      return List.of();
    }
  }

  private final NetworkId network;
  private final LinkLimits limits;
  private final NodeServices services;
  private final Path home;
  private final AdjustableClock clock = new AdjustableClock();
  private final List<TestNode> nodes = new ArrayList<>();

  private FederationRegion(NetworkId network, LinkLimits limits, NodeServices services) {
    this.network = network;
    this.limits = limits;
    this.services = services;
    try {
      this.home = Files.createTempDirectory("tisc-region");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A region of this many nodes {@code node0}, {@code node1} … of network {@code region}. */
  public static FederationRegion start(int size, NodeServices services) {
    return start(new NetworkId("region"), size, LinkLimits.defaults(), services);
  }

  /** A region without services of its own. */
  public static FederationRegion start(int size) {
    return start(size, (index, links) -> List.of());
  }

  /** A region with this network id and these limits. */
  public static FederationRegion start(
      NetworkId network, int size, LinkLimits limits, NodeServices services) {
    FederationRegion region = new FederationRegion(network, limits, services);
    try {
      TestNode coordinator = region.addAlone();
      coordinator.federation().memberships().create(network, "测试网络", Suite.INTL, Optional.empty());
      for (int i = 1; i < size; i++) {
        region.addAndJoin();
      }
      region.awaitConverged();
      return region;
    } catch (RuntimeException e) {
      region.close();
      throw e;
    }
  }

  /** The network all nodes are members of. */
  public NetworkId network() {
    return network;
  }

  /** The node with this index; 0 coordinates. */
  public TestNode node(int index) {
    return nodes.get(index);
  }

  /** The member that the node with this index is. */
  public PeerId peerId(int index) {
    return new PeerId(network, nodes.get(index).id());
  }

  /** The link from one node to another, by index. */
  public PeerLink link(int from, int to) {
    return nodes.get(from).federation().links().peer(peerId(to)).orElseThrow();
  }

  /** How many nodes there are. */
  public int size() {
    return nodes.size();
  }

  /** The clock of all nodes. */
  public AdjustableClock clock() {
    return clock;
  }

  /** A further node that is in no network yet. */
  public TestNode addAlone() {
    return addAlone(clock);
  }

  /** The same with a clock of its own. */
  public TestNode addAlone(AdjustableClock its) {
    int index = nodes.size();
    Function<Links, List<BindableService>> own = links -> services.make(index, links);
    TestNode node =
        new TestNode(
            new NodeId("node" + index),
            home.resolve("node" + index),
            limits,
            its,
            own,
            services.topics(index));
    nodes.add(node);
    return node;
  }

  /** A stopped node's successor on another machine: the same id, no keys and no store. */
  public TestNode addAgain(TestNode lost) {
    int index = nodes.indexOf(lost);
    Function<Links, List<BindableService>> own = links -> services.make(index, links);
    TestNode node =
        new TestNode(
            lost.id(),
            home.resolve("again-" + lost.id()),
            limits,
            clock,
            own,
            services.topics(index));
    nodes.set(index, node);
    return node;
  }

  /** A further node that joins by a fresh invitation; it may not see everybody yet. */
  public TestNode addAndJoin() {
    TestNode node = addAlone();
    node.federation().memberships().join(invitation(node.id()));
    return node;
  }

  /** A fresh invitation for this node. */
  public String invitation(NodeId node) {
    return nodes
        .getFirst()
        .federation()
        .memberships()
        .invite(network, node, Optional.empty())
        .invitation();
  }

  /** Waits until every node has a working link to every other one; fails after 20 seconds. */
  public void awaitConverged() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              for (TestNode node : nodes) {
                requireSeesAll(node);
              }
            });
  }

  private void requireSeesAll(TestNode node) {
    List<PeerLink> links = node.federation().links().peers(network);
    if (links.size() != nodes.size() - 1) {
      throw new AssertionError(node.id() + " has " + links.size() + " links");
    }
    for (PeerLink link : links) {
      if (link.state() != LinkState.READY) {
        throw new AssertionError(
            node.id() + " to " + link.id() + ": " + link.state() + " " + link.lastError());
      }
    }
  }

  @Override
  public void close() {
    for (TestNode node : nodes.reversed()) {
      node.close();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
