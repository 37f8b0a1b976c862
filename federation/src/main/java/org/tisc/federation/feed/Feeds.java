package org.tisc.federation.feed;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.FeedHistory;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * The feeds of this node's networks: appends to its own, judges and keeps those of others, and
 * hands entries out. Thread-safe; methods block on local disk only. Listeners are called after the
 * disk has it, outside of any lock, on the thread that brought the news; they must not block.
 */
public final class Feeds {
  private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
  private static final int ATTEMPTS = 4;

  /**
   * How long every node keeps the body of what is over by its own word. So a body that is missing
   * of an entry made longer ago may be nowhere any more, and nobody asks for it.
   */
  public static final Duration KEPT_WHEN_OVER = Duration.ofDays(5 * 365);

  private final NodeId self;
  private final FeedStore store;
  private final Function<NetworkId, Optional<Roster>> rosters;
  private final Function<NetworkId, Optional<KeyPair>> keys;
  private final OwnHeads heads;
  private final EntrySigner signer;
  private final RunJudge judge;
  private final RunReader reader;
  private final FeedEvents events;
  private final InstantSource clock;
  private final Map<FeedId, HeldBack> heldBack = new ConcurrentHashMap<>();
  private final List<BiConsumer<FeedState, List<SignedEntry>>> grown = new CopyOnWriteArrayList<>();
  private final List<Consumer<FeedState>> frozen = new CopyOnWriteArrayList<>();

  /**
   * The feeds of one node.
   *
   * @param self its id in every network
   * @param rosters the roster in force of a network; empty where this node is no member
   * @param keys the key that signs this node's entries in a network; empty where it has none
   * @param heads what is known of how far the own feeds go
   */
  public Feeds(
      NodeId self,
      FeedStore store,
      Function<NetworkId, Optional<Roster>> rosters,
      Function<NetworkId, Optional<KeyPair>> keys,
      HeadKnowledge heads,
      InstantSource clock,
      FeedEvents events) {
    this.self = self;
    this.store = store;
    this.rosters = rosters;
    this.keys = keys;
    this.heads = new OwnHeads(heads.store(), heads.instance(), clock);
    this.signer = new EntrySigner(keys, clock);
    this.judge = new RunJudge(store);
    this.reader = new RunReader(store, feed -> OriginKeys.of(rosters.apply(feed.network()), feed));
    this.events = events;
    this.clock = clock;
  }

  /** This node, the origin of its own feeds. */
  public NodeId self() {
    return self;
  }

  /** Adds somebody to tell of every feed with new entries; never removed. */
  public void onGrown(Consumer<FeedState> listener) {
    onGrown((state, _) -> listener.accept(state));
  }

  /**
   * Adds somebody to tell of every feed with new entries, and of these, ascending; never removed.
   * Calls for one feed may overtake each other.
   */
  public void onGrown(BiConsumer<FeedState, List<SignedEntry>> listener) {
    grown.add(listener);
  }

  /** Adds somebody to tell of every feed that was frozen, with the proof; never removed. */
  public void onFrozen(Consumer<FeedState> listener) {
    frozen.add(listener);
  }

  /**
   * A roster is in force, or a key of this node was made. To be called at the start for every
   * network, and with every roster, before its members can be heard.
   */
  public void rosterChanged(NetworkId network) {
    Optional<Member> own = rosters.apply(network).flatMap(roster -> roster.member(self));
    if (own.isEmpty()) {
      return;
    }
    List<FeedKey> listed = own.get().feedKeys();
    Optional<FeedKey> present = keys.apply(network).map(key -> FeedKey.of(key.getPublic()));
    boolean nothingShared =
        listed.isEmpty() || (listed.size() == 1 && present.equals(Optional.of(listed.getFirst())));
    if (nothingShared) {
      heads.begin(network);
    }
  }

  /**
   * Appends to own feeds, all drafts or none. What is returned is on disk and has its effect. Safe
   * to repeat: a draft that was appended before, by its feed, kind, record and revision, is found
   * again. Raises UNKNOWN_NETWORK, NOT_A_MEMBER, NOT_FOUND for a reader that is no active member,
   * FEED_KEY_MISSING, FEED_HEAD_UNKNOWN, FEED_FORKED, INVALID_ARGUMENT, TOO_LARGE, OUT_OF_SPACE.
   *
   * @return one entry for each draft, in their order
   */
  public List<StoredEntry> publish(List<EntryDraft> drafts) {
    TreeSet<FeedId> changed = new TreeSet<>();
    for (EntryDraft draft : drafts) {
      if (draft.kind().equals(EntrySigner.EPOCH)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "An epoch is opened by an administrator, not published");
      }
      if (changed.add(draft.feed())) {
        requireMayAppend(draft.feed());
        heads.require(draft.feed(), store.feed(draft.feed()));
      }
    }
    List<StoredEntry> entries = store.append(drafts, signer);
    changed.forEach(feed -> tellGrown(store.feed(feed), of(feed, entries)));
    return entries;
  }

  private static List<SignedEntry> of(FeedId feed, List<StoredEntry> entries) {
    return entries.stream()
        .map(StoredEntry::entry)
        .filter(entry -> entry.header().feed().equals(feed))
        .toList();
  }

  private void requireMayAppend(FeedId feed) {
    if (!feed.origin().equals(self)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "This node is " + self + " and cannot append to " + feed);
    }
    Roster roster = roster(feed.network());
    Member own =
        roster
            .member(self)
            .filter(Member::active)
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.NOT_A_MEMBER,
                        "This node is no active member of network " + feed.network()));
    if (feed.audience().direct()
        && feed.audience().peer().flatMap(roster::member).filter(Member::active).isEmpty()) {
      throw new TiscException(
          Reason.NOT_FOUND,
          "Node " + feed.audience() + " is no active member of network " + feed.network());
    }
    int index =
        keys.apply(feed.network())
            .map(key -> own.feedKeyIndex(KeyHash.of(key.getPublic())))
            .orElse(-1);
    // Entries by a key that is not the newest would be refused behind one that was made with it.
    if (index < 0 || index < own.feedKeys().size() - 1) {
      throw new TiscException(
          Reason.FEED_KEY_MISSING,
          "The roster of network "
              + feed.network()
              + " does not list this node's key for feeds as its newest; the coordinator adds it"
              + " as soon as it is reached");
    }
  }

  /**
   * Takes what somebody handed over as entries of a feed, in ascending order: stores what follows
   * the head, fills in bodies that were missing, ignores what is held, and proves forks. A peer's
   * fault is told in the result and never raised; a failing disk is, with INTERNAL.
   *
   * @param run at least one entry, all of this feed
   */
  public Acceptance accept(FeedId feed, List<SignedEntry> run) {
    Optional<Refusal> refused = refused(feed, run);
    if (refused.isPresent()) {
      return new Acceptance(store.feed(feed), 0, Optional.empty(), Optional.empty(), refused);
    }
    OriginKeys originKeys = OriginKeys.of(rosters.apply(feed.network()), feed);
    for (int attempt = 1; ; attempt++) {
      FeedState before = store.feed(feed);
      RunJudge.Verdict verdict = judge.judge(before, originKeys, run);
      try {
        return carryOut(before, verdict);
      } catch (TiscException e) {
        // Somebody else stored or froze meanwhile; judged anew, the run is held or refused.
        boolean overtaken = e.reason() == Reason.STALE_REVISION || e.reason() == Reason.FEED_FORKED;
        Optional<Refusal> room = noRoom(e, verdict);
        if (room.isPresent()) {
          heldBack.merge(
              feed,
              new HeldBack(room.get(), clock.instant()),
              (old, fresh) -> new HeldBack(fresh.refusal(), old.since()));
          return new Acceptance(store.feed(feed), 0, Optional.empty(), Optional.empty(), room);
        }
        if (!overtaken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Optional<Refusal> noRoom(TiscException e, RunJudge.Verdict verdict) {
    if (e.reason() == Reason.OUT_OF_SPACE) {
      return Optional.of(new Refusal(Refusal.Code.OUT_OF_SPACE, 0, 0, "The reader's disk is full"));
    }
    if (e.reason() != Reason.QUOTA_EXCEEDED) {
      return Optional.empty();
    }
    EntryHeader first =
        Stream.concat(verdict.fresh().stream(), verdict.bodies().stream())
            .findFirst()
            .orElseThrow()
            .header();
    return Optional.of(
        new Refusal(
            Refusal.Code.QUOTA_EXCEEDED,
            first.epoch(),
            first.sequence(),
            String.valueOf(e.getMessage())));
  }

  /** Feeds that go on elsewhere and not here, for want of room, since this node started. */
  public Map<FeedId, HeldBack> heldBack() {
    return Map.copyOf(heldBack);
  }

  private Optional<Refusal> refused(FeedId feed, List<SignedEntry> run) {
    Optional<Roster> roster = rosters.apply(feed.network());
    Refusal.Code code;
    String text;
    if (roster.flatMap(found -> found.member(self)).filter(Member::active).isEmpty()) {
      code = Refusal.Code.NOT_A_MEMBER;
      text = "The reader is no active member of network " + feed.network();
    } else if (roster.flatMap(r -> r.member(feed.origin())).filter(Member::active).isEmpty()) {
      code = Refusal.Code.NOT_A_MEMBER;
      text = feed.origin() + " is no active member of network " + feed.network();
    } else if (!feed.concerns(self)) {
      code = Refusal.Code.DENIED;
      text = "The feed is for " + feed.audience() + " alone";
    } else if (run.isEmpty() || run.stream().anyMatch(e -> !e.header().feed().equals(feed))) {
      code = Refusal.Code.INVALID_ARGUMENT;
      text = "One or more entries of one feed are expected";
    } else {
      return Optional.empty();
    }
    return Optional.of(new Refusal(code, 0, 0, text));
  }

  private Acceptance carryOut(FeedState before, RunJudge.Verdict verdict) {
    FeedId feed = before.feed();
    int stored = verdict.bodies().isEmpty() ? 0 : store.fill(feed, verdict.bodies());
    FeedState after = before;
    if (!verdict.fresh().isEmpty()) {
      after = store.store(feed, before.head(), verdict.fresh(), 0);
      stored += verdict.fresh().size();
      heldBack.remove(feed);
      tellGrown(after, verdict.fresh());
    }
    if (verdict.fork().isPresent()) {
      after = freeze(verdict.fork().get());
    }
    return new Acceptance(after, stored, verdict.wanted(), verdict.fork(), verdict.refusal());
  }

  /**
   * Takes a proof of a fork that somebody handed over.
   *
   * @return the feed as it stands now, or empty where this proves nothing here
   */
  public Optional<FeedState> accept(ForkEvidence evidence) {
    FeedId feed = evidence.first().header().feed();
    OriginKeys originKeys = OriginKeys.of(rosters.apply(feed.network()), feed);
    if (!feed.concerns(self) || !originKeys.proves(evidence)) {
      return Optional.empty();
    }
    return Optional.of(freeze(evidence));
  }

  private FeedState freeze(ForkEvidence evidence) {
    FeedId feed = evidence.first().header().feed();
    boolean news =
        store.forks(feed).stream().noneMatch(known -> known.place().samePlace(evidence.place()));
    FeedState state = store.freeze(evidence);
    if (news) {
      LOG.warn(
          "{}: its origin made two entries for epoch {}, sequence {}",
          feed,
          evidence.place().epoch(),
          evidence.place().sequence());
      events.forked(evidence);
      frozen.forEach(listener -> listener.accept(state));
    }
    return state;
  }

  /**
   * Declares that an own feed goes on with a new epoch behind what is held of it here. Whatever
   * else of the present epoch others hold stays with them and counts no more. Where nothing is
   * held, the feed begins. Raises what {@link #publish} raises but FEED_HEAD_UNKNOWN and
   * FEED_FORKED.
   *
   * @param by the administrator who decided it
   * @return how the feed stands now
   */
  public FeedState openEpoch(FeedId feed, String by) {
    requireMayAppend(feed);
    FeedState before = store.feed(feed);
    if (before.head().start() && before.fork().isEmpty()) {
      heads.declared(feed);
      return before;
    }
    // Where the very first entry is forked, there is none before it to count in.
    FeedPosition base =
        before.head().start() && before.fork().isPresent()
            ? before.fork().get().place()
            : before.head();
    long epoch = base.epoch() + 1;
    EntryDraft draft =
        new EntryDraft(
            feed,
            EntrySigner.EPOCH,
            "epoch-" + epoch,
            1,
            feed.audience().direct() ? Tlp.AMBER : Tlp.GREEN,
            false,
            ByteString.EMPTY,
            List.of(),
            List.of());
    List<StoredEntry> first =
        store.append(
            List.of(draft),
            (epochDraft, head) ->
                signer.next(epochDraft, head.equals(before.head()) ? base : head));
    heads.declared(feed);
    events.epochOpened(feed, first.getFirst().entry().position(), by);
    FeedState after = store.feed(feed);
    tellGrown(after, of(feed, first));
    return after;
  }

  /**
   * A member has told what it holds of this node's own feeds in its network.
   *
   * @param positions by feed; feeds of others are ignored
   * @param complete whether it holds nothing of those that it may read and did not name
   */
  public void heard(PeerId peer, Map<FeedId, FeedPosition> positions, boolean complete) {
    positions.forEach(
        (feed, told) -> {
          if (own(peer, feed)) {
            compare(peer, feed, told);
          }
        });
    if (complete) {
      PeerId origin = new PeerId(peer.network(), self);
      for (FeedId feed : List.of(FeedId.toNetwork(origin), FeedId.toPeer(origin, peer.node()))) {
        if (!positions.containsKey(feed) && own(peer, feed)) {
          compare(peer, feed, FeedPosition.START);
        }
      }
    }
  }

  private boolean own(PeerId peer, FeedId feed) {
    return feed.network().equals(peer.network())
        && feed.origin().equals(self)
        && !peer.node().equals(self)
        && feed.concerns(peer.node());
  }

  private void compare(PeerId peer, FeedId feed, FeedPosition told) {
    FeedState held = store.feed(feed);
    boolean same =
        told.epoch() < held.head().epoch()
            || told.start()
            || told.equals(held.head())
            || (told.compareTo(held.head()) <= 0
                && store.read(feed, told.epoch(), told.sequence(), 1, 1).stream()
                    .anyMatch(found -> found.entry().position().equals(told)));
    if (same) {
      heads.agree(feed, peer);
      heads.settled(feed);
    } else if (heads.doubt(feed, peer, told)) {
      events.headDoubted(feed, held.head(), told, peer.node().value());
    }
  }

  /** Whether this node may append to an own feed, as far as its head is concerned. */
  public boolean headKnown(FeedId feed) {
    try {
      heads.require(feed, store.feed(feed));
      return true;
    } catch (TiscException e) {
      return false;
    }
  }

  /** How a feed stands; its head is {@link FeedPosition#START} where nothing is held. */
  public FeedState state(FeedId feed) {
    return store.feed(feed);
  }

  /** All feeds of which something is held, in their order. */
  public List<FeedState> states() {
    return store.feeds();
  }

  /** All forks that were proven of a feed. */
  public List<ForkEvidence> forks(FeedId feed) {
    return store.forks(feed);
  }

  /**
   * Entries to hand on: of one epoch, ascending from a sequence on without gaps, ending with one
   * whose signature was checked, none that the origin does not count in. Empty when there is none.
   *
   * @param maxBytes ends as soon as headers and bodies pass it, with at least one entry if possible
   */
  public List<StoredEntry> read(
      FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes) {
    return reader.read(feed, epoch, fromSequence, maxEntries, maxBytes);
  }

  /** Whether an entry counts: no later epoch left it out, and it does not stand behind a fork. */
  public boolean counts(FeedId feed, FeedPosition entry) {
    return reader.counts(feed, entry);
  }

  /** Shows all entries of a feed that count, from the first to the head. */
  public void walk(FeedId feed, FeedWalk.Visitor visitor) {
    FeedWalk.walk(store, feed, visitor);
  }

  /** The entry of a feed about this revision of a record; the newest if there are several. */
  public Optional<StoredEntry> find(FeedId feed, String recordId, long revision) {
    return store.find(feed, recordId, revision);
  }

  /** Where entries of a feed lack a body that this node is to have; ascending. */
  public List<FeedPosition> missingBodies(FeedId feed, int most) {
    Instant kept = clock.instant().minus(KEPT_WHEN_OVER);
    Instant since = bodiesSince(feed, self);
    return store.missingBodies(feed, since.isAfter(kept) ? since : kept, most);
  }

  /**
   * Entries of a feed as this reader gets them: without their body where the network's new members
   * read none of the time before they joined.
   */
  public List<SignedEntry> forReader(NodeId reader, FeedId feed, List<StoredEntry> entries) {
    Instant since = bodiesSince(feed, reader);
    return entries.stream()
        .map(StoredEntry::entry)
        .map(entry -> entry.header().createdAt().isBefore(since) ? entry.withoutBody() : entry)
        .toList();
  }

  private Instant bodiesSince(FeedId feed, NodeId reader) {
    Optional<Roster> roster = rosters.apply(feed.network());
    boolean joining =
        roster.filter(r -> r.settings().feedHistory() == FeedHistory.JOINING).isPresent();
    return joining && !feed.origin().equals(reader)
        ? roster.flatMap(r -> r.member(reader)).flatMap(Member::memberSince).orElse(Instant.MIN)
        : Instant.MIN;
  }

  private Roster roster(NetworkId network) {
    return rosters
        .apply(network)
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.UNKNOWN_NETWORK, "This node is no member of network " + network));
  }

  private void tellGrown(FeedState state, List<SignedEntry> entries) {
    grown.forEach(listener -> listener.accept(state, entries));
  }
}
