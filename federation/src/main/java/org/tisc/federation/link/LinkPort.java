package org.tisc.federation.link;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Roster;

/**
 * The node's one port with all its links: what the owner starts, feeds with memberships and
 * rosters, and closes.
 */
public final class LinkPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkPort.class);
  private static final long GRACE_MILLIS = 2000;
  private static final long LAST_WORDS_MILLIS = 30;
  private static final int LOOP_THREADS = 2;

  private final LinkSettings settings;
  private final LinkMemberships memberships;
  private final InstantSource clock;
  private final Executor executor;
  private final ScheduledExecutorService timers;
  private final Refusals refusals;
  private final EventLoopGroup accepting;
  private final EventLoopGroup working;
  private final Dialler dialler;
  private final PeerLinks links;
  private final Topics topics = new Topics();
  private final Connections connections = new Connections();
  private final Standing standing;
  private final List<Consumer<Roster>> followers = new CopyOnWriteArrayList<>();
  private @Nullable LinkServer server;

  /**
   * A port that is not open yet.
   *
   * @param memberships what it serves; may grow while it is open
   * @param executor runs calls; must start a thread for each, since a call may wait
   * @param timers runs short tasks
   * @param pull fetches a roster over a channel
   */
  public LinkPort(
      LinkSettings settings,
      LinkMemberships memberships,
      InstantSource clock,
      Executor executor,
      ScheduledExecutorService timers,
      SecurityEvents events,
      RosterPull pull) {
    prepareProcess();
    this.settings = settings;
    this.memberships = memberships;
    this.clock = clock;
    this.executor = executor;
    this.timers = timers;
    this.refusals = new Refusals(events, clock);
    this.standing = new Standing(memberships, clock);
    this.accepting = loops("link-accept", 1);
    this.working = loops("link-io", LOOP_THREADS);
    this.dialler = new Dialler(settings.limits(), working, executor);
    this.links =
        new PeerLinks(
            memberships,
            dialler,
            settings,
            timers,
            pull,
            new DialledLink.Surroundings(clock, standing, refusals, topics, settings.own()));
  }

  /**
   * Settles what the Java platform reads once, at its first TLS connection: no resumption. To be
   * called before anything else in the process uses TLS. Safe to repeat.
   */
  public static void prepareProcess() {
    TlsContexts.switchResumptionOff();
    LibraryLog.quiet();
  }

  /** The memberships the port serves; grows while it is open. */
  public LinkMemberships memberships() {
    return memberships;
  }

  /** The links to peers. */
  public Links links() {
    return links;
  }

  /** Tells refusals by the same rules as the port itself. */
  public Refusals refusals() {
    return refusals;
  }

  /** Listens, serves these services, and begins to dial. Raises UNAVAILABLE. */
  public void open(List<BindableService> services) {
    Gate gate =
        new Gate(
            memberships,
            settings.access(),
            links.refresher(),
            refusals,
            standing,
            (caller, peer, remote) -> {
              connections.admitted(remote, caller);
              links.heardFrom(peer.id());
            });
    List<BindableService> all = new ArrayList<>(services);
    all.add(new LinkRpc(memberships, links, settings.own(), connections, timers));
    LinkServer fresh =
        new LinkServer(
            settings.bind(),
            settings.limits(),
            memberships,
            accepting,
            working,
            executor,
            refusals,
            connections,
            List.of(
                new FailureBorder(refusals),
                gate,
                new CallBounds(settings.limits(), refusals, timers)),
            all);
    fresh.start(settings.bind());
    server = fresh;
  }

  /** Begins to dial peers; the port must be open, since dialled peers call back. */
  public void dial() {
    links.open();
  }

  /** The port it listens on; IllegalStateException before it is open. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("The port is not open");
    }
    return server.port();
  }

  /**
   * Adds a topic to the streams, before the port opens. Raises ALREADY_EXISTS for a name that is
   * taken, IllegalStateException once the port is open.
   */
  public void add(Topic topic) {
    if (server != null) {
      throw new IllegalStateException("The port is open; peers have been told its topics");
    }
    topics.add(topic);
  }

  /** Tells these of every roster that links follow, after they do; never removed. */
  public void onRoster(Consumer<Roster> follower) {
    followers.add(follower);
  }

  /**
   * Brings the links of a network in line with its roster, now in force: whoever may not be talked
   * to any more loses streams, calls and connections in both directions.
   */
  public void follow(Roster roster) {
    links.follow(roster);
    cutUnwanted();
    followers.forEach(follower -> follower.accept(roster));
  }

  /** From now on exactly these peers are refused whatever the roster says, and cut at once. */
  public void block(Set<PeerId> peers) {
    standing.block(peers);
    links.follow(standing);
    cutUnwanted();
  }

  /** Ends everything with a network that this node is no member of any more. */
  public void leave(NetworkId network) {
    memberships.remove(network);
    links.leave(network);
    cutUnwanted();
  }

  /** A peer said that it holds this roster version; fetches it in the background if newer. */
  public void behind(PeerId peer, long version) {
    boolean newer =
        memberships.find(peer.network()).filter(m -> m.rosters().version() < version).isPresent();
    if (newer) {
      links.refresher().behind(peer, version);
    }
  }

  /** Connections of those who are refused now, once the reason had a moment to arrive. */
  private void cutUnwanted() {
    try {
      Future<?> _ =
          timers.schedule(
              () -> {
                // Whoever fell out of favour meanwhile is told why as well.
                links.recheck();
                connections.cut(peer -> standing.refusal(peer).isPresent());
              },
              LAST_WORDS_MILLIS,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The node is stopping; its connections end with it", e);
    }
  }

  /** Greets all peers of a network soon, so that they hear of a new roster. */
  public void greetAll(NetworkId network) {
    links.greetAll(network);
  }

  /** Asks one peer for a newer roster; blocks for one call. */
  public void pollRoster(NetworkId network) {
    links.refresher().poll(network);
  }

  /**
   * Talks, without a certificate of one's own, to a node whose chain must end in the pinned root;
   * nothing is sent before that is checked.
   */
  public <T> T withPinnedChannel(
      NetworkId network, Endpoint endpoint, KeyHash root, Function<Channel, T> use) {
    ManagedChannel channel =
        dialler.channel(network, endpoint, Optional.empty(), new PinnedTrust(network, root, clock));
    try {
      return use.apply(new NetworkChannel(channel, network, n -> 0));
    } finally {
      channel.shutdownNow();
    }
  }

  /**
   * Ends streams, refuses new calls, ends running ones within two seconds, cuts links. Safe to
   * repeat.
   */
  @Override
  public void close() {
    links.endStreams();
    if (server != null) {
      server.stop(GRACE_MILLIS);
    }
    links.close();
    end(accepting);
    end(working);
  }

  private static void end(EventLoopGroup group) {
    group
        .shutdownGracefully(0, GRACE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(GRACE_MILLIS);
  }

  private static EventLoopGroup loops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }
}
