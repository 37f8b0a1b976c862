package org.tisc.node.alert;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tisc.node.store.Row;
import org.tisc.node.store.Tx;

/**
 * A revision that is being written, on this node alone; at most one of each alert.
 *
 * @param network the network it goes to
 * @param revision the revision it becomes
 * @param reason of a withdrawal
 * @param state DRAFT or IN_REVIEW
 * @param version rises with every change, so that a review is of what was looked at
 * @param authors everybody who wrote it, the last one last
 * @param reviewer who let it pass
 * @param returned why a reviewer gave it back
 */
record Draft(
    String alertId,
    String network,
    long revision,
    MessageType message,
    Optional<String> reason,
    String content,
    AlertState state,
    long version,
    List<String> authors,
    Optional<String> reviewer,
    Optional<String> returned,
    Optional<Integer> minutes,
    Instant changed) {
  private static final String COLUMNS =
      "alert_id, network, revision, message, reason, content, state, version, authors, reviewer,"
          + " returned, minutes, changed";

  Draft {
    authors = List.copyOf(authors);
  }

  /** Who wrote it last. */
  String author() {
    return authors.getLast();
  }

  static Optional<Draft> find(Tx tx, String alertId) {
    return tx.first(
        "SELECT " + COLUMNS + " FROM alert_draft WHERE alert_id = ?", Draft::row, alertId);
  }

  /** All drafts, the last changed first; so many at most. */
  static List<Draft> list(Tx tx, int most) {
    return tx.query(
        "SELECT " + COLUMNS + " FROM alert_draft ORDER BY changed DESC, alert_id LIMIT ?",
        Draft::row,
        most);
  }

  /** Writes it over what stands under its id. */
  void put(Tx tx) {
    tx.update(
        "INSERT OR REPLACE INTO alert_draft ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        alertId,
        network,
        revision,
        message,
        reason,
        content,
        state,
        version,
        String.join("\n", authors),
        reviewer,
        returned,
        minutes,
        changed);
  }

  private static Draft row(Row row) {
    return new Draft(
        row.text("alert_id"),
        row.text("network"),
        row.number("revision"),
        MessageType.valueOf(row.text("message")),
        row.optionalText("reason"),
        row.text("content"),
        AlertState.valueOf(row.text("state")),
        row.number("version"),
        Arrays.asList(row.text("authors").split("\n", -1)),
        row.optionalText("reviewer"),
        row.optionalText("returned"),
        row.optionalNumber("minutes").map(Math::toIntExact),
        row.instant("changed"));
  }
}
