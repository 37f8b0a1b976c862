package org.tisc.federation.sync;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.identity.NodeId;

/**
 * What one network's exchange has in memory: where the own copies of all feeds stand, and the
 * streams that are up. Guarded by the lock of {@link NetworkSync}.
 */
final class Table {
  private final Map<FeedId, FeedState> held = new TreeMap<>();
  private final Map<NodeId, Session> sessions = new TreeMap<>();

  /** Feeds of which something changed since they were told to everybody. */
  final Set<FeedId> changed = new HashSet<>();

  /** Feeds for which it may have changed what is to be asked for. */
  final Set<FeedId> toPlan = new HashSet<>();

  /** Takes a feed's state unless it is older than the one here. */
  void put(FeedState state) {
    FeedState before = held.get(state.feed());
    if (before != null && older(state, before)) {
      return;
    }
    held.put(state.feed(), state);
    toPlan.add(state.feed());
    boolean moved = before == null || !before.head().equals(state.head());
    if (moved && !state.head().start()) {
      changed.add(state.feed());
    }
  }

  /** Whether a state was read before another one; the head of a feed that freezes goes back. */
  private static boolean older(FeedState state, FeedState than) {
    if (than.fork().isPresent() && state.fork().isEmpty()) {
      return state.head().epoch() <= than.fork().get().place().epoch();
    }
    return than.fork().isPresent() == state.fork().isPresent()
        && state.head().compareTo(than.head()) < 0;
  }

  /** A feed's state; one that holds nothing where none is known. */
  FeedState state(FeedId feed) {
    FeedState state = held.get(feed);
    return state == null ? new FeedState(feed, FeedPosition.START, 0, Optional.empty()) : state;
  }

  FeedPosition head(FeedId feed) {
    FeedState state = held.get(feed);
    return state == null ? FeedPosition.START : state.head();
  }

  /** All feeds of which something is held. */
  Collection<FeedState> held() {
    return held.values();
  }

  Collection<Session> sessions() {
    return sessions.values();
  }

  Optional<Session> session(NodeId peer) {
    return Optional.ofNullable(sessions.get(peer));
  }

  void up(Session session) {
    sessions.put(session.peer(), session);
  }

  void down(Session session) {
    sessions.remove(session.peer(), session);
  }

  boolean up(NodeId peer) {
    return sessions.containsKey(peer);
  }
}
