package org.tisc.federation.sync;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.RecordedEvents;
import org.tisc.federation.blob.BlobSettings;
import org.tisc.federation.blob.BlobSources;
import org.tisc.federation.blob.BlobStore;
import org.tisc.federation.blob.Blobs;
import org.tisc.federation.blob.InMemoryBlobStore;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.InMemoryFeedStore;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.Access;
import org.tisc.federation.link.Greeting;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.LinkHealth;
import org.tisc.federation.link.LinkLimits;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkMemberships;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.LinkSettings;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.RosterPull;
import org.tisc.federation.link.Topic;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.link.TopicSettings;
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
import org.tisc.federation.state.StateStore;

/**
 * Nodes of one network that share feeds over real mutual TLS on loopback, with rosters that the
 * test writes. A pair's exchange can be cut while everything else of their link goes on.
 */
public final class SyncRegion implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final NetworkId network = new NetworkId("region");
  private final AdjustableClock clock = new AdjustableClock();
  private final Identity root = CertificateAuthority.createRoot(network, clock.instant());
  private final Identity issuing =
      new CertificateAuthority(root).createIssuing(network, clock.instant());
  private final Identity rosterKey =
      new CertificateAuthority(root).createRosterKey(network, clock.instant());
  private final List<Node> nodes = new ArrayList<>();
  private final Set<NodeId> removed = new HashSet<>();
  private final SyncLimits limits;
  private final Disks disks;
  private long version;

  /** Where the nodes of a region keep what is to survive. */
  public interface Disks {
    /** The feeds of one node. */
    FeedStore feeds(PeerId node, InstantSource clock);

    /** Everything else of it. */
    StateStore documents(PeerId node);

    /** Nothing that outlives the process. */
    static Disks inMemory() {
      return new Disks() {
        @Override
        public FeedStore feeds(PeerId node, InstantSource clock) {
          return new InMemoryFeedStore(clock, Set.of("alert"));
        }

        @Override
        public StateStore documents(PeerId node) {
          return new InMemoryStateStore();
        }
      };
    }
  }

  public SyncRegion(int size, SyncLimits limits) {
    this(size, limits, Disks.inMemory());
  }

  public SyncRegion(int size, SyncLimits limits, Disks disks) {
    this.limits = limits;
    this.disks = disks;
    for (int i = 0; i < size; i++) {
      nodes.add(new Node(new PeerId(network, new NodeId("node" + i))));
    }
    nodes.forEach(Node::start);
    publish();
    awaitStreams(nodes);
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** Signs a roster of all nodes and gives it to those that run. */
  void publish() {
    version++;
    SignedRoster signed =
        SignedRoster.sign(
            new Roster(
                network,
                version,
                clock.instant(),
                clock.instant().plus(Roster.VALIDITY),
                new NetworkSettings("测试网络", Suite.INTL, "test-profile"),
                nodes.stream()
                    .map(Node::member)
                    .sorted(Comparator.comparing(Member::node))
                    .toList()),
            rosterKey);
    nodes.forEach(node -> node.keeper.offer(signed));
  }

  public void remove(Node node) {
    removed.add(node.id.node());
    publish();
  }

  /** Waits until every two of these have their stream. */
  void awaitStreams(List<Node> of) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> {
              for (Node one : of) {
                for (Node other : of) {
                  if (!one.equals(other)
                      && one.port.links().peer(other.id).orElseThrow().health().stream()
                          == LinkHealth.StreamUse.NONE) {
                    throw new AssertionError(one.id + " has no stream to " + other.id);
                  }
                }
              }
            });
  }

  /** Nothing of feeds passes between these two from now on, in both directions. */
  public static void cut(Node one, Node other) {
    one.gate.shut(other.id);
    other.gate.shut(one.id);
  }

  public static void mend(Node one, Node other) {
    one.gate.open(other.id);
    other.gate.open(one.id);
  }

  @Override
  public void close() {
    nodes.parallelStream().forEach(Node::stop);
  }

  /** The exchange behind a gate that a test shuts for single peers. */
  private static final class GatedTopic implements Topic {
    private final Topic inner;
    private final Set<PeerId> shut = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, TopicLink> up = new ConcurrentHashMap<>();
    private final Map<TopicLink, TopicLink> altered = new ConcurrentHashMap<>();
    private final Map<PeerId, Alteration> alterations = new ConcurrentHashMap<>();

    GatedTopic(Topic inner) {
      this.inner = inner;
    }

    void shut(PeerId peer) {
      if (shut.add(peer)) {
        Optional.ofNullable(up.get(peer)).ifPresent(inner::onDown);
      }
    }

    void open(PeerId peer) {
      if (shut.remove(peer)) {
        Optional.ofNullable(up.get(peer)).ifPresent(inner::onUp);
      }
    }

    @Override
    public TopicSettings settings() {
      return inner.settings();
    }

    /** The link through which what goes out is altered. */
    private TopicLink through(TopicLink link) {
      return altered.computeIfAbsent(
          link,
          real ->
              new TopicLink() {
                @Override
                public PeerId peer() {
                  return real.peer();
                }

                @Override
                public int maxPayloadBytes() {
                  return real.maxPayloadBytes();
                }

                @Override
                public boolean offer(Lane lane, ByteString payload) {
                  Alteration alteration = alterations.get(real.peer());
                  if (alteration == null) {
                    return real.offer(lane, payload);
                  }
                  return alteration.of(payload).stream()
                      .map(each -> real.offer(lane, each))
                      .reduce(true, Boolean::logicalAnd);
                }
              });
    }

    @Override
    public void onUp(TopicLink real) {
      TopicLink link = through(real);
      up.put(link.peer(), link);
      if (!shut.contains(link.peer())) {
        inner.onUp(link);
      }
    }

    @Override
    public void onFrame(TopicLink link, Lane lane, ByteString payload) {
      if (!shut.contains(link.peer())) {
        inner.onFrame(through(link), lane, payload);
      }
    }

    @Override
    public void onRoom(TopicLink link, Lane lane) {
      inner.onRoom(through(link), lane);
    }

    @Override
    public void onDown(TopicLink real) {
      TopicLink link = through(real);
      up.remove(link.peer(), link);
      altered.remove(real);
      inner.onDown(link);
    }
  }

  /** What a hostile node makes of a frame of feeds that it was about to send. */
  public interface Alteration {
    List<ByteString> of(ByteString payload);
  }

  /** Goes between every node and its files, for faults. */
  public interface BlobFault {
    BlobStore between(BlobStore store);
  }

  /** One node; its stores survive {@link #stop}. */
  public final class Node {
    public final PeerId id;
    private final Identity identity;
    private final KeyPair key = KeyPairs.ed25519();
    private final ChainVerifier chains = new ChainVerifier(network, root.certificate(), clock);
    final RosterKeeper keeper =
        new RosterKeeper(network, new RosterVerifier(chains), new InMemoryStateStore());
    private final List<ForkEvidence> forks = new ArrayList<>();
    private FeedStore disk;
    private boolean hidden;
    private UnaryOperator<FeedStore> behind = store -> store;
    private final StateStore documents;
    private InstanceId instance = InstanceId.random();
    private LinkMemberships table = new LinkMemberships();
    private Optional<Endpoint> endpoint = Optional.empty();
    private final InMemoryBlobStore files = new InMemoryBlobStore(64L << 20);
    private BlobFault blobFault = store -> store;
    private ExecutorService calls = calls();
    private ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private boolean running;
    private int published;
    Feeds feeds;
    FeedTopic topic;
    private BlobSettings blobSettings = BlobSettings.defaults();
    private Blobs blobs;
    private GatedTopic gate;

    /** Made by the start, before which nobody uses it. */
    @SuppressWarnings("NullAway.Init")
    LinkPort port;

    private Node(PeerId id) {
      this.id = id;
      this.disk = disks.feeds(id, clock);
      this.documents = disks.documents(id);
      KeyPair tls = KeyPairs.p256();
      this.identity =
          new Identity(
              tls.getPrivate(),
              new CertificateAuthority(issuing).issueNode(id, tls.getPublic(), clock.instant()));
      keeper.listen(
          new RosterEvents() {
            @Override
            public void accepted(Roster roster) {
              if (running) {
                port.follow(roster);
              }
            }

            @Override
            public void refused(NetworkId of, TiscException why) {}

            @Override
            public void equivocation(NetworkId of, long number) {}

            @Override
            public void removed(Roster roster, Removal removal) {}
          });
      build();
    }

    private void build() {
      table = new LinkMemberships();
      table.put(new LinkMembership(id, identity, chains, keeper));
      feeds = judgeOver(behind.apply(disk), new HeadKnowledge(documents, instance));
      topic =
          new FeedTopic(
              table,
              feeds,
              _ -> Optional.of(key),
              documents,
              clock,
              limits,
              LinkLimits.defaults().maxMessageBytes());
      gate = new GatedTopic(topic);
      blobs =
          new Blobs(
              feeds,
              blobFault.between(files),
              documents,
              new BlobSources() {
                @Override
                public List<NodeId> holders(FeedId feed, long epoch, long sequence) {
                  return topic.holders(feed, epoch, sequence);
                }

                @Override
                public boolean mayRead(PeerId peer, FeedId feed) {
                  return topic.mayRead(peer, feed);
                }

                @Override
                public Optional<Channel> channel(PeerId peer) {
                  return port.links().peer(peer).map(PeerLink::channel);
                }
              },
              blobSettings);
    }

    /** Sends this peer altered frames from now on, until the next restart. */
    public void lieTo(Node other, Alteration alteration) {
      gate.alterations.put(other.id, alteration);
    }

    /** Says the truth to this peer again. */
    public void sayTheTruthTo(Node other) {
      gate.alterations.remove(other.id);
    }

    /** From the next start and roster on nobody can dial this node. */
    public void hide() {
      hidden = true;
    }

    /** While stopped: something stands between this node and its disk from the next start on. */
    public void keepBehind(UnaryOperator<FeedStore> between) {
      behind = between;
    }

    /** This node's judgement over another disk. */
    public Feeds judgeOver(FeedStore other) {
      return judgeOver(other, new HeadKnowledge(new InMemoryStateStore(), InstanceId.random()));
    }

    private Feeds judgeOver(FeedStore over, HeadKnowledge heads) {
      return new Feeds(
          id.node(),
          over,
          _ -> keeper.current(),
          _ -> Optional.of(key),
          heads,
          clock,
          new FeedEvents() {
            @Override
            public void forked(ForkEvidence evidence) {
              synchronized (forks) {
                forks.add(evidence);
              }
            }

            @Override
            public void epochOpened(FeedId feed, FeedPosition first, String by) {}

            @Override
            public void headDoubted(FeedId feed, FeedPosition own, FeedPosition told, String by) {}
          });
    }

    public Blobs blobs() {
      return blobs;
    }

    public InMemoryBlobStore files() {
      return files;
    }

    public Feeds feeds() {
      return feeds;
    }

    /** From the next start on. */
    public void files(BlobFault fault, BlobSettings settings) {
      blobFault = fault;
      blobSettings = settings;
    }

    void start() {
      calls = calls();
      timers = new ScheduledThreadPoolExecutor(1);
      port =
          new LinkPort(
              new LinkSettings(
                  endpoint.orElse(new Endpoint("127.0.0.1", 0)),
                  LinkLimits.defaults(),
                  new Access(Set.of(), Set.of()),
                  () -> new Greeting("0.1.0", "test-profile", instance)),
              table,
              clock,
              calls,
              timers,
              new RecordedEvents(),
              new RosterPull() {
                @Override
                public void pull(NetworkId of, Channel channel) {}

                @Override
                public void compare(NetworkId of, Channel channel) {}
              });
      port.add(gate);
      port.onRoster(
          roster -> {
            feeds.rosterChanged(roster.network());
            topic.follow(roster);
          });
      port.open(List.of(blobs.service()));
      endpoint = Optional.of(new Endpoint("127.0.0.1", port.port()));
      running = true;
      keeper.current().ifPresent(roster -> feeds.rosterChanged(network));
      topic.start(timers);
      blobs.start(timers);
      port.dial();
    }

    public void stop() {
      if (running) {
        running = false;
        blobs.close();
        topic.close();
        port.close();
        timers.shutdownNow();
        calls.shutdownNow();
      }
    }

    public void restart() {
      build();
      start();
    }

    private ExecutorService calls() {
      return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    }

    private Member member() {
      boolean gone = removed.contains(id.node());
      return new Member(
          id.node(),
          new MemberProfile(
              new Names("测试中心", id.node().value()),
              "",
              hidden ? List.of() : endpoint.stream().toList(),
              "0.1.0"),
          gone ? MemberState.REMOVED : MemberState.ACTIVE,
          nodes.getFirst().equals(this) ? MemberRole.COORDINATOR : MemberRole.MEMBER,
          gone ? Set.of() : Set.of(KeyHash.of(identity.certificate().getPublicKey())),
          List.of(FeedKey.of(key.getPublic())),
          Optional.empty(),
          false,
          1,
          0);
    }

    public KeyPair key() {
      return key;
    }

    LinkMembership membership() {
      return table.find(network).orElseThrow();
    }

    /** This node's administrator wants nothing to do with exactly these. */
    void block(NodeId... blocked) {
      membership().block(Set.of(blocked));
      port.follow(keeper.current().orElseThrow());
    }

    public FeedId feed() {
      return FeedId.toNetwork(id);
    }

    public FeedId feed(Node reader) {
      return FeedId.toPeer(id, reader.id.node());
    }

    public FeedPosition publish(FeedId feed, boolean urgent, int bytes) {
      published++;
      return feeds
          .publish(
              List.of(
                  new org.tisc.federation.feed.EntryDraft(
                      feed,
                      "alert",
                      id.node() + "-" + published,
                      1,
                      org.tisc.federation.feed.Tlp.GREEN,
                      urgent,
                      ByteString.copyFrom(new byte[bytes]),
                      List.of(),
                      List.of())))
          .getFirst()
          .entry()
          .position();
    }

    List<SignedEntry> all(FeedId feed) {
      long last = disk.feed(feed).head().epoch();
      return Stream.iterate(1L, epoch -> epoch <= last, epoch -> epoch + 1)
          .flatMap(
              epoch ->
                  disk.read(feed, epoch, 1, Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                      .map(StoredEntry::entry))
          .toList();
    }

    public FeedStore disk() {
      return disk;
    }

    List<ForkEvidence> forks() {
      synchronized (forks) {
        return List.copyOf(forks);
      }
    }

    /** While stopped: its disk is that of an older moment, in another home folder. */
    void restoreTo(int entries) {
      List<SignedEntry> kept = all(feed()).subList(0, entries);
      InMemoryFeedStore old = new InMemoryFeedStore(clock, Set.of("alert"));
      old.store(feed(), FeedPosition.START, kept, kept.size() - 1);
      disk = old;
      instance = InstanceId.random();
    }

    @Override
    public String toString() {
      return id.node().value();
    }
  }
}
