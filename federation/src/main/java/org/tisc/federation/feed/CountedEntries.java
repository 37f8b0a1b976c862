package org.tisc.federation.feed;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Which entries of each epoch of a feed count. Thread-safe. */
final class CountedEntries {
  private final FeedStore store;
  // What a later epoch counts in of an earlier one never changes.
  private final Map<FeedId, Map<Long, Long>> known = new ConcurrentHashMap<>();

  CountedEntries(FeedStore store) {
    this.store = store;
  }

  /** The last entry of an epoch that counts; empty where there is none. */
  OptionalLong last(FeedState state, long epoch) {
    FeedPosition head = state.head();
    if (epoch < 1 || epoch > head.epoch()) {
      return OptionalLong.empty();
    }
    if (epoch == head.epoch()) {
      return OptionalLong.of(head.sequence());
    }
    Map<Long, Long> ofFeed = known.computeIfAbsent(state.feed(), _ -> new ConcurrentHashMap<>());
    Long found = ofFeed.get(epoch);
    if (found == null) {
      found = find(state.feed(), epoch);
      if (found > 0) {
        ofFeed.put(epoch, found);
      }
    }
    return found > 0 ? OptionalLong.of(found) : OptionalLong.empty();
  }

  private long find(FeedId feed, long epoch) {
    Optional<FeedPosition> counted =
        store.read(feed, epoch + 1, 1, 1, 1).stream()
            .findFirst()
            .flatMap(next -> store.position(feed, epoch, next.entry().header().previous()));
    if (counted.isPresent()) {
      return counted.get().sequence();
    }
    // Another branch was counted in than the one that is held: what both share counts.
    return parted(feed, epoch) ? fork(feed, epoch).orElse(1) - 1 : 0;
  }

  /** Whether a fork of this epoch is proven. */
  boolean parted(FeedId feed, long epoch) {
    return fork(feed, epoch).isPresent();
  }

  private OptionalLong fork(FeedId feed, long epoch) {
    return store.forks(feed).stream()
        .map(ForkEvidence::place)
        .filter(place -> place.epoch() == epoch)
        .mapToLong(FeedPosition::sequence)
        .min();
  }
}
