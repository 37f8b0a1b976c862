package org.tisc.node.alert;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.Tlp;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.node.store.Store;

/**
 * What this centre does with alerts of others. Showing, acknowledging and rejecting are told to the
 * origin by a receipt in the feed for it alone; hiding is told to nobody. Acts come one after the
 * other under this object's lock.
 */
final class AnswerDesk {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerDesk.class);

  private final Store store;
  private final Cards cards;
  private final Neighbourhood around;

  AnswerDesk(Store store, Cards cards, Neighbourhood around) {
    this.store = store;
    this.cards = cards;
    this.around = around;
  }

  /** Takes note of the newest revision. Safe to repeat. */
  synchronized Card acknowledge(AlertDesk.Work work, Card looked) {
    return answer(work, looked, Receipt.Mark.ACKNOWLEDGED, Optional.empty());
  }

  /** Sends the newest revision back. Safe to repeat with the same reason. */
  synchronized Card reject(AlertDesk.Work work, Card looked, String reason) {
    return answer(work, looked, Receipt.Mark.REJECTED, Optional.of(AlertDesk.reason(reason)));
  }

  private Card answer(
      AlertDesk.Work work, Card looked, Receipt.Mark mark, Optional<String> reason) {
    Card card = foreign(looked);
    if (card.revision() != looked.revision()) {
      throw new TiscException(
          Reason.STALE_REVISION,
          "The alert is at revision " + card.revision() + " now, not " + looked.revision());
    }
    boolean same =
        card.inbox().name().equals(mark.name())
            && card.answer().flatMap(Card.Answer::reason).equals(reason);
    if (!same) {
      publish(work, card, mark, reason);
    }
    return again(card);
  }

  /**
   * Notes that somebody of the staff looks at an alert, once for each revision. Where the origin
   * can not be told now, the next look tells it: looking itself never fails.
   */
  synchronized void shown(String actor, Card looked) {
    if (looked.origin().equals(around.self().value())) {
      return;
    }
    Card card = again(looked);
    if (card.answer().filter(one -> one.shownRevision() >= card.revision()).isPresent()) {
      return;
    }
    try {
      publish(
          new AlertDesk.Work(actor, Optional.empty()), card, Receipt.Mark.SHOWN, Optional.empty());
    } catch (TiscException notNow) {
      LOG.debug("The origin is not told that {} was shown: {}", card.alertId(), notNow.reason());
    }
  }

  private void publish(AlertDesk.Work work, Card card, Receipt.Mark mark, Optional<String> reason) {
    long number = card.answer().map(Card.Answer::receipt).orElse(0L) + 1;
    store.write(
        tx ->
            tx.update(
                "INSERT OR REPLACE INTO alert_act (network, alert_id, receipt, actor, minutes)"
                    + " VALUES (?, ?, ?, ?, ?)",
                card.network(),
                card.alertId(),
                number,
                work.actor(),
                work.minutes()));
    PeerId self = new PeerId(new NetworkId(card.network()), around.self());
    Receipt receipt = new Receipt(card.alertId(), card.revision(), mark, reason);
    around.publish(
        List.of(
            new EntryDraft(
                FeedId.toPeer(self, new NodeId(card.origin())),
                Receipt.KIND,
                card.alertId(),
                number,
                Tlp.AMBER_STRICT,
                true,
                receipt.bytes(),
                List.of(),
                List.of())));
  }

  /** Puts an alert of another centre out of sight here, until its origin says something new. */
  synchronized Card hide(Card looked) {
    Card card = foreign(looked);
    store.write(
        tx ->
            tx.update(
                "INSERT OR REPLACE INTO alert_hidden (network, origin, alert_id, revision)"
                    + " VALUES (?, ?, ?, ?)",
                card.network(),
                card.origin(),
                card.alertId(),
                card.revision()));
    return again(card);
  }

  /** Puts it back. */
  synchronized Card unhide(Card looked) {
    Card card = foreign(looked);
    store.write(
        tx ->
            tx.update(
                "DELETE FROM alert_hidden WHERE network = ? AND origin = ? AND alert_id = ?",
                card.network(),
                card.origin(),
                card.alertId()));
    return again(card);
  }

  private Card foreign(Card looked) {
    if (looked.origin().equals(around.self().value())) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "An own alert is withdrawn or corrected, not answered");
    }
    return again(looked);
  }

  private Card again(Card card) {
    return cards.one(card.alertId(), Optional.of(card.network()));
  }
}
