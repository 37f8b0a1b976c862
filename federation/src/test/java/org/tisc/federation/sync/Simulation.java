package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.TopicLink;
import org.tisc.federation.roster.Endpoint;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;

/**
 * A region in one thread and in fake time: real feeds and the real exchange over fake links that
 * delay, reorder between lanes, double, stall and break, by a seed. What a feed's reader must not
 * see is checked on every frame; {@link #requireConverged} judges the end.
 */
final class Simulation {
  static final NetworkId NETWORK = new NetworkId("north");
  private static final long TICK = Duration.ofMillis(100).toNanos();
  private static final int QUEUE_BYTES = 2 * 1024 * 1024;

  private record Event(long at, long order, Runnable action) {}

  final SimClock clock = new SimClock();
  final Random random;
  final SyncLimits limits;
  final List<SimNode> nodes = new ArrayList<>();
  private boolean bodiesComeLate;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) ->
              a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.order(), b.order()));
  private final Map<Set<SimNode>, Pair> pairs = new HashMap<>();
  private final Set<NodeId> removed = new HashSet<>();
  private long order;
  private long frames;
  private long bytes;
  private double doubled;
  private Duration latency = Duration.ofMillis(20);
  private Roster roster;

  Simulation(long seed, int size, SyncLimits limits) {
    this.random = new Random(seed);
    this.limits = limits;
    for (int i = 0; i < size; i++) {
      nodes.add(new SimNode(this, new NodeId("node" + i)));
    }
    this.roster = makeRoster(1);
    nodes.forEach(node -> node.takeRoster(roster));
    nodes.forEach(SimNode::start);
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < i; k++) {
        pairs.put(Set.of(nodes.get(i), nodes.get(k)), new Pair(nodes.get(i), nodes.get(k)));
      }
    }
  }

  private Roster makeRoster(long version) {
    List<Member> members = new ArrayList<>();
    for (SimNode node : nodes) {
      members.add(
          new Member(
              node.id,
              new MemberProfile(
                  new Names("中心", "Centre"),
                  "110000",
                  List.of(new Endpoint("192.0.2.1", 443)),
                  "0.1.0"),
              removed.contains(node.id) ? MemberState.REMOVED : MemberState.ACTIVE,
              members.isEmpty() ? MemberRole.COORDINATOR : MemberRole.MEMBER,
              removed.contains(node.id) ? Set.of() : Set.of(node.tlsKey),
              List.of(node.feedKey()),
              Optional.empty(),
              false,
              1,
              0));
    }
    Instant now = clock.instant();
    return new Roster(
        NETWORK,
        version,
        now,
        now.plus(Roster.VALIDITY),
        new NetworkSettings("north", Suite.INTL, "profile"),
        members);
  }

  SimNode node(int index) {
    return nodes.get(index);
  }

  long frames() {
    return frames;
  }

  long bytes() {
    return bytes;
  }

  /** Frames arrive twice with this probability. */
  void doubled(double probability) {
    doubled = probability;
  }

  void latency(Duration longest) {
    latency = longest;
  }

  /** Nobody is given more of this member from now on; it hears of it, too. */
  void remove(SimNode node) {
    removed.add(node.id);
    roster = makeRoster(roster.version() + 1);
    for (SimNode each : nodes) {
      each.takeRoster(roster);
    }
    nodes.stream().filter(each -> !each.equals(node)).forEach(each -> cut(node, each));
  }

  boolean removed(SimNode node) {
    return removed.contains(node.id);
  }

  void at(long time, Runnable action) {
    events.add(new Event(time, order++, action));
  }

  void connectAll() {
    pairs.values().forEach(Pair::connect);
  }

  void connect(SimNode a, SimNode b) {
    pair(a, b).connect();
  }

  void cut(SimNode a, SimNode b) {
    pair(a, b).cut();
  }

  void cutAll(SimNode node) {
    nodes.stream().filter(each -> !each.equals(node)).forEach(each -> cut(node, each));
  }

  void connectAll(SimNode node) {
    nodes.stream().filter(each -> !each.equals(node)).forEach(each -> connect(node, each));
  }

  boolean connected(SimNode a, SimNode b) {
    return pair(a, b).isUp();
  }

  /** What one says to the other goes nowhere; after 25 seconds the stream ends, as real ones do. */
  void silence(SimNode from, SimNode to) {
    pair(from, to).silence(from);
  }

  private Pair pair(SimNode a, SimNode b) {
    return Objects.requireNonNull(pairs.get(Set.of(a, b)));
  }

  /** Lets so much time pass, with everything that happens in it. */
  void run(Duration time) {
    long end = clock.nanos() + time.toNanos();
    long tick = clock.nanos() + TICK;
    while (true) {
      Event next = events.peek();
      long at = Math.min(next == null ? Long.MAX_VALUE : next.at(), tick);
      if (at > end) {
        clock.to(end);
        return;
      }
      clock.to(at);
      if (at == tick) {
        nodes.forEach(SimNode::work);
        tick += TICK;
      } else {
        events.remove();
        next.action().run();
      }
    }
  }

  /** Lets time pass until all that are connected agree; fails after an hour. */
  void runUntilConverged() {
    for (int i = 0; i < 3600; i++) {
      run(Duration.ofSeconds(1));
      if (converged()) {
        return;
      }
    }
    requireConverged();
  }

  boolean converged() {
    try {
      requireConverged();
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** Every member holds exactly what counts of what it may read, and each origin knows it. */
  void requireConverged() {
    Map<FeedId, List<SignedEntry>> truth = new TreeMap<>();
    for (SimNode node : nodes) {
      for (FeedState state : node.feeds.states()) {
        if (state.feed().origin().equals(node.id)) {
          truth.put(state.feed(), node.counted(state.feed()));
        }
      }
    }
    for (SimNode node : nodes) {
      if (removed(node)) {
        continue;
      }
      for (Map.Entry<FeedId, List<SignedEntry>> each : truth.entrySet()) {
        FeedId feed = each.getKey();
        if (removed.contains(feed.origin())) {
          continue;
        }
        List<SignedEntry> held = node.counted(feed);
        if (feed.concerns(node.id)) {
          assertThat(places(held)).as("%s at %s", feed, node.id).isEqualTo(places(each.getValue()));
          requireBodies(held, each.getValue(), feed + " at " + node.id);
        } else {
          assertThat(held).as("%s at %s", feed, node.id).isEmpty();
        }
      }
      if (bodiesComeLate) {
        node.requireAppliedOnce();
      } else {
        node.requireAppliedOnceInOrder();
      }
    }
    for (Map.Entry<FeedId, List<SignedEntry>> each : truth.entrySet()) {
      SimNode origin =
          nodes.stream().filter(n -> n.id.equals(each.getKey().origin())).findFirst().orElseThrow();
      if (removed(origin) || each.getValue().isEmpty()) {
        continue;
      }
      FeedPosition head = each.getValue().getLast().position();
      for (Delivery delivery : origin.receipts().of(each.getKey(), head)) {
        if (!removed.contains(delivery.node())) {
          assertThat(delivery.state())
              .as("%s of %s at %s", head.sequence(), each.getKey(), delivery.node())
              .isEqualTo(Delivery.State.STORED);
        }
      }
    }
  }

  /** A body that its origin has is everywhere. */
  private static void requireBodies(List<SignedEntry> held, List<SignedEntry> made, String where) {
    for (int i = 0; i < made.size(); i++) {
      if (made.get(i).body().isPresent()) {
        assertThat(held.get(i).body()).as("body %s of %s", i + 1, where).isPresent();
      }
    }
  }

  /** Some hand entries on without their bodies, so that effects come out of order. */
  void bodiesComeLate() {
    bodiesComeLate = true;
  }

  private static List<FeedPosition> places(List<SignedEntry> entries) {
    return entries.stream().map(SignedEntry::position).toList();
  }

  /** The stream of two nodes, or what is left of it. */
  private final class Pair {
    private final SimNode first;
    private final SimNode second;
    private Optional<End> firstEnd = Optional.empty();
    private Optional<End> secondEnd = Optional.empty();

    Pair(SimNode first, SimNode second) {
      this.first = first;
      this.second = second;
    }

    boolean isUp() {
      return firstEnd.isPresent();
    }

    void connect() {
      if (isUp() || !first.running() || !second.running() || removed(first) || removed(second)) {
        return;
      }
      End a = new End(first, second);
      End b = new End(second, first);
      a.other = b;
      b.other = a;
      firstEnd = Optional.of(a);
      secondEnd = Optional.of(b);
      at(clock.nanos() + delay(), () -> a.begin());
      at(clock.nanos() + delay(), () -> b.begin());
    }

    void cut() {
      for (Optional<End> end : List.of(firstEnd, secondEnd)) {
        end.ifPresent(
            one -> {
              one.dead = true;
              at(clock.nanos() + delay(), one::finish);
            });
      }
      firstEnd = Optional.empty();
      secondEnd = Optional.empty();
    }

    void silence(SimNode from) {
      Optional<End> end = first.equals(from) ? firstEnd : secondEnd;
      end.ifPresent(
          one -> {
            one.silent = true;
            at(
                clock.nanos() + Duration.ofSeconds(25).toNanos(),
                () -> {
                  if (firstEnd.equals(end) || secondEnd.equals(end)) {
                    cut();
                  }
                });
          });
    }
  }

  private long delay() {
    return 1 + (long) (random.nextDouble() * latency.toNanos());
  }

  /** One end of a stream, as the exchange at that node sees it. */
  private final class End implements TopicLink {
    private final SimNode here;
    private final SimNode there;
    private final NetworkSync sync;
    private final Map<Lane, Long> lastArrival = new EnumMap<>(Lane.class);
    private final Map<Lane, Integer> waiting = new EnumMap<>(Lane.class);
    private final Set<Lane> refused = new HashSet<>();
    private End other = this;
    private boolean begun;
    private boolean dead;
    private boolean silent;
    private final List<Runnable> early = new ArrayList<>();

    End(SimNode here, SimNode there) {
      this.here = here;
      this.there = there;
      this.sync = here.sync();
    }

    private boolean current() {
      return here.running() && here.sync().equals(sync);
    }

    void begin() {
      if (current() && !dead) {
        begun = true;
        sync.up(this);
        here.work();
        early.forEach(Runnable::run);
        early.clear();
      }
    }

    void finish() {
      if (begun && current()) {
        sync.down(this);
        here.work();
      }
    }

    @Override
    public PeerId peer() {
      return new PeerId(NETWORK, there.id);
    }

    @Override
    public int maxPayloadBytes() {
      return limits.frameBytes();
    }

    @Override
    public boolean offer(Lane lane, ByteString payload) {
      assertThat(payload.size()).isLessThanOrEqualTo(limits.frameBytes());
      int cost = payload.size() + 64;
      if (dead || waiting.getOrDefault(lane, 0) + cost > QUEUE_BYTES) {
        refused.add(lane);
        return false;
      }
      requireEntitled(payload);
      frames++;
      bytes += cost;
      waiting.merge(lane, cost, Integer::sum);
      if (!silent) {
        // A lane keeps order; lanes overtake one another as they please.
        long arrival = Math.max(lastArrival.getOrDefault(lane, 0L) + 1, clock.nanos() + delay());
        lastArrival.put(lane, arrival);
        at(arrival, () -> other.arrive(this, lane, payload, cost));
      }
      return true;
    }

    private void requireEntitled(ByteString payload) {
      assertThat(removed(there)).as("told to %s, which is removed", there.id).isFalse();
      Frame frame = FeedFrames.decode(NETWORK, payload, limits.runEntries());
      switch (frame) {
        case Frame.Entries entries -> requireReads(entries.run().getFirst().header().feed());
        case Frame.Haves haves ->
            haves.statements().forEach(said -> said.feeds().forEach(this::requireReads));
        case Frame.Fork fork -> requireReads(fork.evidence().first().header().feed());
        case Frame.Wanted wanted -> requireReads(wanted.want().feed());
        case Frame.Nack _, Frame.Digest _, Frame.Unknown _ -> {}
      }
    }

    private void requireReads(FeedId feed) {
      assertThat(feed.concerns(there.id)).as("%s told to %s", feed, there.id).isTrue();
    }

    private void arrive(End from, Lane lane, ByteString payload, int cost) {
      if (dead) {
        return;
      }
      if (!begun) {
        early.add(() -> arrive(from, lane, payload, cost));
        return;
      }
      if (!current()) {
        return;
      }
      int times = random.nextDouble() < doubled ? 2 : 1;
      for (int i = 0; i < times; i++) {
        try {
          sync.frame(this, payload);
        } catch (TiscException e) {
          if (e.reason() != Reason.OUT_OF_SPACE && e.reason() != Reason.INTERNAL) {
            throw new AssertionError("A sound peer's frame was refused", e);
          }
        }
      }
      here.work();
      from.taken(lane, cost);
    }

    private void taken(Lane lane, int cost) {
      waiting.merge(lane, -cost, Integer::sum);
      if (!dead
          && current()
          && waiting.getOrDefault(lane, 0) * 2 <= QUEUE_BYTES
          && refused.remove(lane)) {
        sync.room(this, lane);
        here.work();
      }
    }
  }

  /** Everything that a node stored, for its own checks. */
  static List<StoredEntry> inOrder(List<StoredEntry> applied, FeedId feed) {
    return applied.stream().filter(one -> one.entry().header().feed().equals(feed)).toList();
  }
}
