package org.tisc.federation.search;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;

/**
 * Snapshots that peers have pinned, by an opaque name each. Thread-safe.
 *
 * <p>A lease belongs to the peer that opened it and to nobody else. It ends {@link #LIFETIME} after
 * its last use, or when its peer opens more than {@link #MAX_PER_PEER}: then the one unused longest
 * goes, so a peer can crowd out only itself. A snapshot in use is closed when its last user is
 * done.
 */
final class Leases implements AutoCloseable {
  /** Several times the longest query, and short enough that merged segments are freed soon. */
  static final Duration LIFETIME = Duration.ofSeconds(90);

  /** Concurrent queries of one busy node. */
  static final int MAX_PER_PEER = 64;

  private final LongSupplier nanoClock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Lease> leases = new HashMap<>();
  private boolean closed;

  Leases(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Takes over the snapshot. Raises SHUTTING_DOWN, with the snapshot closed, after {@link #close}.
   */
  String open(PeerId peer, IndexSnapshot snapshot, List<CollectionInfo> collections) {
    byte[] name = new byte[16];
    random.nextBytes(name);
    Lease lease =
        new Lease(
            HexFormat.of().formatHex(name), peer, snapshot, collections, nanoClock.getAsLong());
    List<Lease> ended = new ArrayList<>();
    boolean refused;
    synchronized (this) {
      refused = closed;
      if (!refused) {
        endExpired(ended);
        leases.values().stream()
            .filter(other -> other.peer.equals(peer))
            .sorted(Comparator.comparingLong((Lease other) -> other.lastUse).reversed())
            .skip(MAX_PER_PEER - 1L)
            .toList()
            .forEach(other -> end(other, ended));
        leases.put(lease.name, lease);
      }
    }
    ended.forEach(Lease::release);
    if (refused) {
      snapshot.close();
      throw new TiscException(Reason.SHUTTING_DOWN, "The node is stopping");
    }
    return lease.name;
  }

  /** A use of the lease, which the caller closes. Raises SNAPSHOT_EXPIRED. */
  Use use(PeerId peer, String name) {
    return find(peer, name)
        .orElseThrow(
            () -> new TiscException(Reason.SNAPSHOT_EXPIRED, "The lease of this query is over"));
  }

  /** A use of the lease, which the caller closes; nothing where it is over. */
  Optional<Use> find(PeerId peer, String name) {
    Optional<Use> use;
    List<Lease> ended = new ArrayList<>();
    synchronized (this) {
      endExpired(ended);
      Lease lease = leases.get(name);
      use =
          lease == null || !lease.peer.equals(peer)
              ? Optional.empty()
              : lease.acquire(nanoClock.getAsLong());
    }
    ended.forEach(Lease::release);
    return use;
  }

  /** Ends what nobody used for the lifetime; called now and then. */
  void sweep() {
    List<Lease> ended = new ArrayList<>();
    synchronized (this) {
      endExpired(ended);
    }
    ended.forEach(Lease::release);
  }

  synchronized int size() {
    return leases.size();
  }

  @Override
  public void close() {
    List<Lease> ended = new ArrayList<>();
    synchronized (this) {
      closed = true;
      List.copyOf(leases.values()).forEach(lease -> end(lease, ended));
    }
    ended.forEach(Lease::release);
  }

  private void endExpired(List<Lease> ended) {
    long now = nanoClock.getAsLong();
    leases.values().stream()
        .filter(lease -> now - lease.lastUse > LIFETIME.toNanos())
        .toList()
        .forEach(lease -> end(lease, ended));
  }

  private void end(Lease lease, List<Lease> ended) {
    leases.remove(lease.name);
    ended.add(lease);
  }

  /** A lease in use. */
  static final class Use implements AutoCloseable {
    private final Lease lease;

    private Use(Lease lease) {
      this.lease = lease;
    }

    IndexSnapshot snapshot() {
      return lease.snapshot.snapshot();
    }

    /** The collections in the order that indexes of messages mean. */
    List<CollectionInfo> collections() {
      return lease.collections;
    }

    @Override
    public void close() {
      lease.release();
    }
  }

  private static final class Lease {
    private final String name;
    private final PeerId peer;
    private final CountedSnapshot snapshot;
    private final List<CollectionInfo> collections;
    private long lastUse;

    private Lease(
        String name,
        PeerId peer,
        IndexSnapshot snapshot,
        List<CollectionInfo> collections,
        long lastUse) {
      this.name = name;
      this.peer = peer;
      this.snapshot = new CountedSnapshot(snapshot);
      this.collections = List.copyOf(collections);
      this.lastUse = lastUse;
    }

    private Optional<Use> acquire(long now) {
      lastUse = now;
      return snapshot.acquire() ? Optional.of(new Use(this)) : Optional.empty();
    }

    private void release() {
      snapshot.release();
    }
  }
}
