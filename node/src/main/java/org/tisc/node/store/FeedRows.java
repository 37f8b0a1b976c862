package org.tisc.node.store;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.EntryProtos;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.feed.FeedState;
import org.tisc.federation.feed.ForkEvidence;
import org.tisc.federation.feed.SignedEntry;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/** Rows of the tables of feeds as values. */
final class FeedRows {
  /** The columns that {@link #entry} reads. */
  static final String ENTRY = "header, signature, salt, body, checked, stored_at, effect";

  /**
   * Entries by what they are about. Left to itself, SQLite goes through the whole feed where the
   * newest one is asked for.
   */
  static final String BY_RECORD = " FROM feed_entries INDEXED BY feed_entries_by_record";

  private static final String FEED =
      "SELECT id, network, origin, audience, head_epoch, head_sequence, head_hash, entries, frozen"
          + " FROM feeds";
  private static final String FORK =
      "SELECT first_header, first_signature, second_header, second_signature FROM feed_forks";
  private static final byte[] NONE = new byte[0];

  /** A feed's row. */
  record Feed(long id, FeedState state) {}

  private FeedRows() {}

  static Optional<Feed> feed(Tx tx, FeedId feed) {
    return tx.first(
        FEED + " WHERE network = ? AND origin = ? AND audience = ?",
        row -> feed(tx, row),
        feed.network().value(),
        feed.origin().value(),
        feed.audience().text());
  }

  static List<Feed> feeds(Tx tx) {
    return tx.query(FEED + " ORDER BY network, origin, audience", row -> feed(tx, row));
  }

  static FeedState nothing(FeedId feed) {
    return new FeedState(feed, FeedPosition.START, 0, Optional.empty());
  }

  static List<ForkEvidence> forks(Tx tx, long feed) {
    return tx.query(FORK + " WHERE feed = ? ORDER BY id", FeedRows::fork, feed);
  }

  private static Feed feed(Tx tx, Row row) {
    FeedId id =
        new FeedId(
            new NetworkId(row.text("network")),
            new NodeId(row.text("origin")),
            Audience.parse(row.text("audience")));
    FeedPosition head =
        row.number("head_epoch") == 0
            ? FeedPosition.START
            : new FeedPosition(
                row.number("head_epoch"), row.number("head_sequence"), hash(row, "head_hash"));
    Optional<ForkEvidence> fork =
        row.optionalNumber("frozen")
            .flatMap(frozen -> tx.first(FORK + " WHERE id = ?", FeedRows::fork, frozen));
    return new Feed(row.number("id"), new FeedState(id, head, row.number("entries"), fork));
  }

  private static ForkEvidence fork(Row row) {
    return new ForkEvidence(
        decode(row.bytes("first_header"), row.bytes("first_signature"), NONE, NONE),
        decode(row.bytes("second_header"), row.bytes("second_signature"), NONE, NONE));
  }

  static EntryHash hash(Row row, String column) {
    return new EntryHash(ByteString.copyFrom(row.bytes(column)));
  }

  static FeedPosition position(Row row) {
    return new FeedPosition(row.number("epoch"), row.number("sequence"), hash(row, "hash"));
  }

  static StoredEntry entry(Row row) {
    return new StoredEntry(
        decode(
            row.bytes("header"),
            row.bytes("signature"),
            row.optionalBytes("salt").orElse(NONE),
            row.optionalBytes("body").orElse(NONE)),
        row.fact("checked"),
        row.instant("stored_at"),
        StoredEntry.Effect.valueOf(row.text("effect")));
  }

  private static SignedEntry decode(byte[] header, byte[] signature, byte[] salt, byte[] body) {
    try {
      return EntryProtos.decode(header, signature, salt, body);
    } catch (TiscException e) {
      throw new TiscException(
          Reason.INTERNAL, "a stored entry of a feed is damaged: " + e.getMessage(), e);
    }
  }
}
