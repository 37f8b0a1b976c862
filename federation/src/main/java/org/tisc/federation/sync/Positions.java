package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;

/**
 * Where one side of a stream stands in each feed, as it told the other: kept by both sides, the
 * teller and the hearer, so that a short digest shows whether they agree. Guarded by whoever owns
 * it.
 */
final class Positions {
  private final int most;
  private final TreeMap<FeedId, FeedPosition> byFeed = new TreeMap<>();
  private final Set<FeedId> named = new HashSet<>();
  private boolean complete;

  /** None yet; further feeds than these are dropped. */
  Positions(int most) {
    this.most = most;
  }

  /** One position was told. */
  void put(FeedId feed, FeedPosition position) {
    if (byFeed.size() < most || byFeed.containsKey(feed)) {
      byFeed.put(feed, position);
      named.add(feed);
    }
  }

  /** A series that names all has ended: what was not named since the one before is not held. */
  void complete() {
    byFeed.keySet().retainAll(named);
    named.clear();
    complete = true;
  }

  /** Whether there has been a complete series. */
  boolean known() {
    return complete;
  }

  /** The position in a feed; the start where nothing was told. */
  FeedPosition of(FeedId feed) {
    return byFeed.getOrDefault(feed, FeedPosition.START);
  }

  /** The position as it was told. */
  Optional<FeedPosition> told(FeedId feed) {
    return Optional.ofNullable(byFeed.get(feed));
  }

  /** All feeds and positions, in order. */
  Map<FeedId, FeedPosition> all() {
    return byFeed;
  }

  /** Forgets what does not belong to these any more. */
  void keepOnly(java.util.function.Predicate<FeedId> feeds) {
    byFeed.keySet().removeIf(feeds.negate());
  }

  /** The digest of all that was told. */
  Frame.Digest digest(boolean tellAll) {
    MessageDigest sha256 = sha256();
    FeedFrames.digestParts(byFeed.entrySet()).forEach(part -> sha256.update(part.toByteArray()));
    return new Frame.Digest(ByteString.copyFrom(sha256.digest()), byFeed.size(), tellAll);
  }

  /** Whether the other side's digest is of the same positions. */
  boolean agrees(Frame.Digest theirs) {
    return theirs.count() == byFeed.size() && theirs.sha256().equals(digest(false).sha256());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
