package org.tisc.federation.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;

/**
 * A store in which no member but this node itself takes more than its quota: what would is refused
 * with QUOTA_EXCEEDED, and is taken as soon as there is room. Thread-safe.
 */
public final class QuotaStore extends PassingStore {
  private static final double DAY_NANOS = Duration.ofDays(1).toNanos();

  private final NodeId self;
  private final FeedQuota quota;
  private final InstantSource clock;
  private final Map<PeerId, Account> accounts = new ConcurrentHashMap<>();

  /** What one origin took; its own lock is held while an entry of it is being stored. */
  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    // At least what is on the disk: bodies that were dropped since are not taken off at once.
    private Optional<FeedQuota.Usage> known = Optional.empty();
    private double left;
    private Instant at;

    Account(double left, Instant at) {
      this.left = left;
      this.at = at;
    }
  }

  /** A store before another one. */
  public QuotaStore(FeedStore store, NodeId self, FeedQuota quota, InstantSource clock) {
    super(store);
    this.self = self;
    this.quota = quota;
    this.clock = clock;
  }

  private interface Storing<T> {
    T store();
  }

  private <T> T within(FeedId feed, long entries, long bytes, Storing<T> storing) {
    if (feed.origin().equals(self)) {
      return storing.store();
    }
    PeerId origin = feed.originId();
    Account account =
        accounts.computeIfAbsent(
            origin, _ -> new Account((double) quota.bytesPerDay(), clock.instant()));
    account.lock.lock();
    try {
      FeedQuota.Usage used = require(account, origin, entries, bytes);
      T stored = storing.store();
      account.known =
          Optional.of(new FeedQuota.Usage(used.entries() + entries, used.bytes() + bytes));
      account.left -= bytes;
      return stored;
    } finally {
      account.lock.unlock();
    }
  }

  private FeedQuota.Usage require(Account account, PeerId origin, long entries, long bytes) {
    Instant now = clock.instant();
    double days = Math.max(0, Duration.between(account.at, now).toNanos()) / DAY_NANOS;
    double most = (double) quota.bytesPerDay();
    account.left = Math.min(most, account.left + days * most);
    account.at = now;
    if (bytes > account.left) {
      throw new TiscException(
          Reason.QUOTA_EXCEEDED,
          "This node takes at most "
              + quota.bytesPerDay()
              + " bytes a day from one member; more follow later");
    }
    FeedQuota.Usage used = account.known.orElseGet(() -> usage(origin));
    if (!fits(used, entries, bytes)) {
      used = usage(origin);
      account.known = Optional.of(used);
      if (!fits(used, entries, bytes)) {
        throw new TiscException(
            Reason.QUOTA_EXCEEDED,
            "This node keeps at most "
                + quota.entries()
                + " entries and "
                + quota.bytes()
                + " bytes of one member, and has "
                + used.entries()
                + " and "
                + used.bytes());
      }
    }
    return used;
  }

  private boolean fits(FeedQuota.Usage used, long entries, long bytes) {
    return used.entries() + entries <= quota.entries() && used.bytes() + bytes <= quota.bytes();
  }

  @Override
  public FeedState store(FeedId feed, FeedPosition head, List<SignedEntry> run, int checked) {
    return within(
        feed,
        run.size(),
        run.stream().mapToLong(FeedQuota::bytes).sum(),
        () -> super.store(feed, head, run, checked));
  }

  @Override
  public int fill(FeedId feed, List<SignedEntry> withBody) {
    return within(
        feed,
        0,
        withBody.stream().mapToLong(FeedQuota::bodyBytes).sum(),
        () -> super.fill(feed, withBody));
  }
}
