package org.tisc.federation.link;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.proto.federation.v1.TopicCredit;
import org.tisc.proto.federation.v1.TopicFrame;
import org.tisc.proto.federation.v1.TopicHello;

/**
 * One topic on one stream: what waits to go out, what came in and is not taken yet, and the credit
 * of both directions. The way out is guarded by the stream's lock, the way in by its own; who holds
 * the first may take the second, never the other way round.
 */
final class TopicPart implements TopicLink {
  // How long a frame that came too fast waits at a time, so that the end of a stream is noticed.
  private static final long NAP_MILLIS = 100;

  /** The way out of one lane. */
  private static final class Out {
    private final ArrayDeque<ByteString> waiting = new ArrayDeque<>();
    private long bytes;
    private long credit;
    private long starvedSince;
    private boolean refused;
    private int owed;
  }

  /** The way in of one lane. */
  private static final class In {
    private final ArrayDeque<ByteString> waiting = new ArrayDeque<>();
    private int credit;
  }

  private final LinkStream stream;
  private final LinkStream.Owner owner;
  private final Topic topic;
  private final TopicSettings settings;
  private final int maxPayload;
  private final long theirCredit;
  private final Turns turns;
  private final Map<Lane, Out> out = new EnumMap<>(Lane.class);
  private final Object arriving = new Object();
  private final Map<Lane, In> in = new EnumMap<>(Lane.class);
  private final Allowance rate;
  private boolean down;
  private volatile boolean ended;

  TopicPart(LinkStream stream, LinkStream.Owner owner, Topic topic, TopicHello theirs) {
    this.stream = stream;
    this.owner = owner;
    this.topic = topic;
    this.settings = topic.settings();
    this.turns = owner.turns(settings.name());
    this.maxPayload =
        (int)
            Math.min(
                settings.maxPayloadBytes(), Integer.toUnsignedLong(theirs.getMaxPayloadBytes()));
    this.theirCredit = Integer.toUnsignedLong(theirs.getCreditBytes());
    this.rate = new Allowance(settings.framesPerSecond(), settings.framesPerSecond(), stream.now());
    for (Lane lane : Lane.values()) {
      Out way = new Out();
      way.credit = theirCredit;
      out.put(lane, way);
      In back = new In();
      back.credit = settings.creditBytes();
      in.put(lane, back);
    }
  }

  @Override
  public PeerId peer() {
    return owner.peer();
  }

  @Override
  public int maxPayloadBytes() {
    return maxPayload;
  }

  @Override
  public boolean offer(Lane lane, ByteString payload) {
    if (payload.size() > maxPayload) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "A frame of topic "
              + settings.name()
              + " has "
              + payload.size()
              + " bytes, expected at most "
              + maxPayload);
    }
    return stream.offer(this, lane, payload);
  }

  void up() {
    turns.add(() -> topic.onUp(this));
  }

  /** Nothing that comes in later is given to the topic. */
  void down() {
    synchronized (arriving) {
      down = true;
      turns.add(() -> topic.onDown(this));
    }
  }

  /** A frame came; raises what it breaks. */
  void taken(Lane lane, ByteString payload) {
    if (payload.size() > settings.maxPayloadBytes()) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "A frame of topic "
              + settings.name()
              + " has "
              + payload.size()
              + " bytes, expected at most "
              + settings.maxPayloadBytes());
    }
    int cost = TopicSettings.cost(payload.size());
    synchronized (arriving) {
      if (down) {
        return;
      }
      In way = way(lane);
      if (cost > way.credit) {
        throw new TiscException(
            Reason.BUSY,
            "Topic " + settings.name() + " had credit for " + way.credit + " bytes, not " + cost,
            Map.of(StreamEnds.CODE, "CREDIT_EXCEEDED"));
      }
      way.credit -= cost;
      way.waiting.add(payload);
      turns.add(this::deliver);
    }
  }

  private In way(Lane lane) {
    return in.computeIfAbsent(lane, _ -> new In());
  }

  private Out wayOut(Lane lane) {
    return out.computeIfAbsent(lane, _ -> new Out());
  }

  /** Gives the topic the most urgent frame that waits; each call follows one that came. */
  private void deliver() {
    keepPace();
    for (Lane lane : Lane.values()) {
      ByteString payload;
      synchronized (arriving) {
        payload = way(lane).waiting.poll();
      }
      if (payload == null) {
        continue;
      }
      try {
        topic.onFrame(this, lane, payload);
      } catch (TiscException e) {
        owner.complain("topic " + settings.name(), e);
      } finally {
        stream.consumed(this, lane, TopicSettings.cost(payload.size()));
      }
      return;
    }
  }

  /** Waits for the clock where the peer sent faster than the topic allows; ends with the stream. */
  private void keepPace() {
    long wait = TimeUnit.NANOSECONDS.toMillis(rate.takeLater(stream.now()));
    try {
      while (wait > 0 && !ended) {
        Thread.sleep(Math.min(wait, NAP_MILLIS));
        wait -= NAP_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // From here on under the stream's lock.

  /** Queues a frame; false when the lane is full. */
  boolean queue(Lane lane, ByteString payload) {
    Out way = wayOut(lane);
    if (settings.newestOnly()) {
      way.waiting.clear();
      way.bytes = 0;
    }
    int cost = TopicSettings.cost(payload.size());
    if (way.bytes + cost > settings.queueBytes()) {
      way.refused = true;
      return false;
    }
    way.waiting.add(payload);
    way.bytes += cost;
    return true;
  }

  /** The next frame of a lane that its credit covers. */
  Optional<TopicFrame> poll(Lane lane) {
    Out way = wayOut(lane);
    ByteString payload = way.waiting.peek();
    if (payload == null) {
      return Optional.empty();
    }
    int cost = TopicSettings.cost(payload.size());
    if (cost > way.credit) {
      if (way.starvedSince == 0) {
        way.starvedSince = stream.now() | 1;
      }
      return Optional.empty();
    }
    way.waiting.remove();
    way.starvedSince = 0;
    way.bytes -= cost;
    way.credit -= cost;
    return Optional.of(
        TopicFrame.newBuilder()
            .setTopic(settings.name())
            .setLane(lane.toProto())
            .setPayload(payload)
            .build());
  }

  /** Whether a frame waits for the connection alone. */
  boolean waiting() {
    for (Lane lane : Lane.values()) {
      Out way = wayOut(lane);
      ByteString payload = way.waiting.peek();
      if (payload != null && TopicSettings.cost(payload.size()) <= way.credit) {
        return true;
      }
    }
    return false;
  }

  /** How long a frame has waited for credit, in nanoseconds. */
  long starvedFor(long now) {
    long longest = 0;
    for (Out way : out.values()) {
      if (way.starvedSince != 0) {
        longest = Math.max(longest, now - way.starvedSince);
      }
    }
    return longest;
  }

  /** The peer has taken so much; never more is open than it began with. */
  void credited(Lane lane, int bytes) {
    Out way = wayOut(lane);
    way.credit = Math.min(theirCredit, way.credit + Integer.toUnsignedLong(bytes));
  }

  /** The topic has taken so much, which the peer may send anew. */
  void owe(Lane lane, int cost) {
    wayOut(lane).owed += cost;
  }

  /** Credit that is worth a frame: half of all, or all where the peer may be waiting. */
  Optional<TopicCredit> creditDue() {
    for (Lane lane : Lane.values()) {
      Out way = wayOut(lane);
      if (way.owed == 0) {
        continue;
      }
      synchronized (arriving) {
        In back = way(lane);
        if (way.owed * 2L >= settings.creditBytes()
            || back.credit < TopicSettings.cost(settings.maxPayloadBytes())) {
          back.credit += way.owed;
          TopicCredit credit =
              TopicCredit.newBuilder()
                  .setTopic(settings.name())
                  .setLane(lane.toProto())
                  .setBytes(way.owed)
                  .build();
          way.owed = 0;
          return Optional.of(credit);
        }
      }
    }
    return Optional.empty();
  }

  /** Tells the topic of room in lanes that refused something. */
  void tellRoom() {
    List<Lane> roomy = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      Out way = wayOut(lane);
      if (way.refused && way.bytes * 2 <= settings.queueBytes()) {
        way.refused = false;
        roomy.add(lane);
      }
    }
    roomy.forEach(lane -> turns.add(() -> topic.onRoom(this, lane)));
  }

  /** The stream has ended; what waits to go out goes nowhere. */
  void drop() {
    ended = true;
    for (Out way : out.values()) {
      way.waiting.clear();
      way.bytes = 0;
      way.starvedSince = 0;
    }
  }
}
