package org.tisc.federation.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
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

/**
 * The table of links, made to follow the rosters: a member that appears gets a link and is greeted,
 * one that changes its endpoints or loses a key gets a new one, one that is no longer active is
 * cut.
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

  /** Brings the table of a network in line with its roster. */
  void follow(Roster roster) {
    LinkMembership membership = memberships.find(roster.network()).orElse(null);
    if (membership == null) {
      return;
    }
    List<Entry> ended = new ArrayList<>();
    List<Entry> waking = new ArrayList<>();
    List<Entry> admitted = new ArrayList<>();
    synchronized (changing) {
      if (!open) {
        return;
      }
      Map<NodeId, Entry> before = tables.getOrDefault(roster.network(), Map.of());
      Map<NodeId, Entry> after = new TreeMap<>();
      for (Member member : roster.members()) {
        if (!member.active() || member.node().equals(membership.self().node())) {
          continue;
        }
        Entry present = before.get(member.node());
        if (present == null || outdated(present.link().member(), member)) {
          Entry fresh = entry(membership, member);
          after.put(member.node(), fresh);
          (present == null && !before.isEmpty() ? admitted : waking).add(fresh);
        } else {
          after.put(member.node(), present);
          if (present.link().state() != LinkState.READY) {
            waking.add(present);
          }
        }
      }
      before.forEach(
          (node, entry) -> {
            if (!entry.equals(after.get(node))) {
              ended.add(entry);
            }
          });
      tables.put(roster.network(), after);
    }
    // Whoever may not be talked to any more is told why before the link goes.
    ended.forEach(entry -> entry.link().streams().recheck());
    tables.get(roster.network()).values().forEach(entry -> entry.link().streams().recheck());
    for (Entry entry : ended) {
      entry.greeter().stop();
      entry
          .link()
          .close(!roster.member(entry.link().id().node()).map(Member::active).orElse(false));
    }
    admitted.forEach(entry -> entry.greeter().wakeLater());
    waking.forEach(entry -> entry.greeter().wake());
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

  /** Ends the streams and connections of peers that the own administrator blocks. */
  void follow(Standing standing) {
    for (Map<NodeId, Entry> table : tables.values()) {
      for (Entry entry : table.values()) {
        if (standing.blocked(entry.link().id()).isPresent()) {
          entry.link().streams().recheck();
          entry.link().hangUp();
        } else if (entry.link().state() != LinkState.READY) {
          entry.greeter().wake();
        }
      }
    }
  }

  /** Ends all streams whose peer may not be talked to any more. */
  void recheck() {
    tables
        .values()
        .forEach(table -> table.values().forEach(entry -> entry.link().streams().recheck()));
  }

  /** Cuts all links of a network that this node is no member of any more. */
  void leave(NetworkId network) {
    Map<NodeId, Entry> left;
    synchronized (changing) {
      left = tables.getOrDefault(network, Map.of());
      tables.remove(network);
    }
    left.values()
        .forEach(
            entry -> {
              entry.greeter().stop();
              entry.link().streams().recheck();
              entry.link().close(true);
            });
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

  /** Greets every peer of a network soon, so that all learn of a new roster. */
  void greetAll(NetworkId network) {
    tables.getOrDefault(network, Map.of()).values().forEach(entry -> entry.greeter().wake());
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
      entry.greeter().stop();
      entry.link().close(true);
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

  private static boolean outdated(Member before, Member now) {
    return !before.profile().endpoints().equals(now.profile().endpoints())
        || !now.tlsKeys().containsAll(before.tlsKeys());
  }
}
