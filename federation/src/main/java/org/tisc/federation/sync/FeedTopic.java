package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.link.LinkMemberships;
import org.tisc.federation.link.Topic;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.link.TopicSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.StateStore;
import org.tisc.proto.federation.v1.SignedHave;

/**
 * The topic {@code feed}: the exchange of feeds in all networks of this node, see {@link
 * NetworkSync}, and what it knows of deliveries. Thread-safe.
 */
public final class FeedTopic implements Topic, Deliveries, AutoCloseable {
  private static final String NAME = "feed";
  // What frame and message around a payload take at most.
  private static final int AROUND = 4096;
  private static final Duration TICK = Duration.ofMillis(100);
  // What a crash loses of receipts is told again; so they need not be on disk soon.
  private static final Duration FLUSH = Duration.ofSeconds(10);

  private record Running(
      LinkMembership membership, NetworkSync sync, Receipts receipts, Worker worker) {}

  private final LinkMemberships memberships;
  private final Feeds feeds;
  private final Function<NetworkId, Optional<KeyPair>> keys;
  private final StateStore store;
  private final InstantSource clock;
  private final SyncLimits limits;
  private final TopicSettings settings;
  private final ConcurrentHashMap<NetworkId, Running> networks = new ConcurrentHashMap<>();
  private final Map<TopicLink, Ahead> ahead = new ConcurrentHashMap<>();
  private final List<Consumer<FeedId>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean flushing = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * The topic for these feeds.
   *
   * @param memberships the networks of this node, as its port serves them
   * @param keys the key that signs statements in a network; empty where there is none yet
   * @param store keeps receipts and the numbers of statements
   * @param maxMessageBytes the longest message the port takes
   */
  public FeedTopic(
      LinkMemberships memberships,
      Feeds feeds,
      Function<NetworkId, Optional<KeyPair>> keys,
      StateStore store,
      InstantSource clock,
      SyncLimits limits,
      int maxMessageBytes) {
    this.memberships = memberships;
    this.feeds = feeds;
    this.keys = keys;
    this.store = store;
    this.clock = clock;
    this.limits = limits;
    this.settings =
        new TopicSettings(
            NAME,
            Math.min(limits.frameBytes(), maxMessageBytes - AROUND),
            limits.queueBytes(),
            limits.creditBytes(),
            limits.framesPerSecond(),
            false);
    feeds.onGrown(this::grown);
    feeds.onFrozen(this::frozen);
  }

  /** Begins to send by the clock what is due then; streams may have come up before. */
  public void start(ScheduledExecutorService timers) {
    Future<?> _ =
        timers.scheduleWithFixedDelay(
            this::wakeAll, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    Future<?> _ =
        timers.scheduleWithFixedDelay(
            this::startFlush, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A roster is in force, or who is blocked has changed. Waits for local disk at the first. */
  public void follow(Roster roster) {
    running(roster.network())
        .ifPresent(
            running -> {
              running.sync().rosterChanged();
              running.worker().wake();
            });
  }

  private Optional<Running> running(NetworkId network) {
    Optional<LinkMembership> membership = memberships.find(network);
    if (membership.isEmpty() || closed) {
      networks.computeIfPresent(
          network,
          (_, old) -> {
            old.worker().close();
            return null;
          });
      return Optional.empty();
    }
    return Optional.ofNullable(
        networks.compute(
            network,
            (_, old) -> {
              if (old != null && old.membership().equals(membership.get())) {
                return old;
              }
              if (old != null) {
                old.worker().close();
              }
              return begin(membership.get());
            }));
  }

  private Running begin(LinkMembership membership) {
    NetworkId network = membership.self().network();
    Receipts receipts = new Receipts(membership.self(), store, feeds::counts);
    receipts.load();
    receipts.onChange(feed -> listeners.forEach(listener -> listener.accept(feed)));
    NetworkSync sync =
        new NetworkSync(
            limits,
            new RosterCircle(membership),
            new FeedHoldings(network, feeds),
            new OwnStatements(membership.self(), store, () -> keys.apply(network), clock),
            receipts,
            clock,
            System::nanoTime);
    sync.start();
    return new Running(membership, sync, receipts, new Worker("sync-" + network, sync::work));
  }

  private void grown(FeedState state) {
    running(state.feed().network())
        .ifPresent(
            running -> {
              running.sync().grown(state);
              running.worker().wake();
            });
  }

  private void frozen(FeedState state) {
    running(state.feed().network())
        .ifPresent(
            running -> {
              running.sync().frozen(state);
              running.worker().wake();
            });
  }

  private void wakeAll() {
    networks.values().forEach(running -> running.worker().wake());
  }

  private void startFlush() {
    if (flushing.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("receipts")
          .start(
              () -> {
                try {
                  networks.values().forEach(running -> running.receipts().flush());
                } finally {
                  flushing.set(false);
                }
              });
    }
  }

  @Override
  public TopicSettings settings() {
    return settings;
  }

  @Override
  public void onUp(TopicLink link) {
    running(link.peer().network())
        .ifPresent(
            running -> {
              running.sync().up(link);
              running.worker().wake();
            });
  }

  @Override
  public void onFrame(TopicLink link, Lane lane, ByteString payload) {
    Optional<Running> running = running(link.peer().network());
    if (running.isPresent()) {
      NetworkSync sync = running.get().sync();
      Frame frame = sync.read(payload);
      ahead
          .computeIfAbsent(link, _ -> new Ahead())
          .take(
              () -> {
                try {
                  sync.frame(link, frame);
                } finally {
                  running.get().worker().wake();
                }
              });
    }
  }

  @Override
  public void onRoom(TopicLink link, Lane lane) {
    running(link.peer().network())
        .ifPresent(
            running -> {
              running.sync().room(link, lane);
              running.worker().wake();
            });
  }

  @Override
  public void onDown(TopicLink link) {
    Optional.ofNullable(ahead.remove(link)).ifPresent(Ahead::end);
    running(link.peer().network())
        .ifPresent(
            running -> {
              running.sync().down(link);
              running.worker().wake();
            });
  }

  @Override
  public List<Delivery> of(FeedId feed, FeedPosition entry) {
    return running(feed.network()).map(r -> r.receipts().of(feed, entry)).orElse(List.of());
  }

  @Override
  public Optional<SignedHave> evidence(FeedId feed, NodeId reader) {
    return running(feed.network()).flatMap(r -> r.receipts().evidence(feed, reader));
  }

  @Override
  public void onChange(Consumer<FeedId> listener) {
    listeners.add(listener);
  }

  /** Members that are reached and hold an entry, as they said; the origin first. */
  public List<NodeId> holders(FeedId feed, long epoch, long sequence) {
    return running(feed.network())
        .map(r -> r.sync().holders(feed, epoch, sequence))
        .orElse(List.of());
  }

  /** Whether a member may be given what is in a feed, by the roster in force. */
  public boolean mayRead(PeerId peer, FeedId feed) {
    return peer.network().equals(feed.network())
        && running(feed.network()).filter(r -> r.sync().mayRead(peer.node(), feed)).isPresent();
  }

  /** Sends nothing more, and writes the receipts that are not on disk. */
  @Override
  public void close() {
    closed = true;
    networks.values().forEach(running -> running.worker().close());
    networks.values().forEach(running -> running.receipts().flush());
  }
}
