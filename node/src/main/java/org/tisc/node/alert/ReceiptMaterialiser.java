package org.tisc.node.alert;

import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.activity.Activity;
import org.tisc.node.activity.ClientKind;
import org.tisc.node.activity.Ledger;
import org.tisc.node.store.Materialiser;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/**
 * Keeps what readers did with own alerts, and what this node did with those of others. A receipt is
 * kept even where its alert is not known: after a restore the answers may come back before what
 * they answer.
 */
public final class ReceiptMaterialiser implements Materialiser {
  private final NodeId self;

  /** For the entries that this node stores. */
  public ReceiptMaterialiser(NodeId self) {
    this.self = self;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(Receipt.KIND);
  }

  @Override
  public void apply(StoredEntry stored, Tx tx) {
    EntryHeader header = stored.entry().header();
    Receipt receipt =
        Receipt.read(
            stored
                .entry()
                .body()
                .orElseThrow(
                    () -> new TiscException(Reason.INVALID_ARGUMENT, "A receipt has a body"))
                .content());
    NodeId alertOrigin =
        header
            .feed()
            .audience()
            .peer()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.INVALID_ARGUMENT, "A receipt goes to the alert's origin alone"));
    AlertId.require(receipt.alertId(), alertOrigin);
    if (!header.recordId().equals(receipt.alertId())) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "Header and body name different alerts");
    }
    if (header.feed().origin().equals(self)) {
      own(stored, receipt, alertOrigin, tx);
    } else {
      foreign(stored, receipt, tx);
    }
  }

  private static void foreign(StoredEntry stored, Receipt receipt, Tx tx) {
    EntryHeader header = stored.entry().header();
    tx.update(
        "INSERT INTO alert_receipt (network, alert_id, peer, revision, state, reason, at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (network, alert_id, peer, revision) DO UPDATE SET"
            + " state = excluded.state, reason = excluded.reason, at = excluded.at"
            + " WHERE excluded.state <> 'SHOWN'",
        header.feed().network().value(),
        receipt.alertId(),
        header.feed().origin().value(),
        receipt.alertRevision(),
        receipt.mark(),
        receipt.reason(),
        header.createdAt());
  }

  private static void own(StoredEntry stored, Receipt receipt, NodeId alertOrigin, Tx tx) {
    EntryHeader header = stored.entry().header();
    String network = header.feed().network().value();
    Optional<Act> act =
        tx.first(
            "SELECT actor, minutes FROM alert_act WHERE network = ? AND alert_id = ? AND receipt ="
                + " ?",
            row -> new Act(row.text("actor"), row.optionalNumber("minutes").map(Math::toIntExact)),
            network,
            receipt.alertId(),
            header.revision());
    tx.update(
        "DELETE FROM alert_act WHERE network = ? AND alert_id = ? AND receipt <= ?",
        network,
        receipt.alertId(),
        header.revision());
    boolean shown = receipt.mark() == Receipt.Mark.SHOWN;
    tx.update(
        "INSERT INTO alert_answer (network, origin, alert_id, receipt, shown_revision, revision,"
            + " state, reason, at, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (network, origin, alert_id) DO UPDATE SET receipt = excluded.receipt,"
            + " shown_revision = MAX(alert_answer.shown_revision, excluded.shown_revision),"
            + " revision = CASE WHEN ? THEN alert_answer.revision ELSE excluded.revision END,"
            + " state = CASE WHEN ? THEN alert_answer.state ELSE excluded.state END,"
            + " reason = CASE WHEN ? THEN alert_answer.reason ELSE excluded.reason END,"
            + " at = CASE WHEN ? THEN alert_answer.at ELSE excluded.at END,"
            + " actor = CASE WHEN ? THEN alert_answer.actor ELSE excluded.actor END"
            + " WHERE excluded.receipt > alert_answer.receipt",
        network,
        alertOrigin.value(),
        receipt.alertId(),
        header.revision(),
        receipt.alertRevision(),
        shown ? 0L : receipt.alertRevision(),
        shown ? Inbox.NEW : Inbox.valueOf(receipt.mark().name()),
        receipt.reason(),
        header.createdAt(),
        act.map(Act::actor),
        shown,
        shown,
        shown,
        shown,
        shown);
    if (act.isPresent() && !shown) {
      ledger(stored, receipt, alertOrigin, act.get(), tx);
    }
  }

  private record Act(String actor, Optional<Integer> minutes) {}

  private static void ledger(
      StoredEntry stored, Receipt receipt, NodeId alertOrigin, Act act, Tx tx) {
    Optional<String> content =
        tx.first(
            "SELECT content FROM alert_revision WHERE network = ? AND origin = ? AND alert_id = ?"
                + " AND revision = ?",
            row -> row.text("content"),
            stored.entry().header().feed().network().value(),
            alertOrigin.value(),
            receipt.alertId(),
            receipt.alertRevision());
    if (content.isEmpty()) {
      return;
    }
    Alert alert = AlertRules.published(Json.read(content.get(), JsonNode.class));
    boolean rejected = receipt.mark() == Receipt.Mark.REJECTED;
    Ledger.add(
        tx,
        new Activity(
            stored.storedAt(),
            act.actor(),
            ClientKind.OWN,
            rejected ? "alert.reject" : "alert.acknowledge",
            receipt.alertId(),
            alert.tier(),
            alert.article(),
            act.minutes(),
            receipt.mark().name(),
            alert.status().counted()));
  }
}
