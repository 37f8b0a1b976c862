package org.tisc.node.alert;

import java.time.Instant;
import java.util.Optional;
import org.tisc.node.store.Row;

/**
 * One revision of an alert, as it came.
 *
 * @param sent by the origin's clock
 * @param storedAt when it came to this node
 * @param content the alert file's object
 */
record Revision(
    long revision,
    MessageType message,
    Optional<String> reason,
    Instant sent,
    Instant storedAt,
    Instant expires,
    String content) {
  static final String COLUMNS = "revision, message, reason, sent, stored_at, expires, content";

  static Revision row(Row row) {
    return new Revision(
        row.number("revision"),
        MessageType.valueOf(row.text("message")),
        row.optionalText("reason"),
        row.instant("sent"),
        row.instant("stored_at"),
        row.instant("expires"),
        row.text("content"));
  }
}
