package org.tisc.federation.link;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.proto.federation.v1.LinkBye;
import org.tisc.proto.federation.v1.LinkFrame;
import org.tisc.proto.federation.v1.LinkHello;
import org.tisc.proto.federation.v1.LinkPing;
import org.tisc.proto.federation.v1.LinkPong;
import org.tisc.proto.federation.v1.LinkStart;
import org.tisc.proto.federation.v1.TopicCredit;
import org.tisc.proto.federation.v1.TopicFrame;
import org.tisc.proto.federation.v1.TopicHello;

/**
 * One stream of a pair, by the rules of {@code link.proto}.
 *
 * <p>{@link #received} is called by one thread at a time. Everything that is sent is sent under the
 * stream's own lock, by whoever has something to send: an offer, a credit, the connection that is
 * ready again, the clock. Nothing waits there, and the owner is never called with the lock held;
 * the order is owner before stream. What waits in memory is bounded: going out by the queues of the
 * topics, coming in by the credit they gave, control frames by being at most one of each kind.
 */
final class LinkStream {
  static final int VERSION = 1;
  private static final int MAX_TOPICS = 64;
  private static final int MAX_TEXT = 128;
  private static final long PINGS_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double PINGS = 10;
  private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();
  // A peer whose other frames arrive may take longer for a sign of life, but not for ever.
  private static final int PATIENCE_OF_THE_HEARD = 6;

  /** How far a stream has come. */
  enum Phase {
    /** Without the peer's hello. */
    OPENING,
    /** Both know each other; not chosen yet. */
    GREETED,
    /** The one of its pair. */
    ACTIVE,
    /** Over. */
    ENDED
  }

  /** What a stream tells the one who keeps all streams to its peer. */
  interface Owner {
    /** Both have said hello; choose, or wait for the peer's choice. */
    void greeted(LinkStream stream);

    /** The peer chose this stream. */
    void started(LinkStream stream);

    /**
     * The peer showed that it is there.
     *
     * @param late whether a sign of life had been outstanding for longer than it should take
     */
    void alive(LinkStream stream, boolean late);

    /** The stream has ended; said once. */
    void ended(LinkStream stream, TiscException why);

    /** Why the peer must not be talked to any more; empty when it may. */
    Optional<TiscException> refusal(LinkStream stream);

    /** The peer. */
    PeerId peer();

    /** In which the calls of one topic about this peer are made. */
    Turns turns(String topic);

    /** A topic could not use what the peer sent. */
    void complain(String what, TiscException why);
  }

  private final boolean ours;
  private final Owner owner;
  private final Topics topics;
  private final StreamLimits limits;
  private final LongSupplier nanoClock;
  private final InstantSource clock;
  private final CompletableFuture<Optional<TiscException>> settled = new CompletableFuture<>();
  private final long begun;
  private final Allowance control;
  private final Allowance pings;

  private final Object sending = new Object();
  private final Map<String, TopicPart> parts = new LinkedHashMap<>();
  private volatile Wire wire = ClosedWire.NEVER_OPENED;
  private volatile Phase phase = Phase.OPENING;
  private volatile long heardAt;
  private final AtomicLong ignored = new AtomicLong();
  private @Nullable LinkPong pong;
  private long stalledSince;
  private long pingNumber;
  private long pingAt;
  private boolean pingOpen;
  private int turn;
  private volatile String instance = "";
  private volatile List<String> contested = List.of();
  private volatile long activeSince;
  private volatile long roundTripNanos = -1;
  private volatile long clockAheadMillis;

  LinkStream(
      boolean ours,
      Owner owner,
      Topics topics,
      StreamLimits limits,
      LongSupplier nanoClock,
      InstantSource clock) {
    this.ours = ours;
    this.owner = owner;
    this.topics = topics;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.clock = clock;
    this.begun = nanoClock.getAsLong();
    this.heardAt = begun;
    this.pingAt = begun;
    this.control =
        new Allowance(
            limits.controlFramesPerSecond(), limits.controlFramesPerSecond() * 10.0, begun);
    this.pings = new Allowance(PINGS / TimeUnit.NANOSECONDS.toSeconds(PINGS_NANOS), PINGS, begun);
  }

  /** Whether this node dialled it. */
  boolean ours() {
    return ours;
  }

  Phase phase() {
    return phase;
  }

  /** When it became the one of its pair, on the nano clock. */
  long activeSince() {
    return activeSince;
  }

  /** When the peer was last heard, on the nano clock. */
  long heardAt() {
    return heardAt;
  }

  /** What the peer calls its instance; empty before its hello and from an older release. */
  String instance() {
    return instance;
  }

  /** The instances of this node that the peer says it heard in turn. */
  List<String> contested() {
    return contested;
  }

  /** Frames of kinds and topics that this release does not know. */
  long ignored() {
    return ignored.get();
  }

  /** The last round trip; empty before the first. */
  Optional<Duration> roundTrip() {
    long nanos = roundTripNanos;
    return nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
  }

  /** How far the peer's clock is ahead of ours, to half a round trip; empty before the first. */
  Optional<Duration> clockAhead() {
    return roundTripNanos < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(clockAheadMillis));
  }

  /** Empty once it is the one of its pair; or why it ended before. */
  CompletableFuture<Optional<TiscException>> settled() {
    return settled;
  }

  /** Takes the call and says hello. */
  void open(Wire opened, LinkHello.Builder hello) {
    synchronized (sending) {
      wire = opened;
      for (Topic topic : topics.all()) {
        TopicSettings settings = topic.settings();
        hello.addTopics(
            TopicHello.newBuilder()
                .setName(settings.name())
                .setMaxPayloadBytes(settings.maxPayloadBytes())
                .setCreditBytes(settings.creditBytes()));
      }
      hello.setProtocolVersion(VERSION).setClockMillis(clock.instant().toEpochMilli());
      opened.send(LinkFrame.newBuilder().setHello(hello).build());
    }
  }

  /** Marks it as the one of its pair and, at the one who chooses, says so. */
  List<TopicPart> activate(boolean chosenHere) {
    synchronized (sending) {
      if (phase != Phase.GREETED) {
        return List.of();
      }
      phase = Phase.ACTIVE;
      activeSince = nanoClock.getAsLong();
      if (chosenHere) {
        wire.send(LinkFrame.newBuilder().setStart(LinkStart.getDefaultInstance()).build());
      }
      ping();
    }
    settled.complete(Optional.empty());
    return List.copyOf(parts.values());
  }

  List<TopicPart> parts() {
    return List.copyOf(parts.values());
  }

  /** Takes one frame of the peer. */
  void received(LinkFrame frame) {
    if (phase == Phase.ENDED) {
      wire.more();
      return;
    }
    Optional<TiscException> refusal = owner.refusal(this);
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return;
    }
    heardAt = nanoClock.getAsLong();
    boolean late = late();
    if (!frame.hasTopic() && !control.take(heardAt)) {
      cut("FLOOD", Reason.BUSY, "More control frames than allowed");
      return;
    }
    try {
      take(frame);
    } catch (TiscException e) {
      cut(
          e.fields().getOrDefault(StreamEnds.CODE, e.reason().name()),
          e.reason(),
          String.valueOf(e.getMessage()));
      return;
    }
    owner.alive(this, late);
    wire.more();
  }

  private boolean late() {
    synchronized (sending) {
      return pingOpen && heardAt - pingAt >= LATE_NANOS;
    }
  }

  private void take(LinkFrame frame) {
    if (phase == Phase.OPENING && !frame.hasHello() && !frame.hasBye()) {
      if (frame.getKindCase() == LinkFrame.KindCase.KIND_NOT_SET) {
        ignored.incrementAndGet();
        return;
      }
      throw invalid("A stream begins with a hello, not with " + frame.getKindCase());
    }
    switch (frame.getKindCase()) {
      case HELLO -> hello(frame.getHello());
      case START -> owner.started(this);
      case TOPIC -> topic(frame.getTopic());
      case CREDIT -> credit(frame.getCredit());
      case PING -> {
        if (!pings.take(heardAt)) {
          throw flood("More pings than allowed");
        }
        synchronized (sending) {
          pong = LinkPong.newBuilder().setNumber(frame.getPing().getNumber()).build();
          pump();
        }
      }
      case PONG -> pong(frame.getPong());
      case BYE -> bye(frame.getBye());
      case KIND_NOT_SET -> ignored.incrementAndGet();
    }
  }

  private void hello(LinkHello hello) {
    if (phase != Phase.OPENING) {
      throw invalid("A second hello");
    }
    if (hello.getProtocolVersion() < 1) {
      throw new TiscException(
          Reason.INCOMPATIBLE, "Protocol version " + hello.getProtocolVersion() + " is none");
    }
    if (hello.getTopicsCount() > MAX_TOPICS
        || hello.getSoftwareVersion().length() > MAX_TEXT
        || hello.getScoringProfile().length() > MAX_TEXT
        || hello.getInstance().length() > MAX_TEXT
        || hello.getContestedInstancesCount() > Instances.MOST) {
      throw invalid("A hello over its bounds");
    }
    instance = hello.getInstance();
    contested = List.copyOf(hello.getContestedInstancesList());
    Set<String> names = new HashSet<>();
    synchronized (sending) {
      for (TopicHello theirs : hello.getTopicsList()) {
        if (!names.add(theirs.getName())) {
          throw invalid("A topic named twice");
        }
        Topic topic = topics.find(theirs.getName()).orElse(null);
        if (topic != null) {
          parts.put(theirs.getName(), new TopicPart(this, owner, topic, theirs));
        }
      }
      phase = Phase.GREETED;
    }
    owner.greeted(this);
  }

  private void topic(TopicFrame frame) {
    if (phase != Phase.ACTIVE) {
      throw invalid("A topic frame before the stream was chosen");
    }
    TopicPart part = parts.get(frame.getTopic());
    if (part == null) {
      // Nobody gives credit for it, so that it cannot be many; a flood is one of control frames.
      ignored.incrementAndGet();
      if (!control.take(heardAt)) {
        throw flood("More frames of unknown topics than allowed");
      }
      return;
    }
    part.taken(Lane.fromProto(frame.getLane()), frame.getPayload());
  }

  private void credit(TopicCredit credit) {
    TopicPart part = parts.get(credit.getTopic());
    if (part == null) {
      ignored.incrementAndGet();
      return;
    }
    synchronized (sending) {
      part.credited(Lane.fromProto(credit.getLane()), credit.getBytes());
      pump();
    }
  }

  private void pong(LinkPong answer) {
    synchronized (sending) {
      if (!pingOpen || answer.getNumber() != pingNumber) {
        return;
      }
      pingOpen = false;
      long took = Math.max(1, heardAt - pingAt);
      long now = clock.instant().toEpochMilli();
      clockAheadMillis = answer.getClockMillis() - (now - TimeUnit.NANOSECONDS.toMillis(took) / 2);
      roundTripNanos = took;
    }
  }

  private void bye(LinkBye bye) {
    String reason = bye.getReason();
    String text = PlainText.of(bye.getText());
    over(StreamEnds.told(reason, text));
    wire.finish();
  }

  /** Queues a frame of a topic; see {@link TopicLink#offer}. */
  boolean offer(TopicPart part, Lane lane, ByteString payload) {
    synchronized (sending) {
      if (phase != Phase.ACTIVE || !part.queue(lane, payload)) {
        return false;
      }
      pump();
    }
    return true;
  }

  /** The topic has taken a frame of this cost. */
  void consumed(TopicPart part, Lane lane, int cost) {
    synchronized (sending) {
      part.owe(lane, cost);
      pump();
    }
  }

  /** The connection takes frames again. */
  void writable() {
    synchronized (sending) {
      pump();
    }
  }

  /** Sends what may be sent; under the lock. */
  private void pump() {
    if (phase == Phase.ENDED) {
      return;
    }
    sendWhileReady();
    if (phase == Phase.ACTIVE) {
      parts.values().forEach(TopicPart::tellRoom);
    }
  }

  private void sendWhileReady() {
    while (wire.ready()) {
      LinkFrame next = next();
      if (next == null) {
        stalledSince = 0;
        return;
      }
      wire.send(next);
    }
    if (stalledSince == 0 && waiting()) {
      stalledSince = nanoClock.getAsLong() | 1;
    } else if (stalledSince != 0 && wire.ready()) {
      stalledSince = 0;
    }
  }

  private @Nullable LinkFrame next() {
    LinkPong answer = pong;
    if (answer != null) {
      pong = null;
      return LinkFrame.newBuilder()
          .setPong(answer.toBuilder().setClockMillis(clock.instant().toEpochMilli()))
          .build();
    }
    if (phase != Phase.ACTIVE) {
      return null;
    }
    List<TopicPart> all = new ArrayList<>(parts.values());
    for (TopicPart part : all) {
      Optional<TopicCredit> credit = part.creditDue();
      if (credit.isPresent()) {
        return LinkFrame.newBuilder().setCredit(credit.get()).build();
      }
    }
    for (Lane lane : Lane.values()) {
      for (int i = 0; i < all.size(); i++) {
        Optional<TopicFrame> frame = all.get((turn + i) % all.size()).poll(lane);
        if (frame.isPresent()) {
          turn = (turn + i + 1) % all.size();
          return LinkFrame.newBuilder().setTopic(frame.get()).build();
        }
      }
    }
    return null;
  }

  private boolean waiting() {
    return pong != null || parts.values().stream().anyMatch(TopicPart::waiting);
  }

  /** Asks for a sign of life; under the lock. */
  private void ping() {
    if (!pingOpen) {
      pingOpen = true;
      pingNumber = ThreadLocalRandom.current().nextLong();
      pingAt = nanoClock.getAsLong();
      wire.send(
          LinkFrame.newBuilder().setPing(LinkPing.newBuilder().setNumber(pingNumber)).build());
    }
  }

  /** Asks at once whether the peer is there. */
  void probe() {
    synchronized (sending) {
      if (phase == Phase.ACTIVE) {
        ping();
      }
    }
  }

  /** Whether a sign of life that was asked for is outstanding. */
  boolean probing() {
    synchronized (sending) {
      return pingOpen;
    }
  }

  /** Looks at the clock: asks for signs of life and ends what has taken too long. */
  void tick() {
    Optional<TiscException> refusal = owner.refusal(this);
    long now = nanoClock.getAsLong();
    @Nullable String why = null;
    synchronized (sending) {
      if (phase == Phase.ENDED) {
        return;
      }
      pump();
      if (refusal.isEmpty()) {
        why = overdue(now);
        if (why == null && phase == Phase.ACTIVE && now - pingAt >= limits.pingEvery().toNanos()) {
          ping();
        }
      }
    }
    if (refusal.isPresent()) {
      refuse(refusal.get());
    } else if (why != null) {
      cut(why, Reason.TIMED_OUT, StreamEnds.text(why));
    }
  }

  private @Nullable String overdue(long now) {
    if (phase != Phase.ACTIVE) {
      return now - begun >= limits.settledWithin().toNanos() ? "SILENT" : null;
    }
    if (stalledSince != 0 && now - stalledSince >= limits.stalledAfter().toNanos()) {
      return "SLOW_READER";
    }
    long pongWithin = limits.pongWithin().toNanos();
    if (pingOpen
        && now - pingAt >= pongWithin
        && (now - heardAt >= pongWithin || now - pingAt >= PATIENCE_OF_THE_HEARD * pongWithin)) {
      return "SILENT";
    }
    long starved = limits.noCreditAfter().toNanos();
    for (TopicPart part : parts.values()) {
      if (part.starvedFor(now) >= starved) {
        return "NO_CREDIT";
      }
    }
    return null;
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** Ends the stream in good order, with a code of {@code link.proto}. */
  void end(String code) {
    synchronized (sending) {
      if (phase == Phase.ENDED) {
        return;
      }
      wire.send(StreamEnds.bye(code, StreamEnds.text(code)));
    }
    over(StreamEnds.own(code));
    wire.finish();
  }

  /** Ends the stream because the peer broke a rule or does not keep up. */
  private void cut(String code, Reason reason, String text) {
    TiscException why = new TiscException(reason, code + ": " + text);
    boolean used;
    synchronized (sending) {
      if (phase == Phase.ENDED) {
        return;
      }
      used = phase == Phase.ACTIVE;
      wire.send(StreamEnds.bye(code, text));
    }
    owner.complain("stream", why);
    over(why);
    if (used) {
      wire.cut(why);
    } else {
      wire.abort(why);
    }
  }

  /** Ends the stream because the peer may not be talked to. */
  void refuse(TiscException why) {
    if (phase == Phase.ENDED) {
      return;
    }
    owner.complain("stream", why);
    over(why);
    wire.cut(why);
  }

  /** Ends the stream that nobody waits for any more. */
  void giveUp(TiscException why) {
    over(why);
    wire.abort(why);
  }

  /** The call under the stream has ended. */
  void closed(TiscException why) {
    over(why);
  }

  private void over(TiscException why) {
    synchronized (sending) {
      if (phase == Phase.ENDED) {
        return;
      }
      phase = Phase.ENDED;
      pong = null;
      parts.values().forEach(TopicPart::drop);
    }
    settled.complete(Optional.of(why));
    owner.ended(this, why);
  }

  private static TiscException flood(String what) {
    return new TiscException(Reason.BUSY, what, Map.of(StreamEnds.CODE, "FLOOD"));
  }

  static TiscException invalid(String what) {
    return new TiscException(Reason.INVALID_ARGUMENT, what);
  }
}
