package org.tisc.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.tisc.federation.feed.FeedEvents;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.node.store.FeedQuarantine;

/** Brings what feeds tell into the audit log. Thread-safe. */
final class FeedTrail implements FeedEvents, FeedQuarantine.Listener {
  /** An origin that floods its readers with bad entries must not flood their logs. */
  private static final Duration QUARANTINE_EVERY = Duration.ofMinutes(1);

  private static final int MAX_FEEDS = 10_000;

  private final SecurityEvents trail;
  private final InstantSource clock;
  private final Map<FeedId, Instant> told = new HashMap<>();

  FeedTrail(SecurityEvents trail, InstantSource clock) {
    this.trail = trail;
    this.clock = clock;
  }

  @Override
  public void forked(ForkEvidence evidence) {
    FeedId feed = evidence.first().header().feed();
    trail.record(
        "feed.forked",
        Map.of(
            "network", feed.network().value(),
            "origin", feed.origin().value(),
            "audience", feed.audience().text(),
            "epoch", String.valueOf(evidence.place().epoch()),
            "sequence", String.valueOf(evidence.place().sequence()),
            "firstHash", evidence.first().hash().hex(),
            "secondHash", evidence.second().hash().hex()));
  }

  @Override
  public void epochOpened(FeedId feed, FeedPosition first, String by) {
    trail.record(
        "feed.epoch_opened",
        Map.of(
            "caller", by,
            "network", feed.network().value(),
            "audience", feed.audience().text(),
            "epoch", String.valueOf(first.epoch())));
  }

  @Override
  public void headDoubted(FeedId feed, FeedPosition own, FeedPosition position, String by) {
    trail.record(
        "feed.head_doubted",
        Map.of(
            "network", feed.network().value(),
            "audience", feed.audience().text(),
            "node", by,
            "epoch", String.valueOf(position.epoch()),
            "sequence", String.valueOf(position.sequence())));
  }

  @Override
  public void accept(FeedQuarantine kept) {
    if (!due(kept.feed())) {
      return;
    }
    trail.record(
        "entry.quarantined",
        Map.of(
            "network", kept.feed().network().value(),
            "origin", kept.feed().origin().value(),
            "audience", kept.feed().audience().text(),
            "epoch", String.valueOf(kept.epoch()),
            "sequence", String.valueOf(kept.sequence()),
            "kind", kept.kind(),
            "reason", kept.reason()));
  }

  private synchronized boolean due(FeedId feed) {
    Instant now = clock.instant();
    Instant last = told.get(feed);
    if (last != null && now.isBefore(last.plus(QUARANTINE_EVERY))) {
      return false;
    }
    if (told.size() >= MAX_FEEDS) {
      told.clear();
    }
    told.put(feed, now);
    return true;
  }
}
