package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.link.Lane;
import org.tisc.federation.link.TopicLink;

/**
 * What one network's exchange knows and owes on the stream to one peer; gone with the stream.
 * Guarded by the lock of {@link NetworkSync}.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  // Refusals that wait for room; a peer that causes more than these need not hear of all.
  private static final int MAX_NACKS = 256;

  /** How far an own feed was pushed. */
  static final class Push {
    long epoch;
    long sequence;
    Lane lane = Lane.NORMAL;
    long suspendedUntil;

    Push(long now) {
      this.suspendedUntil = now;
    }
  }

  /** How far a want of the peer is answered. */
  static final class Serving {
    final Want want;
    long next;
    long bytesLeft;
    boolean begun;

    /** What was read for it and found its lane full. */
    List<SignedEntry> refused = List.of();

    Serving(Want want) {
      this.want = want;
      this.next = want.from();
      this.bytesLeft = want.maxBytes();
    }
  }

  private final TopicLink link;

  /** What this side told, and what the other told. */
  final Positions told;

  final Positions heard;

  /** Where the peer stands at least, as entries that it sent show. */
  final Map<FeedId, FeedPosition> shown = new HashMap<>();

  /** What the peer said last of own feeds of which this node does not hold as much itself. */
  final Map<FeedId, Statement> ahead = new HashMap<>();

  /** Feeds whose position goes out with the next step, and with the next round. */
  final Set<FeedId> dueNow = new TreeSet<>();

  final Set<FeedId> owed = new TreeSet<>();

  final Map<FeedId, Push> pushes = new HashMap<>();
  final LinkedHashMap<FeedId, Serving> serving = new LinkedHashMap<>();

  /** Feeds of which this peer got entries by its wants. */
  final Set<FeedId> served = new LinkedHashSet<>();

  final ArrayDeque<Frame.Nack> nacks = new ArrayDeque<>();
  final LinkedHashMap<Relays.Key, Statement> relays = new LinkedHashMap<>();
  final Set<FeedId> forks = new TreeSet<>();
  final Set<Lane> full = EnumSet.noneOf(Lane.class);

  /**
   * Whether a series that tells all is to begin, and what is still to be named in the one begun.
   */
  boolean seriesDue = true;

  final ArrayDeque<FeedId> series = new ArrayDeque<>();
  boolean seriesRunning;
  long seriesAt;
  long digestAt;
  boolean askAll;
  long askedAllAt;

  Session(TopicLink link, SyncLimits limits, long now) {
    this.link = link;
    this.told = new Positions(limits.positionsPerPeer());
    this.heard = new Positions(limits.positionsPerPeer());
    this.seriesAt = now - limits.tellAllEvery().toNanos();
    this.askedAllAt = seriesAt;
    this.digestAt = now + limits.digestEvery().toNanos();
  }

  NodeId peer() {
    return link.peer().node();
  }

  TopicLink link() {
    return link;
  }

  /** Where the peer stands in a feed, as far as is known. */
  FeedPosition reach(FeedId feed) {
    FeedPosition said = heard.of(feed);
    FeedPosition seen = shown.getOrDefault(feed, FeedPosition.START);
    return seen.compareTo(said) > 0 ? seen : said;
  }

  void nack(Frame.Nack nack) {
    if (nacks.size() < MAX_NACKS) {
      nacks.add(nack);
    }
  }

  /** Puts a frame into a lane; false when the lane is full, of which the topic hears later. */
  boolean offer(Lane lane, Frame frame) {
    if (full.contains(lane)) {
      return false;
    }
    ByteString payload = FeedFrames.encode(frame);
    if (payload.size() > link.maxPayloadBytes()) {
      // Only a peer of smaller bounds than any release has; what it misses it asks for elsewhere.
      LOG.warn("{} takes no frame of {} bytes", link.peer(), payload.size());
      return true;
    }
    boolean taken = link.offer(lane, payload);
    if (!taken) {
      full.add(lane);
    }
    return taken;
  }
}
