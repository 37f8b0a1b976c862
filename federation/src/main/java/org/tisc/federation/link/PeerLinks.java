package org.tisc.federation.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.proto.federation.v1.GreetResponse;

/**
 * The table of links, made to follow the rosters: a member that appears gets a link and is greeted,
 * one that changes its endpoints or loses a key is dialled anew, one that is no longer active is
 * cut. While this node itself is no member any more, or blocks the peer, a link stays in the table
 * and says so instead of carrying calls.
 */
final class PeerLinks implements Links {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);
  private static final long CLOSE_MILLIS = 2000;
  private static final long TICK_MILLIS = 1000;

  private record Entry(DialledLink link, Greeter greeter) {}

  private final LinkMemberships memberships;
  private final Dialler dialler;
  private final LinkLimits limits;
  private final Supplier<Greeting> own;
  private final ScheduledExecutorService timers;
  private final RosterRefresher refresher;
  private final DialledLink.Surroundings around;
  private final ConcurrentHashMap<NetworkId, Map<NodeId, Entry>> tables = new ConcurrentHashMap<>();
  private final Object changing = new Object();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private @Nullable Future<?> tick;
  private boolean open;

  PeerLinks(
      LinkMemberships memberships,
      Dialler dialler,
      LinkSettings settings,
      ScheduledExecutorService timers,
      RosterPull pull,
      DialledLink.Surroundings around) {
    this.memberships = memberships;
    this.dialler = dialler;
    this.limits = settings.limits();
    this.own = settings.own();
    this.timers = timers;
    this.around = around;
    this.refresher = new RosterRefresher(memberships, this, pull);
  }

  @Override
  public List<PeerLink> peers(NetworkId network) {
    return tables.getOrDefault(network, Map.of()).values().stream()
        .<PeerLink>map(Entry::link)
        .toList();
  }

  @Override
  public Optional<PeerLink> peer(PeerId id) {
    return entry(id).map(Entry::link);
  }

  /** All streams to one active member; empty for everybody else. */
  Optional<PeerStreams> streams(PeerId id) {
    return entry(id).map(entry -> entry.link().streams());
  }

  RosterRefresher refresher() {
    return refresher;
  }

  /** Begins to make links; before this the table stays empty. */
  void open() {
    synchronized (changing) {
      open = true;
      tick = timers.scheduleWithFixedDelay(this::startTick, TICK_MILLIS, TICK_MILLIS, MILLISECONDS);
    }
    memberships.all().forEach(m -> m.rosters().current().ifPresent(this::follow));
  }

  /** Brings the table of a network in line with its roster and with who is blocked. */
  void follow(Roster roster) {
    LinkMembership membership = memberships.find(roster.network()).orElse(null);
    if (membership == null) {
      return;
    }
    // Whoever may not be talked to any more is told why before its link goes.
    recheck();
    List<Entry> ended = new ArrayList<>();
    List<Entry> waking = new ArrayList<>();
    List<Entry> admitted = new ArrayList<>();
    synchronized (changing) {
      if (!open || roster.version() < membership.rosters().version()) {
        return;
      }
      Map<NodeId, Entry> before = tables.getOrDefault(roster.network(), Map.of());
      Map<NodeId, Entry> after = new TreeMap<>();
      for (Member member : roster.members()) {
        if (!member.active() || member.node().equals(membership.self().node())) {
          continue;
        }
        Entry present = before.get(member.node());
        Entry entry = present == null ? entry(membership, member) : present;
        after.put(member.node(), entry);
        entry.link().follow(member, refusal(membership, roster, member.node()));
        if (present == null) {
          (before.isEmpty() ? waking : admitted).add(entry);
        } else if (present.link().state() != LinkState.READY) {
          waking.add(present);
        }
      }
      before.forEach(
          (node, entry) -> {
            if (!after.containsKey(node)) {
              ended.add(entry);
            }
          });
      tables.put(roster.network(), after);
    }
    for (Entry entry : ended) {
      end(
          entry,
          new TiscException(
              Reason.NOT_A_MEMBER,
              entry.link().id() + " is no member by roster version " + roster.version()));
    }
    admitted.forEach(entry -> entry.greeter().wakeLater());
    waking.forEach(entry -> entry.greeter().wake());
  }

  /** Ends all links of a network that this node has left. */
  void leave(NetworkId network) {
    Map<NodeId, Entry> ended;
    synchronized (changing) {
      ended = tables.getOrDefault(network, Map.of());
      tables.remove(network);
    }
    recheck(ended);
    for (Entry entry : ended.values()) {
      end(
          entry,
          new TiscException(Reason.UNKNOWN_NETWORK, "This node has left network " + network));
    }
  }

  private static void end(Entry entry, TiscException why) {
    entry.greeter().stop();
    entry.link().close(why);
  }

  /** Why nothing may be sent to a member, although it is one. */
  private static Optional<TiscException> refusal(
      LinkMembership membership, Roster roster, NodeId node) {
    NodeId self = membership.self().node();
    if (roster.member(self).filter(Member::active).isEmpty()) {
      return Optional.of(
          new TiscException(
              Reason.NOT_A_MEMBER,
              "This node is no member of network "
                  + roster.network()
                  + " any more, by roster version "
                  + roster.version()));
    }
    if (membership.blocked().contains(node)) {
      return Optional.of(
          new TiscException(
              Reason.BLOCKED, node + " is blocked by the administrator of this node"));
    }
    return Optional.empty();
  }

  /** The member called this node. */
  void heardFrom(PeerId id) {
    entry(id)
        .ifPresent(
            entry -> {
              entry.greeter().heardFrom();
              entry.link().called();
            });
  }

  /** Ends all streams whose peer may not be talked to any more. */
  void recheck() {
    tables.values().forEach(PeerLinks::recheck);
  }

  private static void recheck(Map<NodeId, Entry> table) {
    table.values().forEach(entry -> entry.link().streams().recheck());
  }

  private void startTick() {
    if (ticking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("link-tick").start(this::tick);
    }
  }

  private void tick() {
    try {
      tables.values().forEach(table -> table.values().forEach(e -> e.link().streams().tick()));
    } finally {
      ticking.set(false);
    }
  }

  /** Greets peers of a network soon, so that they learn of a new roster; so many at most. */
  void greetAll(NetworkId network, int most) {
    List<Entry> entries = new ArrayList<>(tables.getOrDefault(network, Map.of()).values());
    Collections.shuffle(entries);
    entries.stream().limit(most).forEach(entry -> entry.greeter().wake());
  }

  /** Puts the next call to every peer of a network on a fresh connection. */
  void redial(NetworkId network) {
    tables.getOrDefault(network, Map.of()).values().forEach(entry -> entry.link().redialNow());
  }

  /** The peer said on its stream that it holds this roster version. */
  void holds(PeerId id, long version) {
    entry(id).ifPresent(entry -> entry.link().holds(version));
  }

  /** The newest roster version that the peer has said it holds; 0 before it said any. */
  long heardVersion(PeerId id) {
    return entry(id).map(entry -> entry.link().heardVersion()).orElse(0L);
  }

  /** Whether every peer with a working link has said that it holds this roster or a newer one. */
  boolean allHold(NetworkId network, long version) {
    return tables.getOrDefault(network, Map.of()).values().stream()
        .map(Entry::link)
        .allMatch(link -> link.state() != LinkState.READY || link.heardVersion() >= version);
  }

  /** Greets a node that was removed, over a connection of its own. */
  void tellRemoved(NetworkId network, Member removed) {
    LinkMembership membership = memberships.find(network).orElse(null);
    if (membership == null || removed.profile().endpoints().isEmpty()) {
      return;
    }
    DialledLink link = new DialledLink(membership, removed, dialler, limits, refresher, around);
    Thread.ofVirtual()
        .name("removed-" + removed.node())
        .start(
            () -> {
              ManagedChannel channel = link.rosterChannel();
              try {
                GreetResponse _ =
                    Greeter.greet(
                        new NetworkChannel(channel, network, this::version),
                        own.get(),
                        membership,
                        List.of());
              } catch (StatusRuntimeException e) {
                LOG.debug("{} was not reached to hear that it is removed", link.id(), e);
              } finally {
                channel.shutdownNow();
              }
            });
  }

  /**
   * Greets this node itself at the endpoint that it advertises, over a connection of its own;
   * blocks for some seconds at most. Whoever answers there with this node's identity, as another
   * instance, is heard as one.
   *
   * @return why it is not reached; empty when it is
   */
  Optional<LinkFailure> reachItself(NetworkId network) {
    LinkMembership membership = memberships.find(network).orElse(null);
    Member self =
        membership == null
            ? null
            : membership
                .rosters()
                .current()
                .flatMap(roster -> roster.member(membership.self().node()))
                .filter(one -> one.active() && !one.profile().endpoints().isEmpty())
                .orElse(null);
    if (membership == null || self == null) {
      return Optional.empty();
    }
    DialledLink link = new DialledLink(membership, self, dialler, limits, refresher, around);
    ManagedChannel channel = link.rosterChannel();
    try {
      link.introduced(
          Greeter.greet(
              new NetworkChannel(channel, network, this::version),
              own.get(),
              membership,
              List.of()));
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(Troubles.contact(RpcFailures.fromStatus(e)));
    } finally {
      channel.shutdownNow();
    }
  }

  /**
   * Lends a channel on which a roster can be fetched from this peer: the link's own while it works,
   * else one that accepts a key our roster does not list yet. Raises UNAVAILABLE.
   */
  void withRosterChannel(PeerId id, Consumer<Channel> use) {
    DialledLink link =
        entry(id)
            .map(Entry::link)
            .filter(DialledLink::reachable)
            .orElseThrow(() -> new TiscException(Reason.UNAVAILABLE, "There is no link to " + id));
    if (blocked(id)) {
      throw new TiscException(Reason.BLOCKED, id + " is blocked here");
    }
    if (link.state() == LinkState.READY) {
      use.accept(link.channel());
      return;
    }
    ManagedChannel channel = link.rosterChannel();
    try {
      use.accept(new NetworkChannel(channel, id.network(), this::version));
    } finally {
      channel.shutdownNow();
    }
  }

  /** Says goodbye on all streams; they would keep the port from closing. */
  void endStreams() {
    tables
        .values()
        .forEach(
            table ->
                table
                    .values()
                    .forEach(entry -> entry.link().streams().close(StreamEnds.SHUTTING_DOWN)));
  }

  void close() {
    List<Entry> all = new ArrayList<>();
    synchronized (changing) {
      open = false;
      if (tick != null) {
        tick.cancel(false);
      }
      tables.values().forEach(table -> all.addAll(table.values()));
      tables.clear();
    }
    for (Entry entry : all) {
      end(entry, new TiscException(Reason.SHUTTING_DOWN, "This node is stopping"));
    }
    try {
      for (Entry entry : all) {
        entry.link().awaitClosed(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted while closing links", e);
      Thread.currentThread().interrupt();
    }
  }

  private boolean blocked(PeerId id) {
    return memberships.find(id.network()).filter(m -> m.blocked().contains(id.node())).isPresent();
  }

  private long version(NetworkId network) {
    return memberships.find(network).map(m -> m.rosters().version()).orElse(0L);
  }

  private Optional<Entry> entry(PeerId id) {
    return Optional.ofNullable(tables.getOrDefault(id.network(), Map.of()).get(id.node()));
  }

  private Entry entry(LinkMembership membership, Member member) {
    DialledLink link = new DialledLink(membership, member, dialler, limits, refresher, around);
    return new Entry(link, new Greeter(link, membership, limits, own, timers));
  }
}
