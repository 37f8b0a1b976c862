package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Acceptance;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.Refusal;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.TopicLink;

/**
 * The exchange of one network's feeds with all peers whose stream is up.
 *
 * <p>What comes in changes what is known here, and goes to the disk on the thread that brings it.
 * What goes out follows from what is known, by {@link #work} alone, which the owner calls after
 * every event and now and then, never twice at a time. So nothing that was not sent for want of
 * room, or was lost with a stream, needs a memory of its own: it is due again.
 */
final class NetworkSync {
  /*
   * The layers, each of which makes good what the one above may miss: the origin pushes what is new;
   * positions are told, and whoever is behind asks; a digest shows when what was told is not what
   * was heard; a stream that comes up begins with a complete series. Entries themselves are judged
   * by the feed alone, so that it does not matter who sent what, in which order, or how often.
   */
  // How many missing bodies of a feed are looked at; of more, the first are got or given up first.
  private static final int BODIES = 256;

  private final SyncLimits limits;
  private final Circle circle;
  private final Holdings holdings;
  private final OwnStatements statements;
  private final Receipts receipts;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Table table = new Table();
  private final Telling telling;
  private final Pushing pushing;
  private final Answering answering;
  private final Asking asking;
  private final Relaying relaying;
  // What this node refused and its origin has not been told, by feed.
  private final Map<FeedId, Frame.Nack> untold = new HashMap<>();
  private final Set<FeedId> lackingBodies = new HashSet<>();
  private long bodiesAt;

  NetworkSync(
      SyncLimits limits,
      Circle circle,
      Holdings holdings,
      OwnStatements statements,
      Receipts receipts,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.limits = limits;
    this.circle = circle;
    this.holdings = holdings;
    this.statements = statements;
    this.receipts = receipts;
    this.clock = clock;
    this.nanoClock = nanoClock;
    long now = nanoClock.getAsLong();
    this.telling = new Telling(limits, circle, table, statements, now);
    this.pushing = new Pushing(limits, circle, table, telling);
    this.answering = new Answering(limits, circle, table);
    this.asking = new Asking(limits, circle, table);
    this.relaying = new Relaying(limits, circle, table, now);
    this.bodiesAt = now;
  }

  /** Takes up what the disk has; to be called before the first stream. */
  void start() {
    List<FeedState> states = holdings.states();
    synchronized (this) {
      states.forEach(
          state -> {
            table.put(state);
            lackingBodies.add(state.feed());
          });
      table.changed.clear();
      receipts.follow(circle.members(), ownHeads());
    }
  }

  /** The roster in force, or who is blocked, has changed. */
  synchronized void rosterChanged() {
    receipts.follow(circle.members(), ownHeads());
    for (Session session : table.sessions()) {
      session.seriesDue |= session.seriesRunning;
      session.heard.all().keySet().forEach(table.toPlan::add);
      session.shown.keySet().forEach(table.toPlan::add);
    }
    relaying.rosterChanged();
  }

  private Map<FeedId, FeedPosition> ownHeads() {
    Map<FeedId, FeedPosition> heads = new TreeMap<>();
    for (FeedState state : table.held()) {
      if (own(state.feed())) {
        heads.put(state.feed(), state.head());
      }
    }
    return heads;
  }

  /** A feed has new entries here, or was frozen; who brought them does not matter. */
  synchronized void grown(FeedState state) {
    table.put(state);
  }

  /** A feed was frozen: its proof goes to everybody. */
  synchronized void frozen(FeedState state) {
    table.put(state);
    table.sessions().forEach(session -> session.forks.add(state.feed()));
  }

  synchronized void up(TopicLink link) {
    Session session = new Session(link, limits, nanoClock.getAsLong());
    table.up(session);
    for (FeedState state : table.held()) {
      if (state.fork().isPresent()) {
        session.forks.add(state.feed());
      }
    }
    untold.forEach(
        (feed, nack) -> {
          if (feed.origin().equals(session.peer())) {
            session.nack(nack);
          }
        });
    untold.keySet().removeIf(feed -> feed.origin().equals(session.peer()));
    relaying.up(session);
  }

  synchronized void down(TopicLink link) {
    find(link)
        .ifPresent(
            session -> {
              table.down(session);
              asking.plan().gone(session.peer());
              session.heard.all().keySet().forEach(table.toPlan::add);
              session.shown.keySet().forEach(table.toPlan::add);
            });
  }

  synchronized void room(TopicLink link, Lane lane) {
    find(link).ifPresent(session -> session.full.remove(lane));
  }

  private Optional<Session> find(TopicLink link) {
    return table.session(link.peer().node()).filter(session -> session.link().equals(link));
  }

  /** Reads a frame. Raises what is wrong with it. */
  Frame read(ByteString payload) {
    return FeedFrames.decode(circle.self().network(), payload, limits.runEntries());
  }

  /** Takes a frame; may wait for local disk. Raises what is wrong with it. */
  void frame(TopicLink link, ByteString payload) {
    frame(link, read(payload));
  }

  /** The same for one that was read. */
  void frame(TopicLink link, Frame frame) {
    Session session;
    synchronized (this) {
      session = find(link).orElse(null);
    }
    if (session == null || circle.shut(session.peer())) {
      return;
    }
    switch (frame) {
      case Frame.Haves haves -> haves(session, haves);
      case Frame.Wanted wanted -> {
        synchronized (this) {
          answering.want(session, wanted.want());
        }
      }
      case Frame.Entries entries -> entries(session, entries);
      case Frame.Nack nack -> nack(session, nack);
      case Frame.Fork fork -> holdings.accept(fork.evidence());
      case Frame.Digest digest -> digest(session, digest);
      case Frame.Unknown _ -> {}
    }
  }

  private void haves(Session session, Frame.Haves haves) {
    Map<FeedId, FeedPosition> ownFeeds = new TreeMap<>();
    for (Statement statement : haves.statements()) {
      if (statement.reader().equals(session.peer())) {
        synchronized (this) {
          statement
              .positions()
              .forEach(
                  (feed, position) -> {
                    session.heard.put(feed, position);
                    table.toPlan.add(feed);
                  });
        }
        statement
            .positions()
            .forEach(
                (feed, position) -> {
                  if (own(feed) && feed.concerns(session.peer())) {
                    ownFeeds.put(feed, position);
                  }
                });
      }
      judge(session, statement);
    }
    if (haves.complete()) {
      synchronized (this) {
        session.heard.complete();
        session
            .heard
            .all()
            .forEach(
                (feed, position) -> {
                  if (own(feed) && feed.concerns(session.peer())) {
                    ownFeeds.putIfAbsent(feed, position);
                  }
                });
      }
    }
    if (haves.complete() || !ownFeeds.isEmpty()) {
      holdings.heard(session.peer(), ownFeeds, haves.complete());
    }
  }

  /** Takes a statement as a receipt about own feeds, and for handing on about those of others. */
  private void judge(Session session, Statement statement) {
    NodeId reader = statement.reader();
    if (statement.signature().isEmpty()) {
      return;
    }
    if (reader.equals(circle.self().node())) {
      givenBack(statement);
      return;
    }
    List<FeedId> receipt = new ArrayList<>();
    List<Relays.Key> relayed = new ArrayList<>();
    synchronized (this) {
      for (FeedId feed : statement.feeds()) {
        Relays.Key key = new Relays.Key(reader, feed);
        if (own(feed)) {
          if (feed.concerns(reader) && receipts.news(reader, feed, statement)) {
            receipt.add(feed);
          }
        } else if (relaying.news(feed, statement)) {
          relayed.add(key);
        }
        if (reader.equals(session.peer())) {
          giveBack(session, key, statement);
        }
      }
    }
    // Checked only where it says something new: whoever repeats old ones costs little.
    if ((receipt.isEmpty() && relayed.isEmpty()) || !circle.proves(statement)) {
      return;
    }
    for (FeedId feed : receipt) {
      if (inOurChain(feed, statement.positions().getOrDefault(feed, FeedPosition.START))) {
        receipts.stored(feed, statement);
      } else if (reader.equals(session.peer())) {
        synchronized (this) {
          session.ahead.put(feed, statement);
        }
      }
    }
    synchronized (this) {
      relayed.forEach(key -> relaying.heard(key, statement, session));
    }
  }

  /** A peer that says less than it said before, as if it were older, is told what it said. */
  private void giveBack(Session session, Relays.Key key, Statement statement) {
    Optional<Statement> known =
        own(key.feed()) ? receipts.newest(key.reader(), key.feed()) : relaying.newest(key);
    known
        .filter(one -> one.number() > statement.number())
        .ifPresent(one -> session.relays.put(key, one));
  }

  /** What this node said before it was restored; everything is told again with higher numbers. */
  private void givenBack(Statement statement) {
    if (statements.reached(statement.number()) && circle.proves(statement)) {
      statements.goOnAbove(statement.number());
      synchronized (this) {
        table.sessions().forEach(session -> session.seriesDue = true);
      }
    }
  }

  private boolean inOurChain(FeedId feed, FeedPosition position) {
    FeedPosition head;
    synchronized (this) {
      head = table.head(feed);
    }
    if (position.start() || position.equals(head)) {
      return true;
    }
    return position.compareTo(head) < 0
        && holdings
            .read(circle.self().node(), feed, position.epoch(), position.sequence(), 1, 1)
            .stream()
            .anyMatch(entry -> entry.position().equals(position));
  }

  private void entries(Session session, Frame.Entries entries) {
    FeedId feed = entries.run().getFirst().header().feed();
    FeedPosition end = entries.run().getLast().position();
    long now = nanoClock.getAsLong();
    Acceptance acceptance;
    try {
      acceptance = holdings.accept(feed, entries.run());
    } catch (TiscException e) {
      synchronized (this) {
        asking.plan().fail(session.peer(), feed, now);
        show(session, feed, end);
      }
      throw e;
    }
    synchronized (this) {
      boolean useful = acceptance.stored() > 0;
      table.put(acceptance.state());
      show(session, feed, end);
      asking.plan().hint(feed, acceptance.wanted());
      if (acceptance.refusal().isPresent()) {
        Refusal refusal = acceptance.refusal().get();
        refuse(session, feed, refusal);
        switch (refusal.code()) {
          case QUOTA_EXCEEDED, OUT_OF_SPACE -> asking.plan().noRoom(session.peer(), feed, now);
          case NOT_A_MEMBER,
              DENIED,
              BAD_SIGNATURE,
              BAD_CHAIN,
              FEED_FORKED,
              TOO_LARGE,
              INVALID_ARGUMENT,
              NOT_FOUND,
              BODY_MISSING,
              UNKNOWN_KEY ->
              asking.plan().fail(session.peer(), feed, now);
        }
      } else {
        answered(session, entries, useful || acceptance.fork().isPresent(), now);
      }
      if (useful) {
        telling.soon(feed.origin(), feed);
        telling.soon(session.peer(), feed);
        if (entries.run().stream().anyMatch(SignedEntry::bodyMissing)) {
          lackingBodies.add(feed);
        }
      }
      table.toPlan.add(feed);
    }
    if (own(feed) && acceptance.stored() > 0) {
      compareOwn(feed);
    }
  }

  /** Lost entries of an own feed came back: what peers told of it is looked at anew. */
  private void compareOwn(FeedId feed) {
    Map<NodeId, FeedPosition> told = new HashMap<>();
    Map<Session, Statement> ahead = new HashMap<>();
    synchronized (this) {
      for (Session session : table.sessions()) {
        session.heard.told(feed).ifPresent(position -> told.put(session.peer(), position));
        Statement statement = session.ahead.remove(feed);
        if (statement != null) {
          ahead.put(session, statement);
        }
      }
    }
    ahead.forEach(this::judge);
    told.forEach((peer, position) -> holdings.heard(peer, Map.of(feed, position), false));
  }

  /** Entries show where their sender stands at least. */
  private void show(Session session, FeedId feed, FeedPosition end) {
    if (feed.concerns(circle.self().node())
        && (session.shown.containsKey(feed) || session.shown.size() < limits.positionsPerPeer())) {
      session.shown.merge(feed, end, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    table.toPlan.add(feed);
  }

  /** Whether a want was open there that this answers, which is over with its last part. */
  private void answered(Session session, Frame.Entries entries, boolean useful, long now) {
    FeedId feed = entries.run().getFirst().header().feed();
    Optional<WantPlan.Open> open =
        asking.plan().open(feed).filter(one -> one.source.equals(session.peer()));
    if (open.isEmpty()) {
      return;
    }
    if (useful) {
      asking.plan().progress(feed, now);
      if (open.get().want.bodiesNeeded()) {
        lackingBodies.add(feed);
        asking.came(feed);
      }
    }
    if (entries.last()) {
      boolean overtaken = table.head(feed).compareTo(entries.run().getLast().position()) > 0;
      if (useful || overtaken) {
        asking.plan().end(feed);
      } else if (open.get().want.bodiesNeeded()) {
        asking.lacks(session.peer(), feed);
      } else {
        asking.plan().fail(session.peer(), feed, now);
      }
    }
  }

  /** Tells a refusal to whoever sent it and to the origin, if need be when that is up again. */
  private void refuse(Session session, FeedId feed, Refusal refusal) {
    Frame.Nack nack =
        new Frame.Nack(
            feed,
            refusal.epoch(),
            refusal.sequence(),
            refusal.code().name(),
            FeedFrames.plain(refusal.text()));
    session.nack(nack);
    if (session.peer().equals(feed.origin()) || own(feed)) {
      return;
    }
    Optional<Session> origin = table.session(feed.origin());
    if (origin.isPresent()) {
      origin.get().nack(nack);
    } else if (untold.size() < limits.positionsPerPeer()) {
      untold.put(feed, nack);
    }
  }

  private synchronized void nack(Session session, Frame.Nack nack) {
    FeedId feed = nack.feed();
    long now = nanoClock.getAsLong();
    Optional<WantPlan.Open> open =
        asking
            .plan()
            .open(feed)
            .filter(one -> one.source.equals(session.peer()))
            .filter(one -> one.want.epoch() == nack.epoch() && one.want.from() == nack.sequence());
    if (open.isPresent()) {
      Want want = open.get().want;
      boolean further = session.reach(feed).epoch() > want.epoch();
      boolean absent = nack.reason().equals(Refusal.Code.NOT_FOUND.name());
      if (want.bodiesNeeded()) {
        asking.lacks(session.peer(), feed);
      } else if (!absent || !asking.plan().nothingThere(open.get(), further)) {
        asking.plan().fail(session.peer(), feed, now);
        session.shown.remove(feed);
      }
      table.toPlan.add(feed);
      return;
    }
    session.serving.remove(feed);
    if (own(feed) && feed.concerns(session.peer())) {
      pushing.refused(session, feed, now);
      receipts.rejected(session.peer(), nack, clock.instant());
    }
  }

  private synchronized void digest(Session session, Frame.Digest digest) {
    long now = nanoClock.getAsLong();
    if (digest.tellAll()) {
      session.seriesDue |= now - session.seriesAt >= limits.tellAllEvery().toNanos();
    } else if (!session.heard.agrees(digest)
        && now - session.askedAllAt >= limits.tellAllEvery().toNanos()) {
      session.askAll = true;
      session.askedAllAt = now;
    }
  }

  /**
   * Sends what is due and there is room for, reading from disk between; the most urgent first.
   *
   * @return whether more is due at once
   */
  boolean work() {
    long now = nanoClock.getAsLong();
    scanBodies(now);
    List<Pushing.Job> pushes;
    synchronized (this) {
      nacks();
      telling.work(now);
      relaying.work(now);
      asking.work(now);
      pushes = pushing.jobs(now);
    }
    sendForks();
    boolean again = push(pushes);
    return answer() || again;
  }

  /** One part of one answer, so that no peer's catching up keeps what is new waiting. */
  private boolean answer() {
    Answering.Job job;
    List<SignedEntry> run;
    synchronized (this) {
      Optional<Answering.Job> next = answering.next();
      if (next.isEmpty()) {
        return false;
      }
      job = next.get();
      run = job.serving().refused;
    }
    if (run.isEmpty()) {
      Want want = job.serving().want;
      run =
          holdings.read(
              job.session().peer(),
              want.feed(),
              want.epoch(),
              job.serving().next,
              job.entries(),
              job.bytes());
    }
    synchronized (this) {
      answering.send(job, run);
    }
    return true;
  }

  private boolean push(List<Pushing.Job> jobs) {
    // Most readers stand at one place, so that what is read once serves all of them.
    record Place(FeedId feed, long epoch, long from, int entries) {}
    Map<Place, List<SignedEntry>> read = new HashMap<>();
    boolean again = false;
    for (Pushing.Job job : jobs) {
      Place place = new Place(job.feed(), job.epoch(), job.from(), job.entries());
      List<SignedEntry> run = read.get(place);
      if (run == null || job.feed().audience().direct()) {
        run =
            holdings.read(
                job.session().peer(),
                job.feed(),
                job.epoch(),
                job.from(),
                job.entries(),
                limits.frameBytes() - SyncLimits.ENTRY_BYTES);
        read.put(place, run);
      }
      synchronized (this) {
        again |= pushing.send(job, run);
      }
    }
    return again;
  }

  private void nacks() {
    for (Session session : table.sessions()) {
      while (!session.nacks.isEmpty() && session.offer(Lane.URGENT, session.nacks.peek())) {
        session.nacks.remove();
      }
    }
  }

  private void sendForks() {
    Set<FeedId> due = new HashSet<>();
    synchronized (this) {
      for (Session session : table.sessions()) {
        due.addAll(session.forks);
      }
    }
    for (FeedId feed : due) {
      FeedState state = holdings.state(feed);
      synchronized (this) {
        for (Session session : table.sessions()) {
          if (session.forks.contains(feed)
              && (!circle.mayRead(session.peer(), feed)
                  || state.fork().isEmpty()
                  || session.offer(Lane.URGENT, new Frame.Fork(state.fork().get())))) {
            session.forks.remove(feed);
          }
        }
      }
    }
  }

  private void scanBodies(long now) {
    List<FeedId> feeds;
    synchronized (this) {
      boolean all = now - bodiesAt >= limits.bodiesEvery().toNanos();
      if (all) {
        bodiesAt = now;
        lackingBodies.addAll(asking.lackingBodies());
      } else if (lackingBodies.isEmpty()) {
        return;
      }
      feeds = List.copyOf(lackingBodies);
      lackingBodies.clear();
    }
    for (FeedId feed : feeds) {
      List<FeedPosition> places = holdings.missingBodies(feed, BODIES);
      synchronized (this) {
        asking.missing(feed, places);
      }
    }
  }

  private boolean own(FeedId feed) {
    return feed.origin().equals(circle.self().node());
  }

  /** Members that are reached and hold an entry, as they said; the origin first. */
  synchronized List<NodeId> holders(FeedId feed, long epoch, long sequence) {
    List<NodeId> holders = new ArrayList<>();
    for (Session session : table.sessions()) {
      FeedPosition reach = session.reach(feed);
      boolean holds =
          reach.epoch() > epoch || (reach.epoch() == epoch && reach.sequence() >= sequence);
      if (session.peer().equals(feed.origin())) {
        holders.addFirst(session.peer());
      } else if (holds && circle.mayRead(session.peer(), feed)) {
        holders.add(session.peer());
      }
    }
    return holders;
  }

  boolean mayRead(NodeId peer, FeedId feed) {
    return circle.mayRead(peer, feed);
  }
}
