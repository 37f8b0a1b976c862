package org.tisc.node.alert;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.feed.Tlp;
import org.tisc.node.store.Row;

/**
 * An alert as a list shows it, by its newest revision.
 *
 * @param contentRevision the newest revision that is no withdrawal
 * @param headline texts by language, as a JSON object
 * @param reason why it was withdrawn
 * @param hiddenRevision the newest revision that was put out of sight here; 0 for none
 * @param answer what this centre answered, to whichever revision
 */
record Card(
    String network,
    String origin,
    String alertId,
    long revision,
    long contentRevision,
    MessageType message,
    Instant firstSent,
    Instant sent,
    Instant expires,
    Severity severity,
    Urgency urgency,
    AlertStatus status,
    Tlp tlp,
    Optional<String> eventType,
    String headline,
    Optional<String> fact,
    Optional<String> reason,
    long hiddenRevision,
    Optional<Answer> answer) {
  /** Columns of {@code a}, {@code h}, {@code w} and {@code r}, see {@link Cards}. */
  static final String COLUMNS =
      "a.network, a.origin, a.alert_id, a.revision, a.content_revision, a.message, a.first_sent,"
          + " a.sent, a.expires, a.severity, a.urgency, a.status, a.tlp, a.event_type, a.headline,"
          + " a.fact, r.reason, COALESCE(h.revision, 0) AS hidden_revision,"
          + " w.receipt AS w_receipt, w.shown_revision AS w_shown, w.revision AS w_revision,"
          + " w.state AS w_state, w.reason AS w_reason, w.at AS w_at, w.actor AS w_actor";

  /**
   * What this centre answered.
   *
   * @param receipt the revision of the newest receipt
   * @param shownRevision the newest revision that somebody looked at
   * @param revision the revision that was acknowledged or rejected last; 0 for none
   */
  record Answer(
      long receipt,
      long shownRevision,
      long revision,
      Inbox state,
      Optional<String> reason,
      Instant at,
      Optional<String> actor) {}

  static Card row(Row row) {
    return new Card(
        row.text("network"),
        row.text("origin"),
        row.text("alert_id"),
        row.number("revision"),
        row.number("content_revision"),
        MessageType.valueOf(row.text("message")),
        row.instant("first_sent"),
        row.instant("sent"),
        row.instant("expires"),
        Severity.valueOf(row.text("severity")),
        Urgency.valueOf(row.text("urgency")),
        AlertStatus.valueOf(row.text("status")),
        Tlp.valueOf(row.text("tlp")),
        row.optionalText("event_type"),
        row.text("headline"),
        row.optionalText("fact"),
        row.optionalText("reason"),
        row.number("hidden_revision"),
        row.optionalNumber("w_receipt")
            .map(
                receipt ->
                    new Answer(
                        receipt,
                        row.number("w_shown"),
                        row.number("w_revision"),
                        Inbox.valueOf(row.text("w_state")),
                        row.optionalText("w_reason"),
                        row.instant("w_at"),
                        row.optionalText("w_actor"))));
  }

  /** How it stands by a clock. A withdrawn one stays withdrawn when its time is over. */
  AlertState state(Instant now) {
    if (hiddenRevision >= contentRevision) {
      return AlertState.HIDDEN;
    }
    if (message == MessageType.CANCEL) {
      return AlertState.CANCELLED;
    }
    return expires.isAfter(now) ? AlertState.ACTIVE : AlertState.EXPIRED;
  }

  /** What this centre answered to the newest revision. */
  Inbox inbox() {
    return answer.filter(one -> one.revision() >= revision).map(Answer::state).orElse(Inbox.NEW);
  }
}
