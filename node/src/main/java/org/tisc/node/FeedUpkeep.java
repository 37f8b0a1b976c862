package org.tisc.node;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Feeds;
import org.tisc.node.store.SqliteFeedStore;

/** Drops once a day what nobody needs of feeds any more. */
final class FeedUpkeep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeedUpkeep.class);

  /** Not at once: a node that starts has other things to do. */
  private static final Duration FIRST = Duration.ofMinutes(10);

  private static final Duration EVERY = Duration.ofDays(1);

  private final SqliteFeedStore feeds;
  private final Duration keepSuperseded;
  private final Runnable further;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("feed-upkeep").daemon().factory());

  /**
   * Upkeep that runs from now on until it is closed.
   *
   * @param keepSuperseded how long bodies of superseded revisions are kept
   * @param further what rooms with records do as often
   */
  FeedUpkeep(
      SqliteFeedStore feeds, Duration keepSuperseded, Runnable further, InstantSource clock) {
    this.feeds = feeds;
    this.keepSuperseded = keepSuperseded;
    this.further = further;
    this.clock = clock;
    var _ =
        timer.scheduleWithFixedDelay(
            this::compact, FIRST.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void compact() {
    try {
      int dropped = feeds.compact(clock.instant().minus(keepSuperseded));
      if (dropped > 0) {
        log.info("Dropped the content of {} superseded revisions in feeds", dropped);
      }
      int expired = feeds.dropExpired(clock.instant().minus(Feeds.KEPT_WHEN_OVER));
      if (expired > 0) {
        log.info("Dropped the content of {} entries in feeds that are long over", expired);
      }
    } catch (TiscException failure) {
      log.error("Feeds could not be compacted", failure);
    }
    try {
      further.run();
    } catch (TiscException failure) {
      log.error("The upkeep of records failed; it is tried again tomorrow", failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
