package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;

/**
 * Tells peers what this node holds: everything when a stream comes up, then what changes, at once
 * to those whom it matters to most, gathered to all others; and now and then a digest, by which
 * both sides see that they agree. A statement has network feeds alone, so that whoever gets it may
 * hand it on, or the direct feeds of the pair alone. Guarded by the lock of {@link NetworkSync}.
 */
final class Telling {
  /*
   * All statements, digests and their answers go in one lane, in which order is kept, and a
   * position counts as told only once its frame is in the queue. So a digest that differs means
   * that something was lost or miscounted, and costs one complete series.
   */
  private static final Lane LANE = Lane.URGENT;
  // A complete series of a region of fifty is one frame of some 6 kB.
  private static final int POSITIONS = 64;

  private final SyncLimits limits;
  private final Circle circle;
  private final Table table;
  private final OwnStatements statements;
  private final Map<FeedId, Long> toldAt = new HashMap<>();
  private long gatheredAt;

  Telling(SyncLimits limits, Circle circle, Table table, OwnStatements statements, long now) {
    this.limits = limits;
    this.circle = circle;
    this.table = table;
    this.statements = statements;
    this.gatheredAt = now;
  }

  /** Tells what is due. Statements with equal content are signed once. */
  void work(long now) {
    Map<Map<FeedId, FeedPosition>, Statement> signed = new HashMap<>();
    boolean gather = now - gatheredAt >= limits.gatherEvery().toNanos();
    if (gather) {
      gatheredAt = now;
      for (Session session : table.sessions()) {
        session.owed.addAll(table.changed);
      }
      table.changed.clear();
      toldAt.values().removeIf(at -> now - at >= limits.gatherEvery().toNanos());
    }
    for (Session session : table.sessions()) {
      if (session.seriesDue) {
        begin(session, now);
      }
      if (session.seriesRunning && !series(session, signed)) {
        continue;
      }
      dueNow(session, signed, now);
      if (gather && !session.owed.isEmpty()) {
        tell(session, session.owed, signed);
      }
      digest(session, now);
    }
    // Whom a feed was told to now is served; the next statement about it waits its time.
    signed.keySet().forEach(positions -> positions.keySet().forEach(f -> toldAt.put(f, now)));
  }

  private void begin(Session session, long now) {
    session.seriesDue = false;
    session.seriesAt = now;
    session.seriesRunning = true;
    session.series.clear();
    for (FeedState state : table.held()) {
      if (!state.head().start() && circle.mayRead(session.peer(), state.feed())) {
        session.series.add(state.feed());
      }
    }
  }

  /** Goes on with a complete series; false when there is no room. */
  private boolean series(Session session, Map<Map<FeedId, FeedPosition>, Statement> signed) {
    while (true) {
      List<FeedId> part = part(session.series);
      session.told.keepOnly(feed -> circle.mayRead(session.peer(), feed));
      boolean last = part.size() == session.series.size();
      if (!send(session, part, last, signed)) {
        return false;
      }
      part.forEach(feed -> session.series.remove(feed));
      if (last) {
        session.seriesRunning = false;
        return true;
      }
    }
  }

  /** The first few of these that may stand in one statement. */
  private static List<FeedId> part(Collection<FeedId> feeds) {
    List<FeedId> part = new ArrayList<>();
    for (FeedId feed : feeds) {
      if (part.size() < POSITIONS
          && (part.isEmpty() || part.getFirst().audience().direct() == feed.audience().direct())) {
        part.add(feed);
      }
    }
    return part;
  }

  private void dueNow(Session session, Map<Map<FeedId, FeedPosition>, Statement> signed, long now) {
    TreeSet<FeedId> due = new TreeSet<>();
    for (FeedId feed : session.dueNow) {
      Long at = toldAt.get(feed);
      if (at == null || now - at >= limits.tellEvery().toNanos()) {
        due.add(feed);
      }
    }
    tell(session, due, signed);
  }

  /** Tells the positions of these feeds, and takes them off all lists of what is to be told. */
  private void tell(
      Session session, Collection<FeedId> feeds, Map<Map<FeedId, FeedPosition>, Statement> signed) {
    List<FeedId> news = new ArrayList<>();
    for (Iterator<FeedId> all = List.copyOf(feeds).iterator(); all.hasNext(); ) {
      FeedId feed = all.next();
      boolean same = session.told.of(feed).equals(table.head(feed));
      if (same || !circle.mayRead(session.peer(), feed)) {
        session.dueNow.remove(feed);
        session.owed.remove(feed);
      } else {
        news.add(feed);
      }
    }
    while (!news.isEmpty()) {
      List<FeedId> part = part(news);
      if (!send(session, part, false, signed)) {
        return;
      }
      news.removeAll(part);
    }
  }

  private boolean send(
      Session session,
      List<FeedId> part,
      boolean complete,
      Map<Map<FeedId, FeedPosition>, Statement> signed) {
    Map<FeedId, FeedPosition> positions = new TreeMap<>();
    part.forEach(feed -> positions.put(feed, table.head(feed)));
    List<Statement> said =
        positions.isEmpty()
            ? List.of()
            : List.of(signed.computeIfAbsent(positions, statements::make));
    if (!session.offer(LANE, new Frame.Haves(said, complete))) {
      return false;
    }
    positions.forEach(session.told::put);
    if (complete) {
      session.told.complete();
    }
    session.dueNow.removeAll(part);
    session.owed.removeAll(part);
    return true;
  }

  private void digest(Session session, long now) {
    if (session.askAll && session.offer(LANE, session.told.digest(true))) {
      session.askAll = false;
    }
    if (now - session.digestAt >= 0 && session.offer(LANE, session.told.digest(false))) {
      session.digestAt = now + limits.digestEvery().toNanos();
    }
  }

  /** The position of a feed goes to a peer with the next step, if it is up. */
  void soon(NodeId peer, FeedId feed) {
    table.session(peer).ifPresent(session -> session.dueNow.add(feed));
  }
}
