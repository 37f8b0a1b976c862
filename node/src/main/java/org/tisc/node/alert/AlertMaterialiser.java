package org.tisc.node.alert;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.activity.Activity;
import org.tisc.node.activity.ClientKind;
import org.tisc.node.activity.Ledger;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Json;

/**
 * Makes cards of entries. The highest revision of an alert decides whatever came first; the same
 * revision again changes nothing, and lower ones only lengthen the history. An own entry ends the
 * draft that it was made of and writes the ledger, in the unit that stores it.
 */
public final class AlertMaterialiser implements Materialiser {
  private static final int MAX_WORDS = 4_000;

  private final NodeId self;

  /** For the entries that this node stores. */
  public AlertMaterialiser(NodeId self) {
    this.self = self;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(AlertBody.KIND);
  }

  @Override
  public void apply(StoredEntry stored, Tx tx) {
    EntryHeader header = stored.entry().header();
    AlertBody body =
        AlertBody.read(
            stored
                .entry()
                .body()
                .orElseThrow(
                    () -> new TiscException(Reason.INVALID_ARGUMENT, "An alert has a body"))
                .content());
    Alert alert = body.alert();
    requireSame(header, body, alert);
    FeedId feed = header.feed();
    if (feed.origin().equals(self)) {
      entry(stored, tx);
    }
    int fresh =
        tx.update(
            "INSERT INTO alert_revision (network, origin, alert_id, revision, message, reason,"
                + " sent, stored_at, expires, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            feed.network().value(),
            feed.origin().value(),
            body.alertId(),
            body.revision(),
            body.message(),
            body.reason(),
            body.sent(),
            stored.storedAt(),
            alert.expires().toInstant(),
            body.content());
    if (fresh == 0) {
      return;
    }
    card(feed, body, alert, tx);
    if (feed.origin().equals(self)) {
      endDraft(stored, body, alert, tx);
    }
  }

  /** A signed header and the body under it must say the same, or somebody tries something. */
  @Override
  public Optional<Instant> expires(StoredEntry stored) {
    return stored
        .entry()
        .body()
        .map(body -> AlertBody.read(body.content()).alert().expires().toInstant());
  }

  private static void requireSame(EntryHeader header, AlertBody body, Alert alert) {
    AlertId.require(body.alertId(), header.feed().origin());
    boolean addressed =
        header
            .feed()
            .audience()
            .peer()
            .map(peer -> alert.audience().peers().contains(peer))
            .orElse(!alert.audience().direct());
    if (!header.recordId().equals(body.alertId())
        || header.revision() != body.revision()
        || !header.feed().network().equals(alert.audience().network())
        || header.tlp() != alert.tlp()
        || !addressed) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "Header and body differ in record, revision, network, audience or mark");
    }
  }

  private static void entry(StoredEntry stored, Tx tx) {
    EntryHeader header = stored.entry().header();
    tx.update(
        "INSERT INTO alert_entry (network, alert_id, revision, audience, epoch, sequence, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        header.feed().network().value(),
        header.recordId(),
        header.revision(),
        header.feed().audience().text(),
        header.epoch(),
        header.sequence(),
        stored.entry().hash().bytes().toByteArray());
  }

  private static void card(FeedId feed, AlertBody body, Alert alert, Tx tx) {
    String network = feed.network().value();
    String origin = feed.origin().value();
    tx.update(
        "INSERT INTO alert (network, origin, alert_id, revision, content_revision, message,"
            + " first_sent, sent, expires, severity, urgency, status, tlp, event_type, headline,"
            + " words, fact) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (network, origin, alert_id) DO UPDATE SET revision = excluded.revision,"
            + " message = excluded.message, sent = excluded.sent, expires = excluded.expires,"
            + " severity = excluded.severity, urgency = excluded.urgency, status = excluded.status,"
            + " tlp = excluded.tlp, event_type = excluded.event_type, headline = excluded.headline,"
            + " words = excluded.words, fact = excluded.fact"
            + " WHERE excluded.revision > alert.revision",
        network,
        origin,
        body.alertId(),
        body.revision(),
        body.message(),
        body.sent(),
        body.sent(),
        alert.expires().toInstant(),
        alert.severity(),
        alert.urgency(),
        alert.status(),
        alert.tlp(),
        alert.eventType(),
        Json.text(alert.headline().texts()),
        words(alert),
        fact(alert));
    tx.update(
        "UPDATE alert SET content_revision = COALESCE((SELECT MAX(r.revision) FROM alert_revision r"
            + " WHERE r.network = alert.network AND r.origin = alert.origin"
            + " AND r.alert_id = alert.alert_id AND r.message <> 'CANCEL'), revision),"
            + " first_sent = (SELECT r.sent FROM alert_revision r WHERE r.network = alert.network"
            + " AND r.origin = alert.origin AND r.alert_id = alert.alert_id"
            + " ORDER BY r.revision LIMIT 1)"
            + " WHERE network = ? AND origin = ? AND alert_id = ?",
        network,
        origin,
        body.alertId());
  }

  /** What the list's filter by words looks through. */
  private static String words(Alert alert) {
    StringBuilder words = new StringBuilder();
    alert.headline().texts().values().forEach(text -> words.append(text).append('\n'));
    alert.eventType().ifPresent(code -> words.append(code).append('\n'));
    alert.incident().ifPresent(text -> words.append(text).append('\n'));
    alert.relevance().parties().forEach(text -> words.append(text).append('\n'));
    alert.description().texts().values().forEach(text -> words.append(text).append('\n'));
    String folded = words.toString().toLowerCase(Locale.ROOT);
    return folded.substring(0, Math.min(folded.length(), MAX_WORDS));
  }

  /**
   * What alerts of several centres have in common when they are about one matter: the incident's
   * name, else the kind of event with all parties. Empty where neither is told.
   */
  private static Optional<String> fact(Alert alert) {
    if (alert.incident().isPresent()) {
      return Optional.of("incident:" + folded(alert.incident().get()));
    }
    if (alert.eventType().isEmpty() || alert.relevance().parties().isEmpty()) {
      return Optional.empty();
    }
    Set<String> parties = new TreeSet<>();
    alert.relevance().parties().forEach(party -> parties.add(folded(party)));
    return Optional.of(
        "event:" + folded(alert.eventType().get()) + "\n" + String.join("\n", parties));
  }

  /** Without case, width, spaces and punctuation: names of one thing are written in many ways. */
  private static String folded(String text) {
    return java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s\\p{P}]+", "");
  }

  private static void endDraft(StoredEntry stored, AlertBody body, Alert alert, Tx tx) {
    Optional<Draft> draft =
        Draft.find(tx, body.alertId()).filter(one -> one.revision() == body.revision());
    if (draft.isEmpty()) {
      return;
    }
    tx.update("DELETE FROM alert_draft WHERE alert_id = ?", body.alertId());
    Draft done = draft.get();
    String act =
        switch (body.message()) {
          case ALERT -> "alert.publish";
          case UPDATE -> "alert.update";
          case CANCEL -> "alert.cancel";
        };
    ClientKind client = alert.audience().direct() ? ClientKind.CENTRE : ClientKind.NETWORK;
    line(tx, stored, alert, done.author(), client, act, body.alertId(), done.minutes());
    done.reviewer()
        .ifPresent(
            reviewer ->
                line(
                    tx,
                    stored,
                    alert,
                    reviewer,
                    ClientKind.OWN,
                    "alert.review",
                    body.alertId(),
                    Optional.empty()));
  }

  private static void line(
      Tx tx,
      StoredEntry stored,
      Alert alert,
      String actor,
      ClientKind client,
      String what,
      String record,
      Optional<Integer> minutes) {
    Ledger.add(
        tx,
        new Activity(
            stored.storedAt(),
            actor,
            client,
            what,
            record,
            alert.tier(),
            alert.article(),
            minutes,
            "DONE",
            alert.status().counted()));
  }
}
