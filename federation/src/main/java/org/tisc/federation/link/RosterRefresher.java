package org.tisc.federation.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;

/**
 * Fetches newer rosters: one fetch per network at a time, from the peer that said so, then from the
 * coordinator, then from others. A peer can claim any version, so a fetch that brought nothing is
 * not repeated within a second.
 */
final class RosterRefresher implements RosterRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(RosterRefresher.class);
  private static final long GAP_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MAX_SOURCES = 4;
  // Two seconds each at worst.
  private static final int MAX_POLLED = 16;
  // A peer can claim any digest.
  private static final long COMPARE_NANOS = Duration.ofMinutes(1).toNanos();

  private static final class Turn {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile long endedFruitless;
    private volatile boolean ended;
  }

  private final LinkMemberships memberships;
  private final PeerLinks links;
  private final RosterPull pull;
  private final ConcurrentHashMap<NetworkId, Turn> turns = new ConcurrentHashMap<>();
  private final Claims rosters = new Claims();
  private final Claims removals = new Claims();

  /**
   * What each peer was asked for last. A peer that claims what it does not have is soon asked less
   * often, and keeps nobody else's from being looked at.
   */
  private static final class Claims {
    private final ConcurrentHashMap<PeerId, Asked> asked = new ConcurrentHashMap<>();

    private record Asked(String digest, long at) {
      boolean again(String other, long now) {
        return now - at > (digest.equals(other) ? COMPARE_NANOS : GAP_NANOS);
      }
    }

    /** Whether the peer is to be asked for this now. */
    boolean take(PeerId peer, String digest) {
      long now = System.nanoTime();
      Asked mine = new Asked(digest, now);
      Asked turn =
          asked.compute(
              peer, (p, before) -> before == null || before.again(digest, now) ? mine : before);
      return turn.equals(mine);
    }

    /** Nothing came of it, for whatever reason; it may be tried again soon. */
    void failed(PeerId peer) {
      asked.computeIfPresent(peer, (p, before) -> new Asked("", before.at()));
    }
  }

  RosterRefresher(LinkMemberships memberships, PeerLinks links, RosterPull pull) {
    this.memberships = memberships;
    this.links = links;
    this.pull = pull;
  }

  @Override
  public void behind(PeerId peer, long version) {
    start(peer, version);
  }

  @Override
  public void differs(PeerId peer, String digest) {
    if (!rosters.take(peer, digest)) {
      return;
    }
    Thread.ofVirtual()
        .name("evidence-" + peer.network())
        .start(
            () -> {
              try {
                links.withRosterChannel(peer, channel -> pull.compare(peer.network(), channel));
              } catch (TiscException e) {
                rosters.failed(peer);
                LOG.warn("{} holds another roster and does not show it: {}", peer, e.getMessage());
              }
            });
  }

  @Override
  public void removals(PeerId peer, String digest) {
    if (!removals.take(peer, digest)) {
      return;
    }
    Thread.ofVirtual()
        .name("removals-" + peer.network())
        .start(
            () -> {
              try {
                links.withRosterChannel(peer, channel -> pull.pull(peer.network(), channel));
              } catch (TiscException e) {
                removals.failed(peer);
                LOG.debug("{} does not show its removals: {}", peer, e.getMessage());
              }
            });
  }

  @Override
  public boolean now(PeerId peer, long version, Duration patience) {
    try {
      return start(peer, version).done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("Roster of {} not refreshed in time", peer.network(), e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks any peers for anything newer; blocks for a few calls at most. */
  void poll(NetworkId network) {
    memberships
        .find(network)
        .ifPresent(m -> fetch(m, sources(m, m.self()), m.rosters().version() + 1, 1));
  }

  /** Asks many peers for anything newer, those with a working link first; blocks for the calls. */
  void pollMany(NetworkId network) {
    LinkMembership membership = memberships.find(network).orElse(null);
    if (membership == null) {
      return;
    }
    List<PeerLink> sources = sources(membership, membership.self());
    sources.sort(Comparator.comparing(source -> source.state() != LinkState.READY));
    fetch(membership, sources, Long.MAX_VALUE, MAX_POLLED);
  }

  private Turn start(PeerId peer, long version) {
    NetworkId network = peer.network();
    Turn[] mine = new Turn[1];
    Turn turn =
        turns.compute(
            network,
            (n, before) -> {
              if (before != null && (!before.ended || recent(before))) {
                return before;
              }
              mine[0] = new Turn();
              return mine[0];
            });
    if (turn == mine[0]) {
      Thread.ofVirtual().name("roster-" + network).start(() -> run(turn, peer, version));
    }
    return turn;
  }

  private static boolean recent(Turn turn) {
    return turn.endedFruitless != 0 && System.nanoTime() - turn.endedFruitless < GAP_NANOS;
  }

  private void run(Turn turn, PeerId peer, long version) {
    boolean newer = false;
    try {
      LinkMembership membership = memberships.find(peer.network()).orElse(null);
      if (membership != null) {
        long before = membership.rosters().version();
        fetch(membership, sources(membership, peer), version, MAX_SOURCES);
        newer = membership.rosters().version() > before;
      }
    } finally {
      turn.endedFruitless = newer ? 0 : System.nanoTime() | 1;
      turn.ended = true;
      turn.done.complete(newer);
    }
  }

  private void fetch(LinkMembership membership, List<PeerLink> sources, long version, int most) {
    NetworkId network = membership.self().network();
    int asked = 0;
    for (PeerLink source : sources) {
      if (membership.rosters().version() >= version || asked == most) {
        return;
      }
      if (!source.reachable()) {
        continue;
      }
      asked++;
      try {
        links.withRosterChannel(source.id(), channel -> pull.pull(network, channel));
      } catch (TiscException e) {
        LOG.debug("No roster of {} from {}: {}", network, source.id(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("Fetching the roster of {} from {} failed", network, source.id(), e);
      }
    }
  }

  private List<PeerLink> sources(LinkMembership membership, PeerId first) {
    NetworkId network = membership.self().network();
    List<PeerLink> sources = new ArrayList<>(links.peers(network));
    Collections.shuffle(sources);
    membership
        .rosters()
        .current()
        .map(roster -> new PeerId(network, roster.coordinator().node()))
        .ifPresent(coordinator -> toFront(sources, coordinator));
    toFront(sources, first);
    return sources;
  }

  private static void toFront(List<PeerLink> sources, PeerId id) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).id().equals(id)) {
        sources.addFirst(sources.remove(i));
        return;
      }
    }
  }
}
