package org.tisc.federation.sync;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.identity.NodeId;

/**
 * What a reader says that it holds, as it travels: a receipt, once its signature was checked.
 *
 * @param reader who says so
 * @param number rises with every statement of the reader in this network
 * @param at when, by the reader's clock; shown only
 * @param positions where it stands, by feed, in the feeds' order
 * @param key the hash of the key that signs; empty when the reader has none yet
 * @param bytes what is signed
 * @param signature the signature; empty when the reader has no key yet
 */
record Statement(
    NodeId reader,
    long number,
    Instant at,
    Map<FeedId, FeedPosition> positions,
    ByteString key,
    ByteString bytes,
    ByteString signature) {
  /** The domain of its signature. */
  static final String DOMAIN = "tisc have v1";

  /** Whether every member may see it. */
  boolean open() {
    return positions.keySet().stream().noneMatch(feed -> feed.audience().direct());
  }

  /** The feeds it speaks of. */
  List<FeedId> feeds() {
    return List.copyOf(positions.keySet());
  }
}
