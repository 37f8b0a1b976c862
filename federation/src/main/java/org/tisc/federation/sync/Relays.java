package org.tisc.federation.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.identity.NodeId;

/**
 * The newest statement of every other reader about every other origin's feed for the network, kept
 * in memory for handing on, so that an origin learns of readers that it cannot reach. Guarded by
 * whoever owns it.
 */
final class Relays {
  /** Whose statement about which feed. */
  record Key(NodeId reader, FeedId feed) {}

  private final int most;
  private final Map<Key, Statement> newest = new HashMap<>();

  /** None yet; statements about more pairs than these are dropped. */
  Relays(int most) {
    this.most = most;
  }

  /** Whether a statement says of a feed something newer than what is kept. */
  boolean news(Key key, Statement statement) {
    Statement kept = newest.get(key);
    return kept == null ? newest.size() < most : kept.number() < statement.number();
  }

  /** Keeps a statement whose signature was checked. */
  void keep(Key key, Statement statement) {
    newest.put(key, statement);
  }

  Optional<Statement> find(Key key) {
    return Optional.ofNullable(newest.get(key));
  }

  /** All that is kept. */
  List<Key> keys() {
    return new ArrayList<>(newest.keySet());
  }

  /** Forgets readers and origins that are gone. */
  void keepOnly(java.util.function.Predicate<Key> keys) {
    newest.keySet().removeIf(keys.negate());
  }

  /**
   * Whether this member is one of those that hand a statement on although its reader got nothing
   * through them: the same few for everybody, others for every pair.
   */
  static boolean chosen(NodeId self, List<NodeId> others, Key key, int relays) {
    long mine = weight(self, key);
    int before = 0;
    for (NodeId other : others) {
      if (!other.equals(key.reader())
          && !other.equals(key.feed().origin())
          && weight(other, key) < mine) {
        before++;
      }
      if (before >= relays) {
        return false;
      }
    }
    return true;
  }

  private static long weight(NodeId node, Key key) {
    long mixed =
        node.value().hashCode() * 0x9E3779B97F4A7C15L
            ^ key.reader().value().hashCode() * 0xC2B2AE3D27D4EB4FL
            ^ key.feed().origin().value().hashCode() * 0x165667B19E3779F9L;
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 32;
  }
}
