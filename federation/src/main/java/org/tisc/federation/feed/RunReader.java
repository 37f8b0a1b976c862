package org.tisc.federation.feed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Reads entries in runs that another node can judge. Thread-safe. */
final class RunReader {
  private final FeedStore store;
  private final Function<FeedId, OriginKeys> keys;
  private final Map<FeedId, Map<Long, Long>> lastSequences = new ConcurrentHashMap<>();

  RunReader(FeedStore store, Function<FeedId, OriginKeys> keys) {
    this.store = store;
    this.keys = keys;
  }

  List<StoredEntry> read(FeedId feed, long epoch, long from, int maxEntries, int maxBytes) {
    FeedState state = store.feed(feed);
    OptionalLong last = last(state, epoch);
    if (last.isEmpty() || from > last.getAsLong() || from < 1) {
      return List.of();
    }
    long most = Math.min(maxEntries, last.getAsLong() - from + 1);
    List<StoredEntry> run = store.read(feed, epoch, from, (int) most, maxBytes);
    for (int end = run.size(); end > 0; end--) {
      StoredEntry entry = run.get(end - 1);
      if (entry.signatureChecked()) {
        return run.subList(0, end);
      }
      if (keys.apply(feed).signed(entry.entry())) {
        store.signatureChecked(feed, entry.entry().position());
        return run.subList(0, end);
      }
    }
    return List.of();
  }

  /** The last entry of an epoch that counts; empty where there is none. */
  private OptionalLong last(FeedState state, long epoch) {
    FeedPosition head = state.head();
    if (epoch == head.epoch()) {
      return OptionalLong.of(head.sequence());
    }
    if (epoch < 1 || epoch > head.epoch()) {
      return OptionalLong.empty();
    }
    Map<Long, Long> known =
        lastSequences.computeIfAbsent(state.feed(), _ -> new ConcurrentHashMap<>());
    Long found = known.get(epoch);
    if (found == null) {
      Optional<FeedPosition> counted =
          store.read(state.feed(), epoch + 1, 1, 1, 1).stream()
              .findFirst()
              .flatMap(
                  next -> store.position(state.feed(), epoch, next.entry().header().previous()));
      if (counted.isEmpty()) {
        return OptionalLong.empty();
      }
      found = counted.get().sequence();
      known.put(epoch, found);
    }
    return OptionalLong.of(found);
  }
}
