package org.tisc.node.alert;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/** Reads cards and their history. Blocks on local disk only; thread-safe. */
final class Cards {
  private static final int MAX_HISTORY = 200;
  private static final int MAX_RELATED = 20;
  private static final String FROM =
      " FROM alert a LEFT JOIN alert_hidden h ON h.network = a.network AND h.origin = a.origin"
          + " AND h.alert_id = a.alert_id LEFT JOIN alert_answer w ON w.network = a.network"
          + " AND w.origin = a.origin AND w.alert_id = a.alert_id LEFT JOIN alert_revision r"
          + " ON r.network = a.network AND r.origin = a.origin AND r.alert_id = a.alert_id"
          + " AND r.revision = a.revision";

  private final Store store;
  private final NodeId self;
  private final InstantSource clock;

  Cards(Store store, NodeId self, InstantSource clock) {
    this.store = store;
    this.self = self;
    this.clock = clock;
  }

  /** Own ones, or those of others. */
  enum Box {
    /** Of other centres. */
    IN,
    /** Of this one. */
    OUT
  }

  /**
   * Which cards are wanted; empty parts do not choose.
   *
   * @param before only cards older than the one that ended the page before: its time and id
   * @param red whether the reader may see what is for named persons alone
   */
  record Filter(
      Optional<Box> box,
      Optional<AlertState> state,
      Optional<Inbox> inbox,
      Optional<Severity> severity,
      Optional<AlertStatus> status,
      Optional<String> network,
      Optional<String> origin,
      Optional<String> words,
      Optional<Before> before,
      boolean red) {}

  /** A place in the list. */
  record Before(Instant sent, String alertId) {}

  /** The chosen cards, newest first; so many at most. Hidden ones only where asked for. */
  List<Card> list(Filter filter, int most) {
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT ").append(Card.COLUMNS).append(FROM);
    sql.append(" WHERE 1 = 1");
    BiFunction<String, Object, Void> and =
        (rule, value) -> {
          sql.append(" AND ").append(rule);
          values.add(value);
          return null;
        };
    filter
        .box()
        .ifPresent(
            box -> and.apply(box == Box.OUT ? "a.origin = ?" : "a.origin <> ?", self.value()));
    state(filter, sql, values);
    inbox(filter, sql, values);
    filter.severity().ifPresent(severity -> and.apply("a.severity = ?", severity));
    filter.status().ifPresent(status -> and.apply("a.status = ?", status));
    filter.network().ifPresent(network -> and.apply("a.network = ?", network));
    filter.origin().ifPresent(origin -> and.apply("a.origin = ?", origin));
    filter
        .words()
        .ifPresent(words -> and.apply("INSTR(a.words, ?) > 0", words.toLowerCase(Locale.ROOT)));
    if (!filter.red()) {
      sql.append(" AND a.tlp <> 'RED'");
    }
    filter
        .before()
        .ifPresent(
            place -> {
              and.apply("(a.sent < ? OR (a.sent = ?", place.sent());
              values.add(place.sent());
              sql.append(" AND a.alert_id < ?))");
              values.add(place.alertId());
            });
    sql.append(" ORDER BY a.sent DESC, a.alert_id DESC LIMIT ?");
    values.add(most);
    return store.read(tx -> tx.query(sql.toString(), Card::row, values.toArray()));
  }

  private void state(Filter filter, StringBuilder sql, List<Object> values) {
    String hidden = "COALESCE(h.revision, 0) >= a.content_revision";
    if (filter.state().isEmpty()) {
      sql.append(" AND NOT (").append(hidden).append(')');
      return;
    }
    AlertState state = filter.state().get();
    switch (state) {
      case HIDDEN -> sql.append(" AND ").append(hidden);
      case CANCELLED ->
          sql.append(" AND a.message = 'CANCEL' AND NOT (").append(hidden).append(')');
      case ACTIVE, EXPIRED -> {
        sql.append(" AND a.message <> 'CANCEL' AND NOT (").append(hidden).append(')');
        sql.append(state == AlertState.ACTIVE ? " AND a.expires > ?" : " AND a.expires <= ?");
        values.add(clock.instant());
      }
      // A card shows its newest revision, which nothing supersedes, and drafts have none.
      case SUPERSEDED, DRAFT, IN_REVIEW -> sql.append(" AND 1 = 0");
    }
  }

  private void inbox(Filter filter, StringBuilder sql, List<Object> values) {
    if (filter.inbox().isEmpty()) {
      return;
    }
    sql.append(" AND a.origin <> ?");
    values.add(self.value());
    if (filter.inbox().get() == Inbox.NEW) {
      sql.append(" AND COALESCE(w.revision, 0) < a.revision");
    } else {
      sql.append(" AND w.revision >= a.revision AND w.state = ?");
      values.add(filter.inbox().get());
    }
  }

  /**
   * One card. Raises NOT_FOUND, and INVALID_ARGUMENT where members of several networks use the same
   * id and none is named.
   */
  Card one(String alertId, Optional<String> network) {
    List<Card> found =
        store.read(tx -> byId(tx, alertId)).stream()
            .filter(card -> network.map(card.network()::equals).orElse(true))
            .toList();
    if (found.size() > 1) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Several networks have an alert of this id; name one of "
              + String.join(", ", found.stream().map(Card::network).toList())
              + " as network");
    }
    return found.stream().findFirst().orElseThrow(Cards::unknown);
  }

  /** The failure of somebody who names what there is not. */
  static TiscException unknown() {
    return new TiscException(Reason.NOT_FOUND, "There is no such alert here");
  }

  static List<Card> byId(Tx tx, String alertId) {
    return tx.query(
        "SELECT " + Card.COLUMNS + FROM + " WHERE a.alert_id = ? ORDER BY a.network LIMIT 100",
        Card::row,
        alertId);
  }

  /** The revisions of a card, newest first; the newest 200. */
  List<Revision> history(Card card) {
    return store.read(
        tx ->
            tx.query(
                "SELECT "
                    + Revision.COLUMNS
                    + " FROM alert_revision WHERE network = ? AND origin = ? AND alert_id = ?"
                    + " ORDER BY revision DESC LIMIT ?",
                Revision::row,
                card.network(),
                card.origin(),
                card.alertId(),
                MAX_HISTORY));
  }

  /** Other cards about the same matter, newest first; they stay cards of their own. */
  List<Card> related(Card card, boolean red) {
    if (card.fact().isEmpty()) {
      return List.of();
    }
    String sql =
        "SELECT "
            + Card.COLUMNS
            + FROM
            + " WHERE a.fact = ? AND NOT (a.network = ? AND a.origin = ? AND a.alert_id = ?)"
            + (red ? "" : " AND a.tlp <> 'RED'")
            + " ORDER BY a.sent DESC, a.alert_id LIMIT ?";
    return store.read(
        tx ->
            tx.query(
                sql,
                Card::row,
                card.fact().get(),
                card.network(),
                card.origin(),
                card.alertId(),
                MAX_RELATED));
  }

  /** A draft, if there is one of this id. */
  Optional<Draft> draft(String alertId) {
    return store.read(tx -> Draft.find(tx, alertId));
  }

  /** All drafts, the last changed first; so many at most. */
  List<Draft> drafts(int most) {
    return store.read(tx -> Draft.list(tx, most));
  }

  /** How many alerts of others wait for an answer and are in force. */
  long waiting(boolean red) {
    return store
        .read(
            tx ->
                tx.first(
                    "SELECT COUNT(*) AS waiting"
                        + FROM
                        + " WHERE a.origin <> ? AND a.message <> 'CANCEL' AND a.expires > ?"
                        + " AND COALESCE(h.revision, 0) < a.content_revision"
                        + " AND COALESCE(w.revision, 0) < a.revision"
                        + (red ? "" : " AND a.tlp <> 'RED'"),
                    row -> row.number("waiting"),
                    self.value(),
                    clock.instant()))
        .orElse(0L);
  }
}
