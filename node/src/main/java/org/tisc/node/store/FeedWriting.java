package org.tisc.node.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryBody;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.FeedStore;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.feed.StoredEntry.Effect;

/** What one unit of work does to feeds. Used inside that unit only. */
final class FeedWriting {
  private static final String EPOCH = "epoch";

  private final Tx tx;
  private final EntrySink sink;
  private final Instant now;
  private final Map<FeedId, FeedRows.Feed> feeds = new HashMap<>();
  private final List<FeedQuarantine> quarantined = new ArrayList<>();

  /** What a unit did, to be told when it is on disk. */
  record Outcome(List<StoredEntry> entries, List<FeedQuarantine> quarantined) {}

  FeedWriting(Tx tx, EntrySink sink, Instant now) {
    this.tx = tx;
    this.sink = sink;
    this.now = now;
  }

  Outcome outcome(List<StoredEntry> entries) {
    return new Outcome(entries, List.copyOf(quarantined));
  }

  /** Appends a draft, or finds what was appended for it before. */
  StoredEntry append(EntryDraft draft, FeedStore.Maker maker) {
    FeedRows.Feed feed = feed(draft.feed());
    Optional<StoredEntry> present =
        tx.first(
            "SELECT "
                + FeedRows.ENTRY
                + FeedRows.BY_RECORD
                + " WHERE feed = ? AND record = ? AND revision = ? AND kind = ?"
                + " ORDER BY epoch DESC, sequence DESC LIMIT 1",
            FeedRows::entry,
            feed.id(),
            draft.recordId(),
            draft.revision(),
            draft.kind());
    if (present.isPresent()) {
      return present.get();
    }
    if (feed.state().fork().isPresent() && !draft.kind().equals(EPOCH)) {
      throw SqliteFeedStore.frozen(draft.feed());
    }
    SignedEntry entry = maker.next(draft, feed.state().head());
    StoredEntry stored = insert(feed, entry, true);
    FeedState _ = moveHead(feed, List.of(entry));
    return stored;
  }

  /** Stores a run that follows the head, and says how the feed stands then. */
  FeedState store(FeedId id, FeedPosition head, List<SignedEntry> run, int checked) {
    FeedRows.Feed feed = feed(id);
    if (!feed.state().head().equals(head)) {
      throw new TiscException(
          Reason.STALE_REVISION, "the head of feed " + id + " is not the one that was expected");
    }
    if (feed.state().fork().isPresent()) {
      FeedPosition place = feed.state().fork().get().place();
      for (SignedEntry entry : run) {
        if (entry.header().epoch() == place.epoch()
            && entry.header().sequence() >= place.sequence()) {
          throw SqliteFeedStore.frozen(id);
        }
      }
    }
    for (int i = 0; i < run.size(); i++) {
      StoredEntry _ = insert(feed, run.get(i), i >= run.size() - 1 - checked);
    }
    return moveHead(feed, run);
  }

  private FeedRows.Feed feed(FeedId id) {
    FeedRows.Feed known = feeds.get(id);
    if (known == null) {
      int _ =
          tx.update(
              "INSERT INTO feeds (network, origin, audience) VALUES (?, ?, ?)"
                  + " ON CONFLICT DO NOTHING",
              id.network().value(),
              id.origin().value(),
              id.audience().text());
      known = FeedRows.feed(tx, id).orElseThrow();
      feeds.put(id, known);
    }
    return known;
  }

  private FeedState moveHead(FeedRows.Feed feed, List<SignedEntry> run) {
    SignedEntry to = run.getLast();
    FeedState before = feed.state();
    boolean thaws = before.fork().filter(f -> f.place().epoch() < to.header().epoch()).isPresent();
    Optional<ForkEvidence> fork = thaws ? Optional.empty() : before.fork();
    FeedState after =
        new FeedState(before.feed(), to.position(), before.entries() + run.size(), fork);
    int _ =
        tx.update(
            "UPDATE feeds SET head_epoch = ?, head_sequence = ?, head_hash = ?, entries = ?,"
                + " bytes = bytes + ?, frozen = CASE WHEN ? THEN NULL ELSE frozen END WHERE id = ?",
            to.header().epoch(),
            to.header().sequence(),
            to.hash().bytes().toByteArray(),
            after.entries(),
            run.stream().mapToLong(FeedWriting::bytes).sum(),
            thaws,
            feed.id());
    feeds.put(before.feed(), new FeedRows.Feed(feed.id(), after));
    return after;
  }

  private static long bytes(SignedEntry entry) {
    return entry.headerBytes().size()
        + entry.signature().size()
        + entry.body().map(body -> body.salt().size() + (long) body.content().size()).orElse(0L);
  }

  private StoredEntry insert(FeedRows.Feed feed, SignedEntry entry, boolean checked) {
    EntryHeader header = entry.header();
    EntrySink.Outcome outcome =
        sink.apply(new StoredEntry(entry, checked, now, Effect.APPLIED), tx);
    note(entry, outcome);
    boolean unwanted = outcome.effect() == Effect.NO_BODY && superseded(feed.id(), header);
    int _ =
        tx.update(
            "INSERT INTO feed_entries (feed, epoch, sequence, hash, kind, record, revision,"
                + " made_at, stored_at, checked, effect, reason, unwanted, signature, header,"
                + " salt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            feed.id(),
            header.epoch(),
            header.sequence(),
            entry.hash().bytes().toByteArray(),
            header.kind(),
            header.recordId(),
            header.revision(),
            millis(header.createdAt()),
            now,
            checked,
            outcome.effect(),
            outcome.reason(),
            unwanted,
            entry.signature().toByteArray(),
            entry.headerBytes().toByteArray(),
            entry.body().map(EntryBody::salt).map(salt -> salt.toByteArray()),
            entry.body().map(EntryBody::content).map(content -> content.toByteArray()));
    takeBack(feed.id(), header);
    return new StoredEntry(entry, checked, now, outcome.effect());
  }

  private void takeBack(long feed, EntryHeader header) {
    if (header.revision() > 1) {
      int _ =
          tx.update(
              "UPDATE feed_entries SET unwanted = 1 WHERE feed = ? AND record = ?"
                  + " AND revision < ? AND kind = ? AND effect = 'NO_BODY'",
              feed,
              header.recordId(),
              header.revision(),
              header.kind());
    }
    for (long erased : header.erases()) {
      int _ =
          tx.update(
              "UPDATE feed_entries SET unwanted = 1, salt = NULL, body = NULL"
                  + " WHERE feed = ? AND epoch = ? AND sequence = ?",
              feed,
              header.epoch(),
              erased);
    }
  }

  private boolean superseded(long feed, EntryHeader header) {
    return tx.first(
            "SELECT 1 AS found FROM feed_entries WHERE feed = ? AND record = ? AND revision > ?"
                + " AND kind = ? LIMIT 1",
            row -> row.number("found"),
            feed,
            header.recordId(),
            header.revision(),
            header.kind())
        .isPresent();
  }

  /** Gives an entry its missing body and its effect; false where it needs none. */
  boolean fill(FeedId id, SignedEntry entry) {
    Optional<FeedRows.Feed> feed = FeedRows.feed(tx, id);
    if (feed.isEmpty() || entry.body().isEmpty()) {
      return false;
    }
    record Found(long id, StoredEntry entry) {}
    Optional<Found> found =
        tx.first(
            "SELECT id, "
                + FeedRows.ENTRY
                + " FROM feed_entries WHERE feed = ? AND epoch = ? AND sequence = ?"
                + " AND hash = ? AND effect = 'NO_BODY' AND unwanted = 0",
            row -> new Found(row.number("id"), FeedRows.entry(row)),
            feed.get().id(),
            entry.header().epoch(),
            entry.header().sequence(),
            entry.hash().bytes().toByteArray());
    if (found.isEmpty()) {
      return false;
    }
    EntrySink.Outcome outcome =
        sink.apply(
            new StoredEntry(
                entry,
                found.get().entry().signatureChecked(),
                found.get().entry().storedAt(),
                Effect.APPLIED),
            tx);
    note(entry, outcome);
    EntryBody body = entry.body().get();
    return tx.update(
            "UPDATE feed_entries SET salt = ?, body = ?, effect = ?, reason = ? WHERE id = ?",
            body.salt().toByteArray(),
            body.content().toByteArray(),
            outcome.effect(),
            outcome.reason(),
            found.get().id())
        == 1;
  }

  /** Keeps the evidence, and takes the head back before the fork. */
  void freeze(ForkEvidence fork) {
    FeedPosition place = fork.place();
    FeedRows.Feed feed = feed(fork.first().header().feed());
    int _ =
        tx.update(
            "INSERT INTO feed_forks (feed, epoch, sequence, first_header, first_signature,"
                + " second_header, second_signature, known_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            feed.id(),
            place.epoch(),
            place.sequence(),
            fork.first().headerBytes().toByteArray(),
            fork.first().signature().toByteArray(),
            fork.second().headerBytes().toByteArray(),
            fork.second().signature().toByteArray(),
            now);
    FeedPosition head = feed.state().head();
    if (feed.state().fork().isPresent() || head.epoch() > place.epoch()) {
      return;
    }
    boolean behind = head.epoch() == place.epoch() && head.sequence() >= place.sequence();
    FeedPosition sound = behind ? before(feed.id(), place) : head;
    int _ =
        tx.update(
            "UPDATE feeds SET head_epoch = ?, head_sequence = ?, head_hash = ?, frozen ="
                + " (SELECT id FROM feed_forks WHERE feed = feeds.id AND epoch = ?"
                + " AND sequence = ?) WHERE id = ?",
            sound.epoch(),
            sound.sequence(),
            sound.hash().bytes().toByteArray(),
            place.epoch(),
            place.sequence(),
            feed.id());
    feeds.clear();
  }

  /** The entry before this place, in the branch that is held. */
  private FeedPosition before(long feed, FeedPosition place) {
    if (place.sequence() > 1) {
      return tx.first(
              "SELECT epoch, sequence, hash FROM feed_entries"
                  + " WHERE feed = ? AND epoch = ? AND sequence = ?",
              FeedRows::position,
              feed,
              place.epoch(),
              place.sequence() - 1)
          .orElseThrow();
    }
    if (place.epoch() == 1) {
      return FeedPosition.START;
    }
    EntryHash counted =
        tx.first(
                "SELECT "
                    + FeedRows.ENTRY
                    + " FROM feed_entries WHERE feed = ? AND epoch = ? AND sequence = 1",
                FeedRows::entry,
                feed,
                place.epoch())
            .orElseThrow()
            .entry()
            .header()
            .previous();
    return tx.first(
            "SELECT epoch, sequence, hash FROM feed_entries"
                + " WHERE feed = ? AND epoch = ? AND hash = ?",
            FeedRows::position,
            feed,
            place.epoch() - 1,
            counted.bytes().toByteArray())
        .orElse(FeedPosition.START);
  }

  private void note(SignedEntry entry, EntrySink.Outcome outcome) {
    if (outcome.effect() == Effect.QUARANTINED) {
      quarantined.add(quarantine(entry, outcome.reason().orElse("")));
    }
  }

  static FeedQuarantine quarantine(SignedEntry entry, String reason) {
    EntryHeader header = entry.header();
    return new FeedQuarantine(
        header.feed(), header.epoch(), header.sequence(), header.kind(), header.recordId(), reason);
  }

  /** Milliseconds since 1970, or the first or last that can be said where it is out of range. */
  static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
