package org.tisc.node.store;

import java.util.function.Consumer;
import org.tisc.federation.feed.FeedId;

/**
 * An entry that is kept but could not be applied, or not yet.
 *
 * @param feed whose entry it is
 * @param epoch from 1
 * @param sequence in the epoch, from 1
 * @param kind what its body is
 * @param recordId the record that it is about
 * @param reason why; empty where this release does not know the kind
 */
public record FeedQuarantine(
    FeedId feed, long epoch, long sequence, String kind, String recordId, String reason) {
  /** Hears of entries that could not be applied, once they are on disk. */
  public interface Listener extends Consumer<FeedQuarantine> {}
}
