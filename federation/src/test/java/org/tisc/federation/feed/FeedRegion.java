package org.tisc.federation.feed;

import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.Suite;
import org.tisc.federation.roster.FeedHistory;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.MemberState;
import org.tisc.federation.roster.Names;
import org.tisc.federation.roster.NetworkSettings;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.state.InMemoryStateStore;

/** Feeds of several nodes of one network without links between them; the first coordinates. */
public final class FeedRegion {
  private final NetworkId network = TestOrigin.NETWORK;
  private final AdjustableClock clock = new AdjustableClock();
  private final Map<NodeId, Member> members = new TreeMap<>();
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private FeedHistory history = FeedHistory.BEGINNING;
  private long version;

  /** One node, which can be restored from a copy of its stores. */
  public final class Node implements FeedEvents {
    private final NodeId id;
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private KeyPair key = KeyPairs.ed25519();
    private InMemoryFeedStore store = new InMemoryFeedStore(clock, Set.of("alert"));
    private InMemoryStateStore state = new InMemoryStateStore();
    private InstanceId instance = InstanceId.random();
    private Feeds feeds;

    private Node(String id) {
      this.id = new NodeId(id);
      this.feeds = build();
    }

    private Feeds build() {
      return new Feeds(
          id,
          store,
          asked -> asked.equals(network) ? roster() : Optional.empty(),
          _ -> Optional.of(key),
          new HeadKnowledge(state, instance),
          clock,
          this);
    }

    public Feeds feeds() {
      return feeds;
    }

    public InMemoryFeedStore store() {
      return store;
    }

    public PeerId peer() {
      return new PeerId(network, id);
    }

    public FeedId feed() {
      return FeedId.toNetwork(peer());
    }

    public FeedId feed(Node reader) {
      return FeedId.toPeer(peer(), reader.id);
    }

    public KeyPair key() {
      return key;
    }

    /** What was told as events, in their order. */
    public List<String> told() {
      return told;
    }

    /** The same process anew. */
    public void restart() {
      feeds = build();
      feeds.rosterChanged(network);
    }

    /** Another home folder that holds the same identity and what a store held at some time. */
    public void restore(InMemoryFeedStore then) {
      store = then;
      instance = InstanceId.random();
      restart();
    }

    /** A copy of what is stored now. */
    public InMemoryFeedStore backup() {
      InMemoryFeedStore copy = new InMemoryFeedStore(clock, Set.of("alert"));
      for (FeedState each : store.feeds()) {
        FeedPosition head = FeedPosition.START;
        for (long epoch = 1; epoch <= each.head().epoch(); epoch++) {
          List<SignedEntry> run =
              store.read(each.feed(), epoch, 1, Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                  .map(StoredEntry::entry)
                  .toList();
          head = copy.store(each.feed(), head, run, 0).head();
        }
      }
      return copy;
    }

    /** Signs with another key from now on, which the roster lists behind the others. */
    public void changeKey() {
      key = KeyPairs.ed25519();
      members.put(id, member().withFeedKey(FeedKey.of(key.getPublic())));
      version++;
    }

    /** Signs with this key from now on, whatever the roster says. */
    public void useKey(KeyPair other) {
      key = other;
    }

    public Member member() {
      return java.util.Objects.requireNonNull(members.get(id));
    }

    /** Publishes alerts of their first revision to the network. */
    public List<SignedEntry> publish(String... records) {
      List<EntryDraft> drafts = new ArrayList<>();
      for (String each : records) {
        drafts.add(TestOrigin.draft(feed(), "alert", each, 1));
      }
      return feeds.publish(drafts).stream().map(StoredEntry::entry).toList();
    }

    /** Takes all that another node hands out of a feed, epoch by epoch, as an exchange would. */
    public FeedState copyFrom(Node other, FeedId feed) {
      for (boolean news = true; news; ) {
        FeedPosition before = feeds.state(feed).head();
        long epoch = Math.max(1, before.epoch());
        take(other, feed, epoch, before.epoch() == 0 ? 1 : before.sequence() + 1);
        take(other, feed, epoch + 1, 1);
        news = !feeds.state(feed).head().equals(before);
      }
      return feeds.state(feed);
    }

    private void take(Node other, FeedId feed, long epoch, long from) {
      List<SignedEntry> run =
          other.feeds.read(feed, epoch, from, 100, 1 << 20).stream()
              .map(StoredEntry::entry)
              .toList();
      if (!run.isEmpty()) {
        Acceptance _ = feeds.accept(feed, run);
      }
    }

    @Override
    public void forked(ForkEvidence evidence) {
      told.add("forked " + evidence.place().epoch() + "." + evidence.place().sequence());
    }

    @Override
    public void epochOpened(FeedId feed, FeedPosition first, String by) {
      told.add("epoch " + first.epoch() + " by " + by);
    }

    @Override
    public void headDoubted(FeedId feed, FeedPosition own, FeedPosition position, String by) {
      told.add("doubt " + position.sequence() + " by " + by);
    }
  }

  public AdjustableClock clock() {
    return clock;
  }

  public void setHistory(FeedHistory changed) {
    history = changed;
  }

  /** A further node, on the roster with its key. */
  public Node add(String id) {
    Node node = new Node(id);
    nodes.put(node.id, node);
    members.put(
        node.id,
        new Member(
                node.id,
                new MemberProfile(new Names("中心", id), "110000", List.of(), "0.1.0"),
                MemberState.ACTIVE,
                nodes.size() == 1 ? MemberRole.COORDINATOR : MemberRole.MEMBER,
                Set.of(KeyHash.of(KeyPairs.p256().getPublic())))
            .withFeedKey(FeedKey.of(node.key.getPublic()))
            .withMemberSince(clock.instant()));
    version++;
    node.feeds.rosterChanged(network);
    return node;
  }

  public void remove(Node node) {
    members.put(node.id, node.member().withState(MemberState.REMOVED));
    version++;
  }

  public Optional<Roster> roster() {
    Instant now = clock.instant();
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Roster(
                network,
                version,
                now,
                now.plus(Roster.VALIDITY),
                new NetworkSettings("测试网络", Suite.INTL, "p", false, history),
                List.copyOf(members.values())));
  }
}
