package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;

/**
 * Hands statements of readers on towards the origins of feeds, gathered: those of readers that got
 * the entries here, and some of all others, so that an origin learns of each by somebody. Where the
 * origin's stream is down, they go to everybody else, who does the same. Guarded by the lock of
 * {@link NetworkSync}.
 */
final class Relaying {
  // Beside at most 64 statements, what one frame of them may have.
  private static final int FRAME_BYTES = 256 * 1024;

  private final SyncLimits limits;
  private final Circle circle;
  private final Table table;
  private final Relays relays;
  private long gatheredAt;

  Relaying(SyncLimits limits, Circle circle, Table table, long now) {
    this.limits = limits;
    this.circle = circle;
    this.table = table;
    this.relays = new Relays(limits.relayed());
    this.gatheredAt = now;
  }

  /** Whether a statement is worth being checked and kept for handing on. */
  boolean news(FeedId feed, Statement statement) {
    return statement.open()
        && !feed.origin().equals(statement.reader())
        && circle.active(feed.origin())
        && circle.active(statement.reader())
        && relays.news(new Relays.Key(statement.reader(), feed), statement);
  }

  /** The statement that is known of a reader about somebody else's feed. */
  Optional<Statement> newest(Relays.Key key) {
    return relays.find(key);
  }

  /** A statement came, its signature is checked. */
  void heard(Relays.Key key, Statement statement, Session from) {
    if (!relays.news(key, statement)) {
      return;
    }
    relays.keep(key, statement);
    boolean direct = from.peer().equals(key.reader());
    boolean served = direct && from.served.contains(key.feed());
    if (!direct
        || served
        || Relays.chosen(circle.self().node(), circle.members(), key, limits.relays())) {
      towards(key, statement, from.peer());
    }
  }

  private void towards(Relays.Key key, Statement statement, NodeId from) {
    NodeId origin = key.feed().origin();
    if (origin.equals(from)) {
      return;
    }
    if (table.up(origin)) {
      table.session(origin).ifPresent(session -> session.relays.put(key, statement));
      return;
    }
    for (Session session : table.sessions()) {
      if (!session.peer().equals(from) && !session.peer().equals(key.reader())) {
        session.relays.put(key, statement);
      }
    }
  }

  /** Whoever comes up hears what it, or somebody behind it, may have missed. */
  void up(Session session) {
    for (Relays.Key key : relays.keys()) {
      NodeId origin = key.feed().origin();
      if (!key.reader().equals(session.peer())
          && (origin.equals(session.peer()) || !table.up(origin))) {
        relays.find(key).ifPresent(statement -> session.relays.put(key, statement));
      }
    }
  }

  void rosterChanged() {
    relays.keepOnly(key -> circle.active(key.reader()) && circle.active(key.feed().origin()));
  }

  void work(long now) {
    if (now - gatheredAt < limits.gatherEvery().toNanos()) {
      return;
    }
    gatheredAt = now;
    table.sessions().forEach(Relaying::send);
  }

  private static void send(Session session) {
    while (!session.relays.isEmpty()) {
      List<Statement> said = new ArrayList<>();
      List<Relays.Key> keys = new ArrayList<>();
      int bytes = 0;
      Iterator<Map.Entry<Relays.Key, Statement>> all = session.relays.entrySet().iterator();
      while (all.hasNext() && said.size() < FeedFrames.MAX_STATEMENTS && bytes < FRAME_BYTES) {
        Map.Entry<Relays.Key, Statement> each = all.next();
        keys.add(each.getKey());
        if (!said.contains(each.getValue())) {
          said.add(each.getValue());
          bytes += each.getValue().bytes().size();
        }
      }
      if (!session.offer(Lane.URGENT, new Frame.Haves(said, false))) {
        return;
      }
      keys.forEach(session.relays::remove);
    }
  }
}
