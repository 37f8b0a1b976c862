package org.tisc.node.alert;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.Audience;
import org.tisc.federation.feed.EntryHash;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.FeedPosition;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.store.Store;

/**
 * Who got a revision of an own alert, and what they did with it: what the exchange of feeds tells
 * of each reader, and over it the reader's own receipts for that very revision.
 */
final class Matrix {
  private final Store store;
  private final Neighbourhood around;

  Matrix(Store store, Neighbourhood around) {
    this.store = store;
    this.around = around;
  }

  /** How a revision stands at one peer. */
  enum State {
    /** On its way. */
    QUEUED,
    /** On the peer's disk. */
    STORED,
    /** Somebody of its staff looked at it. */
    SHOWN,
    /** The centre took note. */
    ACKNOWLEDGED,
    /** The node refused it, or the centre sent it back; the reason says why. */
    REJECTED,
    /** It is no member any more and never said that it has it. */
    UNKNOWN
  }

  /** One peer's line. */
  record Line(String peer, State state, Optional<String> reason, Optional<Instant> at) {}

  /** All lines of one revision, by peer. */
  record Deliveries(String alertId, long revision, List<Line> deliveries) {}

  /**
   * The lines of a revision. Raises NOT_FOUND for an alert of another centre and for a revision
   * that there is not.
   */
  Deliveries of(Card card, Optional<Long> wanted) {
    if (!card.origin().equals(around.self().value())) {
      throw new TiscException(
          Reason.NOT_FOUND, "Only the origin knows who got an alert: " + card.origin());
    }
    long revision = wanted.orElse(card.revision());
    NetworkId network = new NetworkId(card.network());
    List<Entry> entries =
        store.read(
            tx ->
                tx.query(
                    "SELECT audience, epoch, sequence, hash FROM alert_entry WHERE network = ?"
                        + " AND alert_id = ? AND revision = ? ORDER BY audience",
                    row ->
                        new Entry(
                            new FeedId(
                                network, around.self(), Audience.parse(row.text("audience"))),
                            new FeedPosition(
                                row.number("epoch"),
                                row.number("sequence"),
                                new EntryHash(ByteString.copyFrom(row.bytes("hash"))))),
                    card.network(),
                    card.alertId(),
                    revision));
    if (entries.isEmpty()) {
      throw new TiscException(Reason.NOT_FOUND, "There is no revision " + revision);
    }
    Map<String, Line> receipts = receipts(card, revision);
    Map<String, Line> lines = new TreeMap<>();
    for (Entry entry : entries) {
      for (Neighbourhood.Delivery delivery : around.deliveries(entry.feed(), entry.position())) {
        String peer = delivery.peer().value();
        Line said = receipts.get(peer);
        lines.put(
            peer,
            said == null
                ? new Line(
                    peer, State.valueOf(delivery.state().name()), delivery.reason(), delivery.at())
                : said);
      }
    }
    return new Deliveries(card.alertId(), revision, List.copyOf(lines.values()));
  }

  private record Entry(FeedId feed, FeedPosition position) {}

  private Map<String, Line> receipts(Card card, long revision) {
    Map<String, Line> lines = new TreeMap<>();
    store
        .read(
            tx ->
                tx.query(
                    "SELECT peer, state, reason, at FROM alert_receipt WHERE network = ?"
                        + " AND alert_id = ? AND revision = ?",
                    row ->
                        new Line(
                            row.text("peer"),
                            State.valueOf(row.text("state")),
                            row.optionalText("reason"),
                            Optional.of(row.instant("at"))),
                    card.network(),
                    card.alertId(),
                    revision))
        .forEach(line -> lines.put(line.peer(), line));
    return lines;
  }
}
