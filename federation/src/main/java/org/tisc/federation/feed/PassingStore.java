package org.tisc.federation.feed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.PeerId;

/** A store before another one, to which everything passes that is not overridden. */
public abstract class PassingStore implements FeedStore {
  private final FeedStore store;

  protected PassingStore(FeedStore store) {
    this.store = store;
  }

  @Override
  public FeedState store(FeedId feed, FeedPosition head, List<SignedEntry> run, int checked) {
    return store.store(feed, head, run, checked);
  }

  @Override
  public int fill(FeedId feed, List<SignedEntry> withBody) {
    return store.fill(feed, withBody);
  }

  @Override
  public List<FeedState> feeds() {
    return store.feeds();
  }

  @Override
  public FeedState feed(FeedId feed) {
    return store.feed(feed);
  }

  @Override
  public FeedQuota.Usage usage(PeerId origin) {
    return store.usage(origin);
  }

  @Override
  public List<StoredEntry> read(
      FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes) {
    return store.read(feed, epoch, fromSequence, maxEntries, maxBytes);
  }

  @Override
  public Optional<StoredEntry> find(FeedId feed, String recordId, long revision) {
    return store.find(feed, recordId, revision);
  }

  @Override
  public List<StoredEntry> append(List<EntryDraft> drafts, Maker maker) {
    return store.append(drafts, maker);
  }

  @Override
  public void signatureChecked(FeedId feed, FeedPosition entry) {
    store.signatureChecked(feed, entry);
  }

  @Override
  public List<FeedPosition> missingBodies(FeedId feed, Instant madeSince, int most) {
    return store.missingBodies(feed, madeSince, most);
  }

  @Override
  public Optional<FeedPosition> position(FeedId feed, long epoch, EntryHash hash) {
    return store.position(feed, epoch, hash);
  }

  @Override
  public List<ForkEvidence> forks(FeedId feed) {
    return store.forks(feed);
  }

  @Override
  public FeedState freeze(ForkEvidence fork) {
    return store.freeze(fork);
  }

  @Override
  public void applyUnknown() {
    store.applyUnknown();
  }
}
