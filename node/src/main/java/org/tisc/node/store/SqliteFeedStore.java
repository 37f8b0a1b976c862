package org.tisc.node.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedQuota;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.StoredEntry.Effect;
import org.tisc.federation.identity.PeerId;

/** Feeds in the node's store. Thread-safe. */
public final class SqliteFeedStore implements FeedStore {
  private static final int APPLIED_AT_ONCE = 200;
  private static final int COMPACTED_AT_ONCE = 2000;

  private final Store store;
  private final EntrySink sink;
  private final InstantSource clock;
  private final FeedQuarantine.Listener quarantine;

  /**
   * Feeds of an open store, which is closed by its owner.
   *
   * @param quarantine hears of entries that could not be applied
   */
  public SqliteFeedStore(
      Store store, EntrySink sink, InstantSource clock, FeedQuarantine.Listener quarantine) {
    this.store = store;
    this.sink = sink;
    this.clock = clock;
    this.quarantine = quarantine;
  }

  @Override
  public List<FeedState> feeds() {
    return store.read(tx -> FeedRows.feeds(tx).stream().map(FeedRows.Feed::state).toList());
  }

  @Override
  public FeedState feed(FeedId feed) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed)
                .map(FeedRows.Feed::state)
                .orElseGet(() -> FeedRows.nothing(feed)));
  }

  @Override
  public FeedQuota.Usage usage(PeerId origin) {
    return store.read(
        tx ->
            tx.first(
                    "SELECT coalesce(sum(entries), 0) AS entries, coalesce(sum(bytes), 0) AS bytes"
                        + " FROM feeds WHERE network = ? AND origin = ?",
                    row -> new FeedQuota.Usage(row.number("entries"), row.number("bytes")),
                    origin.network().value(),
                    origin.node().value())
                .orElseThrow());
  }

  @Override
  public List<StoredEntry> read(
      FeedId feed, long epoch, long fromSequence, int maxEntries, int maxBytes) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed)
                .map(found -> read(tx, found.id(), epoch, fromSequence, maxEntries, maxBytes))
                .orElse(List.of()));
  }

  private static List<StoredEntry> read(
      Tx tx, long feed, long epoch, long from, int maxEntries, int maxBytes) {
    // Lengths first, so that no more bodies are read than are handed out.
    List<Long> lengths =
        tx.query(
            "SELECT length(header) + coalesce(length(body), 0) AS bytes FROM feed_entries"
                + " WHERE feed = ? AND epoch = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
            row -> row.number("bytes"),
            feed,
            epoch,
            from,
            maxEntries);
    int entries = 0;
    long bytes = 0;
    while (entries < lengths.size()) {
      bytes += lengths.get(entries);
      if (entries > 0 && bytes > maxBytes) {
        break;
      }
      entries++;
    }
    List<StoredEntry> found =
        tx.query(
            "SELECT "
                + FeedRows.ENTRY
                + " FROM feed_entries"
                + " WHERE feed = ? AND epoch = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
            FeedRows::entry,
            feed,
            epoch,
            from,
            entries);
    boolean begins = !found.isEmpty() && found.getFirst().entry().header().sequence() == from;
    return begins ? found : List.of();
  }

  @Override
  public Optional<StoredEntry> find(FeedId feed, String recordId, long revision) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed)
                .flatMap(
                    found ->
                        tx.first(
                            "SELECT "
                                + FeedRows.ENTRY
                                + FeedRows.BY_RECORD
                                + " WHERE feed = ? AND record = ? AND revision = ?"
                                + " ORDER BY epoch DESC, sequence DESC LIMIT 1",
                            FeedRows::entry,
                            found.id(),
                            recordId,
                            revision)));
  }

  @Override
  public List<StoredEntry> append(List<EntryDraft> drafts, Maker maker) {
    FeedWriting.Outcome outcome =
        store.write(
            tx -> {
              FeedWriting writing = new FeedWriting(tx, sink, clock.instant());
              List<StoredEntry> entries = new ArrayList<>();
              for (EntryDraft draft : drafts) {
                entries.add(writing.append(draft, maker));
              }
              return writing.outcome(entries);
            });
    outcome.quarantined().forEach(quarantine);
    return outcome.entries();
  }

  @Override
  public FeedState store(FeedId feed, FeedPosition head, List<SignedEntry> run, int checked) {
    record Stored(FeedState state, List<FeedQuarantine> quarantined) {}
    Stored stored =
        store.write(
            tx -> {
              FeedWriting writing = new FeedWriting(tx, sink, clock.instant());
              FeedState after = writing.store(feed, head, run, checked);
              return new Stored(after, writing.outcome(List.of()).quarantined());
            });
    stored.quarantined().forEach(quarantine);
    return stored.state();
  }

  @Override
  public void signatureChecked(FeedId feed, FeedPosition entry) {
    int _ =
        store.write(
            tx ->
                FeedRows.feed(tx, feed)
                    .map(
                        found ->
                            tx.update(
                                "UPDATE feed_entries SET checked = 1 WHERE feed = ?"
                                    + " AND epoch = ? AND sequence = ? AND hash = ?",
                                found.id(),
                                entry.epoch(),
                                entry.sequence(),
                                entry.hash().bytes().toByteArray()))
                    .orElse(0));
  }

  @Override
  public int fill(FeedId feed, List<SignedEntry> withBody) {
    record Filled(int entries, List<FeedQuarantine> quarantined) {}
    Filled filled =
        store.write(
            tx -> {
              FeedWriting writing = new FeedWriting(tx, sink, clock.instant());
              int entries = 0;
              for (SignedEntry each : withBody) {
                entries += writing.fill(feed, each) ? 1 : 0;
              }
              return new Filled(entries, writing.outcome(List.of()).quarantined());
            });
    filled.quarantined().forEach(quarantine);
    return filled.entries();
  }

  @Override
  public List<FeedPosition> missingBodies(FeedId feed, Instant madeSince, int most) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed)
                .map(
                    found ->
                        tx.query(
                            "SELECT epoch, sequence, hash FROM feed_entries"
                                + " WHERE effect = 'NO_BODY' AND effect <> 'APPLIED' AND feed = ?"
                                + " AND unwanted = 0"
                                + " AND made_at >= ? ORDER BY epoch, sequence LIMIT ?",
                            FeedRows::position,
                            found.id(),
                            FeedWriting.millis(madeSince),
                            most))
                .orElse(List.of()));
  }

  @Override
  public Optional<FeedPosition> position(FeedId feed, long epoch, EntryHash hash) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed)
                .flatMap(
                    found ->
                        tx.first(
                            "SELECT epoch, sequence, hash FROM feed_entries"
                                + " WHERE feed = ? AND epoch = ? AND hash = ?"
                                + " ORDER BY sequence DESC LIMIT 1",
                            FeedRows::position,
                            found.id(),
                            epoch,
                            hash.bytes().toByteArray())));
  }

  @Override
  public List<ForkEvidence> forks(FeedId feed) {
    return store.read(
        tx ->
            FeedRows.feed(tx, feed).map(found -> FeedRows.forks(tx, found.id())).orElse(List.of()));
  }

  @Override
  public FeedState freeze(ForkEvidence fork) {
    FeedId feed = fork.first().header().feed();
    return store.write(
        tx -> {
          new FeedWriting(tx, sink, clock.instant()).freeze(fork);
          return FeedRows.feed(tx, feed).orElseThrow().state();
        });
  }

  @Override
  public void applyUnknown() {
    for (String kind : sink.kinds()) {
      reapply(Effect.UNKNOWN_KIND, kind);
    }
  }

  /**
   * Tries those again that could not be applied, as after an upgrade; those that fail again stay as
   * they are. Safe to repeat.
   */
  public void retryQuarantined() {
    for (String kind : sink.kinds()) {
      reapply(Effect.QUARANTINED, kind);
    }
  }

  private void reapply(Effect effect, String kind) {
    long after = 0;
    while (after >= 0) {
      long from = after;
      after = store.write(tx -> reapply(tx, effect, kind, from));
    }
  }

  /** Some entries behind this row; where to go on, or -1 at the end. */
  private long reapply(Tx tx, Effect effect, String kind, long after) {
    record Found(long id, FeedId feed, StoredEntry entry) {}
    List<Found> some =
        tx.query(
            "SELECT id, "
                + FeedRows.ENTRY
                + " FROM feed_entries INDEXED BY feed_entries_without_effect"
                + " WHERE effect = ? AND effect <> 'APPLIED' AND kind = ? AND id > ?"
                + " ORDER BY id LIMIT ?",
            row -> {
              StoredEntry entry = FeedRows.entry(row);
              return new Found(row.number("id"), entry.entry().header().feed(), entry);
            },
            effect,
            kind,
            after,
            APPLIED_AT_ONCE);
    for (Found each : some) {
      EntrySink.Outcome outcome = sink.apply(each.entry(), tx);
      int _ =
          tx.update(
              "UPDATE feed_entries SET effect = ?, reason = ? WHERE id = ?",
              outcome.effect(),
              outcome.reason(),
              each.id());
    }
    return some.size() < APPLIED_AT_ONCE ? -1 : some.getLast().id();
  }

  /**
   * Entries that are kept without effect, though their body is here, by their feed and place.
   *
   * @param effect {@code QUARANTINED} or {@code UNKNOWN_KIND}
   * @param most so many at most
   */
  public List<FeedQuarantine> withoutEffect(Effect effect, int most) {
    return store.read(
        tx ->
            tx.query(
                "SELECT f.network, e.kind, e.reason, "
                    + "e.header, e.signature, NULL AS salt, NULL AS body, e.checked, e.stored_at,"
                    + " e.effect FROM feed_entries e JOIN feeds f ON f.id = e.feed"
                    + " WHERE e.effect = ? AND e.effect <> 'APPLIED'"
                    + " ORDER BY e.feed, e.epoch, e.sequence LIMIT ?",
                row ->
                    FeedWriting.quarantine(
                        FeedRows.entry(row).entry(), row.optionalText("reason").orElse("")),
                effect,
                most));
  }

  /**
   * Drops bodies that nobody needs any more: those of revisions that a later one of the same kind
   * and record of the same feed has superseded, and that came here before this moment. Their
   * headers stay for ever. Safe to repeat; works in short units.
   *
   * @return how many were dropped
   */
  public int compact(Instant storedBefore) {
    int dropped = 0;
    long after = 0;
    while (after >= 0) {
      long from = after;
      long[] step = store.write(tx -> compact(tx, storedBefore, from));
      dropped += (int) step[0];
      after = step[1];
    }
    return dropped;
  }

  private static long[] compact(Tx tx, Instant storedBefore, long after) {
    Optional<Long> end =
        tx.first(
            "SELECT max(id) AS last FROM (SELECT id FROM feed_entries WHERE id > ?"
                + " ORDER BY id LIMIT ?)",
            row -> row.optionalNumber("last").orElse(-1L),
            after,
            COMPACTED_AT_ONCE);
    long last = end.orElse(-1L);
    if (last < 0) {
      return new long[] {0, -1};
    }
    int dropped =
        tx.update(
            "UPDATE feed_entries SET salt = NULL, body = NULL, unwanted = 1"
                + " WHERE id > ? AND id <= ? AND body IS NOT NULL AND stored_at < ?"
                + " AND EXISTS (SELECT 1 FROM feed_entries n WHERE n.feed = feed_entries.feed"
                + " AND n.record = feed_entries.record AND n.revision > feed_entries.revision"
                + " AND n.kind = feed_entries.kind)",
            after,
            last,
            storedBefore);
    return new long[] {dropped, last};
  }

  /**
   * Drops bodies of what was over before this moment by its own word. Their headers, and what was
   * made of them, stay. Safe to repeat; works in short units.
   *
   * @return how many were dropped
   */
  public int dropExpired(Instant before) {
    int dropped = 0;
    long after = 0;
    while (after >= 0) {
      long from = after;
      long[] step = store.write(tx -> dropExpired(tx, before, from));
      dropped += (int) step[0];
      after = step[1];
    }
    return dropped;
  }

  private long[] dropExpired(Tx tx, Instant before, long after) {
    record Found(long id, StoredEntry entry) {}
    // Nothing is over before it was made.
    List<Found> some =
        tx.query(
            "SELECT id, "
                + FeedRows.ENTRY
                + " FROM feed_entries WHERE id > ? AND made_at < ? AND body IS NOT NULL"
                + " AND effect = 'APPLIED' ORDER BY id LIMIT ?",
            row -> new Found(row.number("id"), FeedRows.entry(row)),
            after,
            FeedWriting.millis(before),
            APPLIED_AT_ONCE);
    int dropped = 0;
    for (Found each : some) {
      if (sink.expires(each.entry()).filter(over -> over.isBefore(before)).isPresent()) {
        dropped +=
            tx.update(
                "UPDATE feed_entries SET salt = NULL, body = NULL, unwanted = 1 WHERE id = ?",
                each.id());
      }
    }
    return new long[] {dropped, some.size() < APPLIED_AT_ONCE ? -1 : some.getLast().id()};
  }

  /** Raises {@code FEED_FORKED}; one text for all. */
  static TiscException frozen(FeedId feed) {
    return new TiscException(
        Reason.FEED_FORKED, "feed " + feed + " is frozen until its origin opens a new epoch");
  }
}
