package org.tisc.federation.link;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.proto.federation.v1.LinkHello;

/**
 * All streams to one peer, of which one is in use.
 *
 * <p>Both members may dial at one moment, so the one with the lower node id chooses. It takes the
 * first that is complete. Another one that the same side dialled replaces it, since nobody dials
 * who still has one. One that the other side dialled waits while the stream in use is asked for a
 * sign of life: with it the newcomer is a duplicate, without it the stream in use is dead and gives
 * way. The other member follows what it is told. So a stream that works is never given up for
 * another, and nothing was ever said on one that is not chosen.
 *
 * <p>The lock is taken before that of a stream; topics and the listener are called outside of both.
 */
final class PeerStreams implements LinkStream.Owner {
  // One in use, one that waits for its end, and a few that are being opened or closed.
  private static final int MAX_OPEN = 4;
  private static final Duration DUPLICATE_AFTER = Duration.ofSeconds(2);
  private static final Duration AGREED_WITHIN = Duration.ofSeconds(5);

  /** Hears what becomes of the streams. */
  interface Listener {
    /** A stream is in use now. */
    void up(boolean ours);

    /** Something came from the peer; late when it had not answered for a while. */
    void heard(boolean ours, boolean late);

    /** Which instance of the peer that was. */
    void spoke(String instance);

    /** The peer heard these instances of this node in turn. */
    void told(List<String> contested);

    /** The stream in use has ended, after having been in use for so long. */
    void down(boolean ours, Duration lived, TiscException why);
  }

  private final PeerId peer;
  private final boolean chooses;
  private final Topics topics;
  private final StreamLimits limits;
  private final LongSupplier nanoClock;
  private final InstantSource clock;
  private final Supplier<LinkHello> hello;
  private final Standing standing;
  private final Refusals refusals;
  private final Listener listener;
  private final ConcurrentHashMap<String, Turns> turns = new ConcurrentHashMap<>();
  private final Allowance accepting;
  private final Map<LinkStream, Supplier<Optional<VerifiedPeer>>> open = new HashMap<>();
  private final Map<LinkStream, Ending> ending = new HashMap<>();
  private @Nullable LinkStream active;
  private @Nullable LinkStream newcomer;
  private long newcomerAt;
  private boolean closed;
  private long ignored;

  private record Ending(Wire wire, long since) {}

  PeerStreams(
      PeerId self,
      PeerId peer,
      Topics topics,
      StreamLimits limits,
      LongSupplier nanoClock,
      InstantSource clock,
      Supplier<LinkHello> hello,
      Standing standing,
      Refusals refusals,
      Listener listener) {
    this.peer = peer;
    this.chooses = self.node().value().compareTo(peer.node().value()) < 0;
    this.topics = topics;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.clock = clock;
    this.hello = hello;
    this.standing = standing;
    this.refusals = refusals;
    this.listener = listener;
    this.accepting =
        new Allowance(
            limits.streamsPerMinute() / 60.0, limits.streamsPerMinute(), nanoClock.getAsLong());
  }

  /**
   * A new stream over a call that begins now. Raises BUSY when too many are open, UNAVAILABLE when
   * the link is closed.
   *
   * @param ours whether this node made the call
   * @param verified whom the other side's certificate speaks for
   */
  LinkStream begin(boolean ours, Supplier<Optional<VerifiedPeer>> verified) {
    LinkStream stream = new LinkStream(ours, this, topics, limits, nanoClock, clock);
    synchronized (this) {
      if (closed) {
        throw new TiscException(Reason.UNAVAILABLE, "The link to " + peer + " is closed");
      }
      if (open.size() >= MAX_OPEN) {
        throw new TiscException(
            Reason.BUSY, "More than " + MAX_OPEN + " streams of " + peer + " at once");
      }
      if (!ours && !accepting.take(nanoClock.getAsLong())) {
        throw new TiscException(Reason.BUSY, peer + " opens streams too often");
      }
      open.put(stream, verified);
    }
    return stream;
  }

  /** Says hello over the call of a stream. */
  void open(LinkStream stream, Wire wire) {
    stream.open(wire, hello.get().toBuilder());
  }

  @Override
  public void greeted(LinkStream stream) {
    listener.told(stream.contested());
    if (!chooses) {
      return;
    }
    LinkStream duplicate = null;
    synchronized (this) {
      LinkStream present = active;
      if (present != null && present.ours() != stream.ours()) {
        duplicate = newcomer;
        newcomer = stream;
        newcomerAt = nanoClock.getAsLong();
        present.probe();
      }
    }
    if (duplicate != null) {
      duplicate.end(StreamEnds.DUPLICATE);
    }
    if (!waits(stream)) {
      use(stream);
    }
  }

  private synchronized boolean waits(LinkStream stream) {
    return stream.equals(newcomer);
  }

  @Override
  public void started(LinkStream stream) {
    if (chooses) {
      throw LinkStream.invalid("The member with the lower node id chooses the stream");
    }
    use(stream);
  }

  /** Puts a stream into use in the place of the one before. */
  private void use(LinkStream stream) {
    LinkStream before;
    synchronized (this) {
      if (closed || stream.phase() != LinkStream.Phase.GREETED) {
        return;
      }
      before = active;
      if (before != null) {
        before.parts().forEach(TopicPart::down);
      }
      active = stream;
      stream.activate(chooses).forEach(TopicPart::up);
    }
    if (before != null) {
      before.end(StreamEnds.REPLACED);
    }
    listener.up(stream.ours());
  }

  @Override
  public void alive(LinkStream stream, boolean late) {
    LinkStream duplicate = null;
    synchronized (this) {
      if (newcomer != null && stream.equals(active) && !stream.probing()) {
        duplicate = newcomer;
        newcomer = null;
      }
    }
    if (duplicate != null) {
      duplicate.end(StreamEnds.DUPLICATE);
    }
    listener.heard(stream.ours(), late);
    listener.spoke(stream.instance());
  }

  @Override
  public void ended(LinkStream stream, TiscException why) {
    boolean was;
    LinkStream next = null;
    synchronized (this) {
      open.remove(stream);
      ignored += stream.ignored();
      if (stream.equals(newcomer)) {
        newcomer = null;
      }
      was = stream.equals(active);
      if (was) {
        active = null;
        next = newcomer;
        newcomer = null;
        stream.parts().forEach(TopicPart::down);
      }
    }
    if (next != null) {
      use(next);
    }
    if (was) {
      listener.down(
          stream.ours(), Duration.ofNanos(nanoClock.getAsLong() - stream.activeSince()), why);
    }
  }

  @Override
  public Optional<TiscException> refusal(LinkStream stream) {
    Supplier<Optional<VerifiedPeer>> verified;
    synchronized (this) {
      verified = open.get(stream);
    }
    if (verified == null) {
      return Optional.empty();
    }
    Optional<VerifiedPeer> other = verified.get();
    if (other.isEmpty()) {
      // The handshake is not over; nothing has been said yet.
      return Optional.empty();
    }
    return standing.refusalOf(other.get());
  }

  @Override
  public PeerId peer() {
    return peer;
  }

  @Override
  public Turns turns(String topic) {
    return turns.computeIfAbsent(topic, name -> new Turns("topic-" + name + "-" + peer.node()));
  }

  @Override
  public void complain(String what, TiscException why) {
    refusals.tellLater("call.refused", peer.uri(), what, why);
  }

  /** The stream in use. */
  synchronized Optional<LinkStream> inUse() {
    return Optional.ofNullable(active);
  }

  /** Frames that this release does not know, of all streams so far. */
  synchronized long ignored() {
    return ignored + (active == null ? 0 : active.ignored());
  }

  /** A call goes on ending in the background; it is cut when the peer does not agree. */
  synchronized void ending(LinkStream stream, Wire wire) {
    ending.put(stream, new Ending(wire, nanoClock.getAsLong()));
  }

  /** A call has ended. */
  synchronized void gone(LinkStream stream) {
    ending.remove(stream);
  }

  /** Looks at the clock; about every second. */
  void tick() {
    long now = nanoClock.getAsLong();
    List<LinkStream> all;
    LinkStream dead = null;
    List<Wire> overdue = new ArrayList<>();
    synchronized (this) {
      all = List.copyOf(open.keySet());
      if (newcomer != null && now - newcomerAt >= DUPLICATE_AFTER.toNanos()) {
        dead = active;
      }
      ending
          .values()
          .removeIf(
              end -> {
                boolean late = now - end.since() >= AGREED_WITHIN.toNanos();
                if (late) {
                  overdue.add(end.wire());
                }
                return late;
              });
    }
    overdue.forEach(
        wire -> wire.abort(new TiscException(Reason.TIMED_OUT, "The peer did not end the call")));
    if (dead != null) {
      dead.end(StreamEnds.REPLACED);
    }
    all.forEach(LinkStream::tick);
  }

  /** Ends the streams whose peer may not be talked to any more. */
  void recheck() {
    List<LinkStream> all;
    synchronized (this) {
      all = List.copyOf(open.keySet());
    }
    all.forEach(stream -> refusal(stream).ifPresent(stream::refuse));
  }

  /** Ends all streams, in good order, and takes no more. */
  void close(String code) {
    List<LinkStream> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(open.keySet());
    }
    all.forEach(stream -> stream.end(code));
  }
}
