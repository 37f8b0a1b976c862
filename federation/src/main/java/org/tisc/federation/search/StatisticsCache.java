package org.tisc.federation.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tisc.federation.identity.PeerId;

/**
 * What peers said of their collections, each for itself: what one peer says changes, crowds out or
 * vouches for nothing of another. Thread-safe, in memory only, so that no term outlives the
 * process.
 *
 * <p>All together stay within {@link #MAX_BYTES}, by estimate: each peer has an equal part of it,
 * of four at least.
 */
final class StatisticsCache {
  /** A tenth of a modest heap; about 200,000 pairs of term and segment. */
  static final long MAX_BYTES = 32L * 1024 * 1024;

  /** What one of few peers may take. */
  private static final int SMALLEST_DIVISOR = 4;

  private final long maxBytes;
  private final Map<PeerId, PeerMemory> peers = new ConcurrentHashMap<>();

  StatisticsCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What is kept of this peer. */
  PeerMemory of(PeerId peer) {
    PeerMemory known = peers.get(peer);
    return known == null ? admit(peer) : known;
  }

  private synchronized PeerMemory admit(PeerId peer) {
    PeerMemory admitted = peers.computeIfAbsent(peer, _ -> new PeerMemory(0));
    long each = maxBytes / Math.max(SMALLEST_DIVISOR, peers.size());
    peers.values().forEach(memory -> memory.bound(each));
    return admitted;
  }

  /** About how many bytes are kept of all peers. */
  long bytes() {
    return peers.values().stream().mapToLong(PeerMemory::bytes).sum();
  }
}
