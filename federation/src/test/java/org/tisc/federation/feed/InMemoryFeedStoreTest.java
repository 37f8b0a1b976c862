package org.tisc.federation.feed;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The fake keeps the contract. */
final class InMemoryFeedStoreTest extends FeedStoreContract {
  private final InMemoryFeedStore store =
      new InMemoryFeedStore(InstantSource.system(), Set.of("alert"));

  @Override
  protected FeedStore store() {
    return store;
  }

  @Override
  protected List<String> applied() {
    return store.applied().stream().map(stored -> stored.entry().header().recordId()).toList();
  }

  @Override
  protected void learnEvent() {
    store.learn("event");
  }
}
