package org.tisc.federation.feed;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads entries in runs that another node can judge. Thread-safe. */
final class RunReader {
  private final FeedStore store;
  private final Function<FeedId, OriginKeys> keys;
  private final CountedEntries counted;

  RunReader(FeedStore store, Function<FeedId, OriginKeys> keys) {
    this.store = store;
    this.keys = keys;
    this.counted = new CountedEntries(store);
  }

  boolean counts(FeedId feed, FeedPosition entry) {
    OptionalLong last = counted.last(store.feed(feed), entry.epoch());
    return last.isPresent() && entry.sequence() <= last.getAsLong();
  }

  List<StoredEntry> read(FeedId feed, long epoch, long from, int maxEntries, int maxBytes) {
    FeedState state = store.feed(feed);
    OptionalLong last = counted.last(state, epoch);
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
}
