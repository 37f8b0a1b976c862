package org.tisc.federation.search;

import io.grpc.Context;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;

/**
 * What searching costs for each peer, as a bucket that fills with time and is emptied by processor
 * time. What a call will cost is not known before, so it begins while anything is left and is
 * charged afterwards; whoever is in debt by then waits the longer. Thread-safe.
 */
final class PeerCosts {
  /** Serving one call, whatever it asks. */
  static final long CALL_NANOS = 200_000;

  /** Reading one document for display, and marking what was found in it. */
  static final long DOCUMENT_NANOS = 100_000;

  /** Looking up one number of a segment's statistics. */
  static final long LOOK_UP_NANOS = 3_000;

  // Peers are members of the own networks: a few hundred. More are forgotten once their share is
  // whole again.
  private static final int MANY = 4_096;

  private static final Context.Key<Call> CURRENT = Context.key("search-costs");

  private final SearchShare share;
  private final LongSupplier nanoClock;
  private final Map<PeerId, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  PeerCosts(SearchShare share, LongSupplier nanoClock) {
    this.share = share;
    this.nanoClock = nanoClock;
  }

  private static final class Bucket {
    private double leftNanos;
    private long atNanos;
    private int running;
  }

  /** One call that is charged. */
  final class Call {
    private final Bucket bucket;

    private Call(Bucket bucket) {
      this.bucket = bucket;
    }

    /** Charges processor time that the call took. */
    void spent(long nanos) {
      synchronized (PeerCosts.this) {
        fill(bucket);
        bucket.leftNanos -= nanos;
      }
    }
  }

  /** The call that this thread serves, where it is charged. */
  static @Nullable Call current(Context context) {
    return CURRENT.get(context);
  }

  /** Charges the call that this thread serves. */
  static void charge(long nanos) {
    Call call = CURRENT.get();
    if (call != null) {
      call.spent(nanos);
    }
  }

  /**
   * Serves a call of a peer. Raises BUSY with {@code retryAfterSeconds} where the peer took its
   * share already, or has too many calls running.
   */
  <T> T charged(PeerId peer, Supplier<T> work) {
    Call call = begin(peer);
    Context context = Context.current().withValue(CURRENT, call);
    Context before = context.attach();
    try {
      return work.get();
    } finally {
      context.detach(before);
      end(call);
    }
  }

  private synchronized Call begin(PeerId peer) {
    forgetIdle();
    Bucket bucket = buckets.get(peer);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.leftNanos = share.burst().toNanos();
      bucket.atNanos = nanoClock.getAsLong();
      buckets.put(peer, bucket);
    }
    fill(bucket);
    if (bucket.leftNanos <= 0) {
      double waitSeconds = -bucket.leftNanos / share.perSecond().toNanos();
      throw busy(
          peer + " took its share of this node's searching", 1 + (long) Math.ceil(waitSeconds));
    }
    if (bucket.running >= share.callsAtOnce()) {
      throw busy("More than " + share.callsAtOnce() + " searches of " + peer + " at once", 1);
    }
    bucket.running++;
    bucket.leftNanos -= CALL_NANOS;
    return new Call(bucket);
  }

  private static TiscException busy(String message, long seconds) {
    return new TiscException(
        Reason.BUSY, message, Map.of("retryAfterSeconds", Long.toString(seconds)));
  }

  private synchronized void end(Call call) {
    call.bucket.running--;
  }

  /** How many peers are known. */
  synchronized int known() {
    return buckets.size();
  }

  private void fill(Bucket bucket) {
    long now = nanoClock.getAsLong();
    double seconds = (now - bucket.atNanos) / 1e9;
    bucket.atNanos = now;
    bucket.leftNanos =
        Math.min(share.burst().toNanos(), bucket.leftNanos + seconds * share.perSecond().toNanos());
  }

  private void forgetIdle() {
    if (buckets.size() < MANY) {
      return;
    }
    Iterator<Bucket> each = buckets.values().iterator();
    while (each.hasNext() && buckets.size() >= MANY) {
      Bucket bucket = each.next();
      fill(bucket);
      if (bucket.running == 0 && bucket.leftNanos >= share.burst().toNanos()) {
        each.remove();
      }
    }
  }
}
