package org.tisc.federation.link;

import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.Channel;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.RecordedEvents;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Removal;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.RosterEvents;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.RosterVerifier;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.federation.state.InMemoryStateStore;

/**
 * Ports of one network on loopback with real mutual TLS and rosters that the test writes: any
 * member, key and endpoint, also one behind a {@link TestProxy}.
 */
final class LinkRegion implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final NetworkId network = new NetworkId("region");
  private final AdjustableClock clock = new AdjustableClock();
  private final Identity root = CertificateAuthority.createRoot(network, clock.instant());
  private final Identity issuing =
      new CertificateAuthority(root).createIssuing(network, clock.instant());
  private final Identity rosterKey =
      new CertificateAuthority(root).createRosterKey(network, clock.instant());
  private final List<Node> nodes = new ArrayList<>();
  private long version;

  /** One port. */
  final class Node implements AutoCloseable {
    private final PeerId id;
    private final Identity identity;
    private final LinkLimits limits;
    private final RecordedEvents events = new RecordedEvents();
    private final LinkMemberships table = new LinkMemberships();
    private final RosterKeeper keeper;
    private final ExecutorService calls =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final LinkPort port;
    private final AtomicInteger compared = new AtomicInteger();
    private Optional<Endpoint> endpoint = Optional.empty();

    private Node(String name, LinkLimits limits, List<BindableService> services, Topic... topics) {
      this.id = new PeerId(network, new NodeId(name));
      this.identity = issue(id);
      this.limits = limits;
      ChainVerifier chains = new ChainVerifier(network, root.certificate(), clock);
      this.keeper = new RosterKeeper(network, new RosterVerifier(chains), new InMemoryStateStore());
      this.port =
          new LinkPort(
              new LinkSettings(
                  new Endpoint("127.0.0.1", 0),
                  limits,
                  new Access(Set.of(), Set.of()),
                  () -> new Greeting("0.1.0", "test-profile", InstanceId.random())),
              table,
              clock,
              calls,
              timers,
              events,
              new RosterPull() {
                @Override
                public void pull(NetworkId of, Channel channel) {}

                @Override
                public void compare(NetworkId of, Channel channel) {
                  compared.incrementAndGet();
                }
              });
      table.put(new LinkMembership(id, identity, chains, keeper));
      keeper.listen(
          new RosterEvents() {
            @Override
            public void accepted(Roster roster) {
              port.follow(roster);
            }

            @Override
            public void removed(Roster roster, Removal removal) {
              port.follow(roster);
            }

            @Override
            public void refused(NetworkId of, TiscException why) {}

            @Override
            public void equivocation(NetworkId of, long number) {}
          });
      for (Topic topic : topics) {
        port.add(topic);
      }
      port.open(services);
      endpoint = Optional.of(new Endpoint("127.0.0.1", port.port()));
    }

    PeerId id() {
      return id;
    }

    Identity identity() {
      return identity;
    }

    LinkPort port() {
      return port;
    }

    LinkLimits limits() {
      return limits;
    }

    RecordedEvents events() {
      return events;
    }

    RosterKeeper keeper() {
      return keeper;
    }

    /** How often a peer was asked for a roster that differs. */
    int compared() {
      return compared.get();
    }

    PeerLink link(Node to) {
      return port.links().peer(to.id).orElseThrow();
    }

    LinkHealth health(Node to) {
      return link(to).health();
    }

    /** How the roster says it is dialled; before the next roster. */
    Node at(int where) {
      endpoint = Optional.of(new Endpoint("127.0.0.1", where));
      return this;
    }

    /** The roster gives it no endpoint. */
    Node behindAWall() {
      endpoint = Optional.empty();
      return this;
    }

    /** This node's administrator wants nothing to do with exactly these. */
    void block(NodeId... blocked) {
      table.find(network).orElseThrow().block(Set.of(blocked));
      port.follow(keeper.current().orElseThrow());
    }

    Member member(Identity... more) {
      List<KeyHash> keys =
          Stream.concat(Stream.of(identity), Stream.of(more))
              .map(one -> KeyHash.of(one.certificate().getPublicKey()))
              .toList();
      return member(MemberState.ACTIVE, Set.copyOf(keys));
    }

    Member member(MemberState state, Set<KeyHash> keys) {
      return new Member(
          id.node(),
          new MemberProfile(
              new Names("测试中心", id.node().value()), "", endpoint.stream().toList(), "0.1.0"),
          state,
          nodes.getFirst().equals(this) ? MemberRole.COORDINATOR : MemberRole.MEMBER,
          keys);
    }

    @Override
    public void close() {
      port.close();
      timers.shutdownNow();
      calls.shutdownNow();
    }
  }

  NetworkId network() {
    return network;
  }

  AdjustableClock clock() {
    return clock;
  }

  Identity issuing() {
    return issuing;
  }

  /** A key with a certificate of this member. */
  Identity issue(PeerId id) {
    KeyPair key = KeyPairs.p256();
    return new Identity(
        key.getPrivate(),
        new CertificateAuthority(issuing).issueNode(id, key.getPublic(), clock.instant()));
  }

  /** A further port, open but on no roster yet; the first coordinates. */
  Node add(String name, LinkLimits limits, Topic... topics) {
    return add(name, limits, List.of(), topics);
  }

  Node add(String name, LinkLimits limits, List<BindableService> services, Topic... topics) {
    Node node = new Node(name, limits, services, topics);
    nodes.add(node);
    return node;
  }

  Node add(String name, Topic... topics) {
    return add(name, LinkLimits.defaults(), topics);
  }

  /** Signs the next version with these members. */
  SignedRoster sign(Member... members) {
    version++;
    return SignedRoster.sign(
        new Roster(
            network,
            version,
            clock.instant(),
            clock.instant().plus(Roster.VALIDITY),
            new NetworkSettings("测试网络", Suite.INTL, "test-profile"),
            Stream.of(members).sorted(Comparator.comparing(Member::node)).toList()),
        rosterKey);
  }

  /** Signs a roster with all nodes and gives it to all. */
  void publish() {
    SignedRoster signed = sign(nodes.stream().map(node -> node.member()).toArray(Member[]::new));
    nodes.forEach(node -> node.keeper.offer(signed));
  }

  /** Publishes and lets all dial at one moment; returns when all pairs have their stream. */
  void start() {
    publish();
    nodes.parallelStream().forEach(node -> node.port.dial());
    awaitStreams();
  }

  void awaitStreams() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> {
              for (Node one : nodes) {
                for (Node other : nodes) {
                  if (!one.equals(other)
                      && one.health(other).stream() == LinkHealth.StreamUse.NONE) {
                    throw new AssertionError(
                        one.id + " to " + other.id + ": " + one.link(other).lastError());
                  }
                }
              }
            });
  }

  @Override
  public void close() {
    nodes.parallelStream().forEach(Node::close);
  }
}
