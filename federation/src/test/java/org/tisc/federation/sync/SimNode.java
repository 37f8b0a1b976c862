package org.tisc.federation.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.FeedWalk;
import org.tisc.federation.feed.Feeds;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.HeadKnowledge;
import org.tisc.federation.feed.InMemoryFeedStore;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.InMemoryStateStore;

/** One node of a {@link Simulation}: its disk survives a restart, nothing else does. */
final class SimNode implements Circle {
  final NodeId id;
  final KeyHash tlsKey = KeyHash.of(KeyPairs.ed25519().getPublic());
  private final Simulation simulation;
  private final KeyPair key = KeyPairs.ed25519();
  private final List<ForkEvidence> forks = new ArrayList<>();
  private InMemoryFeedStore disk;
  private InMemoryStateStore documents = new InMemoryStateStore();
  private InstanceId instance = InstanceId.random();
  private UnaryOperator<FeedStore> fault = store -> store;
  private Optional<Roster> roster = Optional.empty();
  private Duration clockAhead = Duration.ZERO;
  private boolean running;
  private int published;
  Feeds feeds;
  private Receipts receipts;
  private NetworkSync sync;

  SimNode(Simulation simulation, NodeId id) {
    this.simulation = simulation;
    this.id = id;
    this.disk = new InMemoryFeedStore(simulation.clock, Set.of("alert"));
    build();
  }

  private void build() {
    feeds =
        new Feeds(
            id,
            fault.apply(disk),
            _ -> roster,
            _ -> Optional.of(key),
            new HeadKnowledge(documents, instance),
            simulation.clock,
            new FeedEvents() {
              @Override
              public void forked(ForkEvidence evidence) {
                forks.add(evidence);
              }

              @Override
              public void epochOpened(FeedId feed, FeedPosition first, String by) {}

              @Override
              public void headDoubted(
                  FeedId feed, FeedPosition own, FeedPosition told, String by) {}
            });
    receipts = new Receipts(self(), documents, feeds::counts);
    sync =
        new NetworkSync(
            simulation.limits,
            this,
            new FeedHoldings(Simulation.NETWORK, feeds),
            new OwnStatements(
                self(),
                documents,
                () -> Optional.of(key),
                () -> simulation.clock.instant().plus(clockAhead)),
            receipts,
            simulation.clock,
            simulation.clock::nanos);
    NetworkSync its = sync;
    feeds.onGrown(its::grown);
    feeds.onFrozen(its::frozen);
  }

  void start() {
    running = true;
    feeds.rosterChanged(Simulation.NETWORK);
    receipts.load();
    sync.start();
  }

  /** Stops as a crash does: what is in memory is lost. */
  void crash() {
    simulation.cutAll(this);
    running = false;
  }

  /** While it is down: its clock is wrong from the next start on. */
  void clockAhead(Duration by) {
    clockAhead = by;
  }

  /** Starts without meeting anybody. */
  void restartAlone() {
    build();
    start();
  }

  void restart() {
    restartAlone();
    simulation.connectAll(this);
  }

  boolean running() {
    return running;
  }

  NetworkSync sync() {
    return sync;
  }

  Receipts receipts() {
    return receipts;
  }

  InMemoryStateStore documents() {
    return documents;
  }

  List<ForkEvidence> forks() {
    return forks;
  }

  FeedKey feedKey() {
    return FeedKey.of(key.getPublic());
  }

  KeyPair key() {
    return key;
  }

  /** Puts something between the node and its disk, from the next restart on. */
  void fault(UnaryOperator<FeedStore> between) {
    fault = between;
  }

  void takeRoster(Roster fresh) {
    roster = Optional.of(fresh);
    if (running) {
      feeds.rosterChanged(Simulation.NETWORK);
      sync.rosterChanged();
    }
  }

  void work() {
    if (running) {
      for (int i = 0; sync.work(); i++) {
        assertThat(i).as("steps of %s without an end", id).isLessThan(100_000);
      }
    }
  }

  FeedId feed() {
    return FeedId.toNetwork(self());
  }

  FeedId feed(SimNode reader) {
    return FeedId.toPeer(self(), reader.id);
  }

  EntryDraft draft(FeedId feed, boolean urgent, int bytes) {
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 'x');
    published++;
    return new EntryDraft(
        feed,
        "alert",
        id + "-" + published,
        1,
        Tlp.GREEN,
        urgent,
        ByteString.copyFrom(content),
        List.of(),
        List.of());
  }

  FeedPosition publish(FeedId feed, boolean urgent, int bytes) {
    List<StoredEntry> entries = feeds.publish(List.of(draft(feed, urgent, bytes)));
    work();
    return entries.getFirst().entry().position();
  }

  /** Publishes unless the node does not know how far its feed goes. */
  boolean tryPublish(FeedId feed, boolean urgent, int bytes) {
    if (!running || !feeds.headKnown(feed) || feeds.state(feed).fork().isPresent()) {
      return false;
    }
    publish(feed, urgent, bytes);
    return true;
  }

  /** All entries held of a feed, over its epochs. */
  List<SignedEntry> all(FeedId feed) {
    List<SignedEntry> all = new ArrayList<>();
    FeedState state = disk.feed(feed);
    for (long epoch = 1; epoch <= state.head().epoch(); epoch++) {
      for (StoredEntry stored : disk.read(feed, epoch, 1, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
        all.add(stored.entry());
      }
    }
    return all;
  }

  /** The entries of a feed that count, as they are on the disk. */
  List<SignedEntry> counted(FeedId feed) {
    List<SignedEntry> counted = new ArrayList<>();
    FeedWalk.walk(
        disk,
        feed,
        new FeedWalk.Visitor() {
          @Override
          public boolean entry(StoredEntry entry, boolean parted) {
            return counted.add(entry.entry());
          }

          @Override
          public void unreadable(long epoch, long sequence, String why) {
            throw new AssertionError(
                id + " cannot read " + feed + " " + epoch + "," + sequence + ": " + why);
          }
        });
    return counted;
  }

  List<StoredEntry> applied() {
    return disk.applied();
  }

  /** Each entry had its effect once. */
  void requireAppliedOnce() {
    assertThat(disk.applied().stream().map(stored -> stored.entry().hash()).toList())
        .as("applied at %s", id)
        .doesNotHaveDuplicates();
  }

  /** Each entry had its effect once, and before every later one of its feed. */
  void requireAppliedOnceInOrder() {
    Map<FeedId, FeedPosition> last = new HashMap<>();
    for (StoredEntry stored : disk.applied()) {
      FeedPosition before = last.getOrDefault(stored.entry().header().feed(), FeedPosition.START);
      assertThat(stored.entry().position()).as("applied at %s", id).isGreaterThan(before);
      last.put(stored.entry().header().feed(), stored.entry().position());
    }
  }

  /** What its disk has now, for {@link #restore}. */
  Runnable backup() {
    Map<FeedId, List<SignedEntry>> copy = new HashMap<>();
    disk.feeds().forEach(state -> copy.put(state.feed(), all(state.feed())));
    InMemoryStateStore documentsThen = new InMemoryStateStore();
    for (String kind : List.of("feed-heads", "have-number", "receipt")) {
      documents.list(kind).forEach(each -> documentsThen.write(kind, each.id(), 0, each.content()));
    }
    return () -> {
      disk = new InMemoryFeedStore(simulation.clock, Set.of("alert"));
      copy.forEach(
          (feed, entries) -> {
            if (!entries.isEmpty()) {
              disk.store(feed, FeedPosition.START, entries, entries.size() - 1);
            }
          });
      documents = documentsThen;
      instance = InstanceId.random();
    };
  }

  /** While it is down: comes back with an old copy of its disk. */
  void restore(Runnable copy) {
    copy.run();
    restart();
  }

  @Override
  public PeerId self() {
    return new PeerId(Simulation.NETWORK, id);
  }

  @Override
  public List<NodeId> members() {
    return roster.stream()
        .flatMap(r -> r.members().stream())
        .filter(member -> member.active() && !member.node().equals(id))
        .map(Member::node)
        .toList();
  }

  @Override
  public boolean active(NodeId node) {
    return roster.flatMap(r -> r.member(node)).filter(Member::active).isPresent();
  }

  @Override
  public boolean shut(NodeId peer) {
    return !active(peer) || !active(id);
  }

  @Override
  public boolean proves(Statement statement) {
    return roster
        .flatMap(r -> r.member(statement.reader()))
        .map(Member::feedKeys)
        .orElse(List.of())
        .stream()
        .anyMatch(
            each ->
                Arrays.equals(each.hash().bytes(), statement.key().toByteArray())
                    && each.verifies(Statement.DOMAIN, statement.bytes(), statement.signature()));
  }

  @Override
  public String toString() {
    return id.value();
  }

  /** Fails unless the node refuses to append, since it does not know how far its feed goes. */
  void requireHeadUnknown(FeedId feed) {
    try {
      feeds.publish(List.of(draft(feed, false, 1)));
    } catch (TiscException e) {
      assertThat(e.reason()).isEqualTo(org.tisc.federation.error.Reason.FEED_HEAD_UNKNOWN);
      return;
    }
    throw new AssertionError(id + " appends although it cannot know its head");
  }
}
