package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;

/**
 * Asks peers for what they hold and this node does not: entries by {@link WantPlan}, and bodies
 * that came without. Guarded by the lock of {@link NetworkSync}.
 */
final class Asking {
  private final SyncLimits limits;
  private final Circle circle;
  private final Table table;
  private final WantPlan plan;
  private final Map<FeedId, Long> aheadSince = new HashMap<>();
  private final Map<FeedId, FeedPosition> bodies = new HashMap<>();
  // Who said of a body that is being asked for that it lacks it, too.
  private final Map<FeedId, Set<NodeId>> lacking = new HashMap<>();
  // The last body of a feed that nobody here had.
  private final Map<FeedId, FeedPosition> nowhere = new HashMap<>();

  Asking(SyncLimits limits, Circle circle, Table table) {
    this.limits = limits;
    this.circle = circle;
    this.table = table;
    this.plan = new WantPlan(limits);
  }

  WantPlan plan() {
    return plan;
  }

  /** Gives up what takes too long, and asks for what is due. */
  void work(long now) {
    for (WantPlan.Open late : plan.overdue(now)) {
      plan.fail(late.source, late.want.feed(), now);
      table.toPlan.add(late.want.feed());
    }
    table.toPlan.addAll(plan.rested(now));
    for (Map.Entry<FeedId, Long> each : aheadSince.entrySet()) {
      if (now - each.getValue() >= limits.pushGrace().toNanos()) {
        table.toPlan.add(each.getKey());
      }
    }
    Set<FeedId> due = new HashSet<>(table.toPlan);
    table.toPlan.clear();
    due.forEach(feed -> ask(feed, now));
  }

  private void ask(FeedId feed, long now) {
    if (plan.open(feed).isPresent() || !wanted(feed)) {
      return;
    }
    FeedState held = table.state(feed);
    List<WantPlan.Source> sources = new ArrayList<>();
    boolean ahead = false;
    for (Session session : table.sessions()) {
      FeedPosition reach = session.reach(feed);
      if (circle.mayRead(session.peer(), feed) && plan.next(held, reach).isPresent()) {
        ahead = true;
        sources.add(new WantPlan.Source(session.peer(), reach, plan.busy(session.peer())));
      }
    }
    if (!ahead) {
      aheadSince.remove(feed);
      askBody(feed, now);
      return;
    }
    if (comingByItself(feed, sources, now)) {
      return;
    }
    plan.choose(feed, sources, now)
        .ifPresentOrElse(
            source ->
                plan.next(held, source.reach()).ifPresent(want -> send(source.node(), want, now)),
            () -> {
              if (sources.stream().anyMatch(source -> source.busy() >= limits.wantsPerPeer())) {
                table.toPlan.add(feed);
              }
            });
  }

  /** Whether its origin, which has not told of it, will most likely send it unasked. */
  private boolean comingByItself(FeedId feed, List<WantPlan.Source> sources, long now) {
    boolean fromOrigin = sources.stream().anyMatch(source -> source.node().equals(feed.origin()));
    if (fromOrigin || !table.up(feed.origin()) || circle.self().node().equals(feed.origin())) {
      aheadSince.remove(feed);
      return false;
    }
    return now - aheadSince.computeIfAbsent(feed, _ -> now) < limits.pushGrace().toNanos();
  }

  private boolean wanted(FeedId feed) {
    return feed.concerns(circle.self().node())
        && (feed.origin().equals(circle.self().node()) || circle.active(feed.origin()));
  }

  private void send(NodeId node, Want want, long now) {
    Optional<Session> session = table.session(node);
    if (session.isPresent() && session.get().offer(Lane.URGENT, new Frame.Wanted(want))) {
      plan.begin(node, want, now);
      aheadSince.remove(want.feed());
    } else {
      table.toPlan.add(want.feed());
    }
  }

  /**
   * Bodies of this feed are missing at these places, of which one is asked for when nothing else
   * is: the first behind the last one that nobody had, so that one that is lost keeps no other one
   * waiting.
   */
  void missing(FeedId feed, List<FeedPosition> places) {
    lacking.remove(feed);
    if (places.isEmpty()) {
      bodies.remove(feed);
      nowhere.remove(feed);
      return;
    }
    FeedPosition behind = nowhere.getOrDefault(feed, FeedPosition.START);
    bodies.put(
        feed,
        places.stream()
            .filter(place -> place.compareTo(behind) > 0)
            .findFirst()
            .orElse(places.getFirst()));
    table.toPlan.add(feed);
  }

  /** Feeds of which bodies are missing, as far as is known. */
  Set<FeedId> lackingBodies() {
    Set<FeedId> feeds = new HashSet<>(bodies.keySet());
    feeds.addAll(nowhere.keySet());
    return feeds;
  }

  /** The body that was asked for came. */
  void came(FeedId feed) {
    bodies.remove(feed);
    lacking.remove(feed);
  }

  /** A source lacks the body that it was asked for. */
  void lacks(NodeId node, FeedId feed) {
    plan.end(feed);
    lacking.computeIfAbsent(feed, _ -> new HashSet<>()).add(node);
    table.toPlan.add(feed);
  }

  private void askBody(FeedId feed, long now) {
    FeedPosition place = bodies.get(feed);
    if (place == null) {
      return;
    }
    List<WantPlan.Source> sources = new ArrayList<>();
    Set<NodeId> without = lacking.getOrDefault(feed, Set.of());
    for (Session session : table.sessions()) {
      FeedPosition reach = session.reach(feed);
      if (circle.mayRead(session.peer(), feed)
          && reach.compareTo(place) >= 0
          && !without.contains(session.peer())) {
        sources.add(new WantPlan.Source(session.peer(), reach, plan.busy(session.peer())));
      }
    }
    if (sources.isEmpty() && !without.isEmpty()) {
      nowhere.put(feed, place);
      came(feed);
      return;
    }
    plan.choose(feed, sources, now)
        .ifPresent(
            source ->
                send(
                    source.node(),
                    new Want(feed, place.epoch(), place.sequence(), 0, true, limits.wantBytes()),
                    now));
  }
}
