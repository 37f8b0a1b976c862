package org.tisc.federation.search;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * What was pinned for somebody and is to be found again, by an opaque name each: snapshots for
 * peers, open queries for accounts. Thread-safe.
 *
 * <p>A lease belongs to the owner that opened it and to nobody else. It ends {@link #LIFETIME}
 * after its last use, or when its owner opens more than its share: then the one unused longest
 * goes, so an owner crowds out itself first. At most {@link #MAX_GENERATIONS} states of a
 * collection stay pinned; a further one ends the leases of the state unused longest, so that merged
 * segments are freed. What is in use is closed when its last user is done.
 *
 * @param <O> who owns leases
 * @param <V> what is leased
 */
final class Leases<O, V> implements AutoCloseable {
  /** How long a reader may look at one page and still turn to the next. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  /** States of one collection. */
  static final int MAX_GENERATIONS = 8;

  private final int mostPerOwner;
  private final int most;
  private final Consumer<V> closer;
  private final LongSupplier nanoClock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Lease> leases = new HashMap<>();
  private final Map<String, Map<ByteString, Integer>> pinned = new HashMap<>();
  private boolean closed;

  /**
   * No leases yet.
   *
   * @param mostPerOwner leases of one owner
   * @param most leases of all
   * @param closer closes what was leased
   */
  Leases(int mostPerOwner, int most, Consumer<V> closer, LongSupplier nanoClock) {
    this.mostPerOwner = mostPerOwner;
    this.most = most;
    this.closer = closer;
    this.nanoClock = nanoClock;
  }

  /** Snapshots for peers: of each as many as one busy node has queries in some minutes. */
  static <O> Leases<O, IndexSnapshot> ofSnapshots(LongSupplier nanoClock) {
    return new Leases<>(128, Integer.MAX_VALUE, IndexSnapshot::close, nanoClock);
  }

  /**
   * Takes over the value. Raises SHUTTING_DOWN, with the value closed, after {@link #close}.
   *
   * @param collections that it pins, in the order that indexes of messages mean
   */
  String open(O owner, V value, List<CollectionInfo> collections) {
    byte[] name = new byte[16];
    random.nextBytes(name);
    Lease lease =
        new Lease(
            HexFormat.of().formatHex(name),
            owner,
            new Counted<>(value, closer),
            collections,
            nanoClock.getAsLong());
    List<Lease> ended = new ArrayList<>();
    boolean refused;
    synchronized (this) {
      refused = closed;
      if (!refused) {
        endExpired(ended);
        makeRoom(owner, ended);
        put(lease);
        freeGenerations(lease, ended);
      }
    }
    ended.forEach(Lease::release);
    if (refused) {
      closer.accept(value);
      throw new TiscException(Reason.SHUTTING_DOWN, "The node is stopping");
    }
    return lease.name;
  }

  /** A use of the lease, which the caller closes. Raises SNAPSHOT_EXPIRED. */
  Use<V> use(O owner, String name) {
    return find(owner, name)
        .orElseThrow(
            () -> new TiscException(Reason.SNAPSHOT_EXPIRED, "The lease of this query is over"));
  }

  /** A use of the lease, which the caller closes; nothing where it is over. */
  Optional<Use<V>> find(O owner, String name) {
    Optional<Use<V>> use;
    List<Lease> ended = new ArrayList<>();
    synchronized (this) {
      endExpired(ended);
      Lease lease = leases.get(name);
      use =
          lease == null || !lease.owner.equals(owner)
              ? Optional.empty()
              : lease.acquire(nanoClock.getAsLong());
    }
    ended.forEach(Lease::release);
    return use;
  }

  /** Ends a lease before its time. */
  void end(String name) {
    List<Lease> ended = new ArrayList<>();
    synchronized (this) {
      Lease lease = leases.get(name);
      if (lease != null) {
        end(lease, ended);
      }
    }
    ended.forEach(Lease::release);
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

  private void makeRoom(O owner, List<Lease> ended) {
    Comparator<Lease> newestFirst = Comparator.comparingLong((Lease one) -> one.lastUse).reversed();
    leases.values().stream()
        .filter(other -> other.owner.equals(owner))
        .sorted(newestFirst)
        .skip(mostPerOwner - 1L)
        .toList()
        .forEach(other -> end(other, ended));
    if (leases.size() >= most) {
      leases.values().stream()
          .sorted(newestFirst)
          .skip(most - 1L)
          .toList()
          .forEach(other -> end(other, ended));
    }
  }

  private void put(Lease lease) {
    leases.put(lease.name, lease);
    lease.states.forEach(
        (collection, state) ->
            pinned.computeIfAbsent(collection, _ -> new HashMap<>()).merge(state, 1, Integer::sum));
  }

  /** Ends the leases of old states where the new lease pinned one too many. */
  private void freeGenerations(Lease newest, List<Lease> ended) {
    newest.states.forEach(
        (collection, state) -> {
          while (pinned.getOrDefault(collection, Map.of()).size() > MAX_GENERATIONS) {
            ByteString oldest = unusedLongest(collection, state);
            leases.values().stream()
                .filter(lease -> oldest.equals(lease.states.get(collection)))
                .toList()
                .forEach(lease -> end(lease, ended));
          }
        });
  }

  private ByteString unusedLongest(String collection, ByteString kept) {
    Map<ByteString, Long> lastUses = new HashMap<>();
    for (Lease lease : leases.values()) {
      ByteString state = lease.states.get(collection);
      if (state != null && !state.equals(kept)) {
        lastUses.merge(state, lease.lastUse, (one, other) -> one - other > 0 ? one : other);
      }
    }
    long now = nanoClock.getAsLong();
    return lastUses.entrySet().stream()
        .max(Comparator.comparingLong(entry -> now - entry.getValue()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private void end(Lease lease, List<Lease> ended) {
    leases.remove(lease.name);
    lease.states.forEach(
        (collection, state) ->
            pinned.computeIfPresent(
                collection,
                (_, states) -> {
                  states.computeIfPresent(state, (_, users) -> users == 1 ? null : users - 1);
                  return states.isEmpty() ? null : states;
                }));
    ended.add(lease);
  }

  /** A lease in use. */
  static final class Use<V> implements AutoCloseable {
    private final Counted<V> counted;
    private final List<CollectionInfo> collections;

    private Use(Counted<V> counted, List<CollectionInfo> collections) {
      this.counted = counted;
      this.collections = collections;
    }

    V value() {
      return counted.value();
    }

    /** The collections in the order that indexes of messages mean. */
    List<CollectionInfo> collections() {
      return collections;
    }

    @Override
    public void close() {
      counted.release();
    }
  }

  private final class Lease {
    private final String name;
    private final O owner;
    private final Counted<V> counted;
    private final List<CollectionInfo> collections;
    private final Map<String, ByteString> states = new HashMap<>();
    private long lastUse;

    private Lease(
        String name, O owner, Counted<V> counted, List<CollectionInfo> collections, long lastUse) {
      this.name = name;
      this.owner = owner;
      this.counted = counted;
      this.collections = List.copyOf(collections);
      this.lastUse = lastUse;
      collections.forEach(one -> one.state().ifPresent(state -> states.put(one.name(), state)));
    }

    private Optional<Use<V>> acquire(long now) {
      lastUse = now;
      return counted.acquire() ? Optional.of(new Use<>(counted, collections)) : Optional.empty();
    }

    private void release() {
      counted.release();
    }
  }
}
