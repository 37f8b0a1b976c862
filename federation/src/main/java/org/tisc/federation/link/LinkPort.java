package org.tisc.federation.link;

import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * The node's one port with all its links: what the owner starts, feeds with memberships and
 * rosters, and closes.
 */
public final class LinkPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkPort.class);
  private static final long GRACE_MILLIS = 2000;
  private static final int LOOP_THREADS = 2;
  private static final long CUT_AFTER_MILLIS = 500;
  private static final long SWEEP_MILLIS = 1000;

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
  private final Witness witness = new Witness();
  private final Standing standing;
  private final CallBounds bounds;
  private final List<Consumer<Roster>> followers = new CopyOnWriteArrayList<>();
  private volatile Consumer<VerifiedPeer> callers = peer -> {};
  private @Nullable LinkServer server;
  private @Nullable Future<?> sweep;

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
            new DialledLink.Surroundings(
                clock, timers, standing, refusals, topics, settings.own(), witness));
    this.bounds = new CallBounds(settings.limits(), refusals, timers, standing);
  }

  /**
   * Settles what the Java platform reads once, at its first TLS connection: no resumption. To be
   * called before anything else in the process uses TLS. Safe to repeat.
   */
  public static void prepareProcess() {
    TlsContexts.switchResumptionOff();
    LibraryLog.quiet();
  }

  /** What follows from calls for connections, links and listeners. */
  private final class Called implements Gate.Contact {
    @Override
    public void began(SocketAddress remote) {
      connections.called(remote);
    }

    @Override
    public void from(TransportCaller caller, VerifiedPeer peer, SocketAddress remote) {
      connections.admitted(remote, caller);
      links.heardFrom(peer.id());
      callers.accept(peer);
    }

    @Override
    public void refused(SocketAddress remote, TiscException why) {
      // Whoever is blocked gets nothing here, so that its connection serves nothing either.
      if (why.reason() == Reason.BLOCKED) {
        later(() -> connections.cut(remote));
      }
    }
  }

  /** A moment later, so that last words, which say why, arrive. */
  private void later(Runnable cut) {
    try {
      Future<?> _ = timers.schedule(cut, CUT_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("The node is stopping; its connections end with it", stopping);
    }
  }

  /** Tells this listener of every member's call that is let in; it must not block. */
  public void onCall(Consumer<VerifiedPeer> listener) {
    callers = listener;
  }

  /** Tells this hearer which instance speaks for each member; set before the port opens. */
  public void onInstances(Instances hearer) {
    witness.hear(hearer);
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
            memberships, settings.access(), links.refresher(), refusals, standing, new Called());
    List<BindableService> all = new ArrayList<>(services);
    all.add(new LinkRpc(memberships, links, settings.own(), connections, timers, witness));
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
            List.of(new FailureBorder(refusals), gate, bounds),
            all);
    fresh.start(settings.bind());
    server = fresh;
    long firstCall =
        settings.limits().handshakeTimeout().plus(settings.limits().firstMessageWithin()).toNanos();
    sweep =
        timers.scheduleWithFixedDelay(
            () -> connections.cutIdle(firstCall),
            SWEEP_MILLIS,
            SWEEP_MILLIS,
            TimeUnit.MILLISECONDS);
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

  /** The full names of all methods that peers may try; none before it is open. */
  public List<String> methods() {
    return server == null ? List.of() : server.methods();
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
   * Brings everything in line with a roster that is now in force, or with who is blocked: ends the
   * streams and calls of those who may not call any more at once, cuts their connections a moment
   * later, and changes the links.
   */
  public void follow(Roster roster) {
    links.follow(roster);
    enforce();
    followers.forEach(follower -> follower.accept(roster));
  }

  /** Ends a network's membership, its links, and everything that its members have open here. */
  public void leave(NetworkId network) {
    memberships.remove(network);
    links.leave(network);
    enforce();
  }

  /** Ends whatever is open that would be refused if it began now. */
  public void enforce() {
    // Streams first: as calls they would end without a word to their topics.
    links.recheck();
    bounds.endRefused();
    later(
        () -> connections.cut(peer -> standing.refusalOf(peer).filter(LinkPort::cuts).isPresent()));
  }

  /** Whoever waits for a newer roster needs a connection to fetch it over. */
  private static boolean cuts(TiscException why) {
    return why.reason() != Reason.ROSTER_EXPIRED;
  }

  /** Greets all peers of a network soon, so that they hear of a new roster. */
  public void greetAll(NetworkId network) {
    links.greetAll(network, Integer.MAX_VALUE);
  }

  /** Greets some peers of a network soon, at random. */
  public void greetSome(NetworkId network, int most) {
    links.greetAll(network, most);
  }

  /**
   * Tells a node that is a member no more, so that it learns why nobody answers it; once, in the
   * background.
   */
  public void tellRemoved(NetworkId network, Member removed) {
    links.tellRemoved(network, removed);
  }

  /** Uses the membership's newest key in every call from now on; calls under way go on. */
  public void redial(NetworkId network) {
    links.redial(network);
  }

  /** A peer said, other than by a call, that it holds this roster version. */
  public void holds(PeerId peer, long version) {
    links.holds(peer, version);
  }

  /** The newest roster version that a peer has said it holds; 0 before it said any. */
  public long heardVersion(PeerId peer) {
    return links.heardVersion(peer);
  }

  /** Whether every peer with a working link has said that it holds this roster or a newer one. */
  public boolean allHold(NetworkId network, long version) {
    return links.allHold(network, version);
  }

  /**
   * Greets this node itself at the endpoint that it advertises in a network, as a peer would;
   * blocks for some seconds at most.
   *
   * @return why it is not reached; empty when it is, or advertises none
   */
  public Optional<LinkFailure> reachItself(NetworkId network) {
    return links.reachItself(network);
  }

  /** Asks one peer for a newer roster; blocks for one call. */
  public void pollRoster(NetworkId network) {
    links.refresher().poll(network);
  }

  /** Asks many peers for a newer roster; blocks for half a minute at most. */
  public void pollRosters(NetworkId network) {
    links.refresher().pollMany(network);
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
    if (sweep != null) {
      sweep.cancel(false);
    }
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
