package org.tisc.node.alert;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.feed.EntryDraft;
import org.tisc.federation.feed.FeedId;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.store.Store;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;

/**
 * Writes, reviews, publishes, corrects and withdraws the own alerts.
 *
 * <p>Every revision is first a {@link Draft} on disk. Publishing appends its entries; the
 * materialiser ends the draft in the same unit, so that after a crash there is either the draft or
 * the published revision, and publishing the draft again appends nothing twice. All acts come one
 * after the other under this object's lock, which is never held with another.
 */
final class AlertDesk {
  private final Store store;
  private final Cards cards;
  private final Neighbourhood around;
  private final EvidenceFiles files;
  private final boolean reviewRequired;
  private final InstantSource clock;
  private final AlertId ids = new AlertId();

  AlertDesk(
      Store store,
      Cards cards,
      Neighbourhood around,
      EvidenceFiles files,
      boolean reviewRequired,
      InstantSource clock) {
    this.store = store;
    this.cards = cards;
    this.around = around;
    this.files = files;
    this.reviewRequired = reviewRequired;
    this.clock = clock;
  }

  /** How far an author wants to go at once. */
  enum Wish {
    /** Keep it as a draft. */
    KEEP,
    /** Have a second person look at it. */
    REVIEW,
    /** Publish it. */
    PUBLISH
  }

  /** Who does it, and how long it took. */
  record Work(String actor, Optional<Integer> minutes) {}

  /** A revision with the entries that carry it. */
  record Published(
      String alertId, long revision, List<StoredEntry> entries, List<NodeId> recipients) {}

  /** Where an alert stands after an act; published or not. */
  sealed interface Outcome {
    /** It went out. */
    record Out(Published published) implements Outcome {}

    /** It stays here. */
    record Kept(Draft draft) implements Outcome {}
  }

  /** What a new alert would do. Raises as publishing would. */
  Recipients preview(String file) {
    return Recipients.of(checked(AlertBody.content(file)).audience(), around);
  }

  /** What an alert says. Raises INVALID_ARGUMENT with every broken rule. */
  Alert checked(String content) {
    Alert alert = AlertRules.own(Json.read(content, JsonNode.class), clock.instant());
    return alert;
  }

  /** A new alert. Raises REVIEW_NEEDED where it waits for a second person now. */
  synchronized Outcome write(Work work, String file, Wish wish) {
    String content = AlertBody.content(file);
    Alert alert = checked(content);
    Recipients.of(alert.audience(), around);
    Draft draft =
        new Draft(
            ids.next(around.self(), clock.instant()),
            alert.audience().network().value(),
            1,
            MessageType.ALERT,
            Optional.empty(),
            content,
            AlertState.DRAFT,
            1,
            List.of(work.actor()),
            Optional.empty(),
            Optional.empty(),
            work.minutes(),
            clock.instant());
    return on(draft, Optional.empty(), wish);
  }

  /**
   * A new version of a draft, or a next revision of a published alert.
   *
   * @param seen the version of the draft, or the revision, that the author saw; STALE_REVISION
   *     where it is another one now
   */
  synchronized Outcome update(
      Work work, String alertId, String file, Optional<Long> seen, Wish wish) {
    Optional<Draft> draft = cards.draft(alertId);
    String content =
        Merge.of(
            draft.map(Draft::content).orElseGet(() -> newest(ownCard(alertId)).content()),
            AlertBody.content(file));
    Alert alert = checked(content);
    Draft next =
        draft.isPresent()
            ? rewritten(work, draft.get(), content, alert, seen)
            : revised(work, ownCard(alertId), content, alert, seen);
    Recipients.of(audience(next, alert), around);
    return on(next, draft, wish);
  }

  private Draft rewritten(
      Work work, Draft draft, String content, Alert alert, Optional<Long> seen) {
    requireSeen(seen, draft.version());
    List<String> authors = new ArrayList<>(draft.authors());
    authors.remove(work.actor());
    authors.add(work.actor());
    if (draft.revision() > 1) {
      requireReaches(ownCard(draft.alertId()), alert);
    }
    return new Draft(
        draft.alertId(),
        alert.audience().network().value(),
        draft.revision(),
        draft.message(),
        draft.reason(),
        content,
        draft.state(),
        draft.version() + 1,
        authors,
        Optional.empty(),
        Optional.empty(),
        work.minutes().or(draft::minutes),
        clock.instant());
  }

  private Draft revised(Work work, Card card, String content, Alert alert, Optional<Long> seen) {
    requireSeen(seen, card.revision());
    if (card.message() == MessageType.CANCEL) {
      throw new TiscException(
          Reason.STALE_REVISION, "The alert was withdrawn; write a new one instead");
    }
    requireReaches(card, alert);
    return next(work, card, MessageType.UPDATE, Optional.empty(), content);
  }

  private Draft next(
      Work work, Card card, MessageType message, Optional<String> reason, String content) {
    return new Draft(
        card.alertId(),
        card.network(),
        card.revision() + 1,
        message,
        reason,
        content,
        AlertState.DRAFT,
        1,
        List.of(work.actor()),
        Optional.empty(),
        Optional.empty(),
        work.minutes(),
        clock.instant());
  }

  private static void requireSeen(Optional<Long> seen, long now) {
    if (seen.filter(version -> version != now).isPresent()) {
      throw new TiscException(
          Reason.STALE_REVISION, "It is at " + now + " now, not at " + seen.get());
    }
  }

  /** A correction must reach everybody who has what it corrects. */
  private void requireReaches(Card card, Alert alert) {
    AlertAudience before = AlertRules.published(json(newest(card))).audience();
    AlertAudience after = alert.audience();
    if (!before.network().equals(after.network())) {
      throw refused("audience.network", before.network() + ", as before");
    }
    if (before.direct() != after.direct()) {
      throw refused(
          "audience.peers",
          before.direct()
              ? "named members, as before; what went to single members never goes to all"
              : "none: the alert went to the whole network, so its corrections do, too");
    }
    Set<NodeId> missing = reached(card);
    missing.removeAll(after.peers());
    if (after.direct() && !missing.isEmpty()) {
      throw refused("audience.peers", "also those who have an earlier revision: " + names(missing));
    }
  }

  private static TiscException refused(String field, String expected) {
    return TiscException.invalid(
        Reason.INVALID_ARGUMENT,
        field + ": " + expected,
        List.of(org.tisc.federation.error.Violation.of(field, expected)));
  }

  private static String names(Set<NodeId> nodes) {
    return String.join(", ", nodes.stream().map(NodeId::value).toList());
  }

  /** The members that were sent a revision directly and are members still. */
  private Set<NodeId> reached(Card card) {
    Set<NodeId> active = new TreeSet<>();
    around
        .members(new org.tisc.federation.identity.NetworkId(card.network()))
        .forEach(member -> active.add(member.node()));
    Set<NodeId> reached = new TreeSet<>();
    store
        .read(
            tx ->
                tx.query(
                    "SELECT DISTINCT audience FROM alert_entry WHERE network = ? AND alert_id = ?"
                        + " AND audience <> ''",
                    row -> row.text("audience"),
                    card.network(),
                    card.alertId()))
        .forEach(peer -> reached.add(new NodeId(peer)));
    reached.retainAll(active);
    return reached;
  }

  /** Publishes a draft as it stands, or has it reviewed. Raises REVIEW_NEEDED as writing does. */
  synchronized Outcome publish(Work work, String alertId, Optional<Long> seen, Wish wish) {
    Draft draft = requireDraft(alertId);
    requireSeen(seen, draft.version());
    List<String> authors = new ArrayList<>(draft.authors());
    authors.remove(work.actor());
    authors.add(work.actor());
    Draft next =
        new Draft(
            draft.alertId(),
            draft.network(),
            draft.revision(),
            draft.message(),
            draft.reason(),
            draft.content(),
            draft.state(),
            draft.version(),
            authors,
            Optional.empty(),
            draft.returned(),
            work.minutes().or(draft::minutes),
            clock.instant());
    checked(draft.content());
    return on(next, Optional.of(draft), wish);
  }

  private Outcome on(Draft draft, Optional<Draft> before, Wish wish) {
    if (wish == Wish.KEEP) {
      return keep(draft, draft.state());
    }
    if (wish == Wish.REVIEW) {
      return keep(draft, AlertState.IN_REVIEW);
    }
    if (reviewRequired) {
      keep(draft, AlertState.IN_REVIEW);
      throw new TiscException(
          Reason.REVIEW_NEEDED,
          "A second person must review alert " + draft.alertId() + " before it is published",
          java.util.Map.of("alertId", draft.alertId()));
    }
    return new Outcome.Out(send(draft, before));
  }

  private Outcome.Kept keep(Draft draft, AlertState state) {
    Draft kept =
        new Draft(
            draft.alertId(),
            draft.network(),
            draft.revision(),
            draft.message(),
            draft.reason(),
            draft.content(),
            state,
            draft.version(),
            draft.authors(),
            draft.reviewer(),
            draft.returned(),
            draft.minutes(),
            draft.changed());
    put(kept);
    return new Outcome.Kept(kept);
  }

  private void put(Draft draft) {
    store.write(
        tx -> {
          draft.put(tx);
          return draft.version();
        });
  }

  /**
   * A second person lets a draft pass, which publishes it.
   *
   * @param seen the version that was looked at
   */
  synchronized Published review(Work work, String alertId, Optional<Long> seen) {
    Draft draft = requireWaiting(work, alertId, seen);
    checked(draft.content());
    Draft passed =
        new Draft(
            draft.alertId(),
            draft.network(),
            draft.revision(),
            draft.message(),
            draft.reason(),
            draft.content(),
            draft.state(),
            draft.version(),
            draft.authors(),
            Optional.of(work.actor()),
            Optional.empty(),
            draft.minutes(),
            clock.instant());
    return send(passed, Optional.of(draft));
  }

  /** A second person gives a draft back to its author. */
  synchronized Draft giveBack(Work work, String alertId, Optional<Long> seen, String reason) {
    Draft draft = requireWaiting(work, alertId, seen);
    Draft back =
        new Draft(
            draft.alertId(),
            draft.network(),
            draft.revision(),
            draft.message(),
            draft.reason(),
            draft.content(),
            AlertState.DRAFT,
            draft.version() + 1,
            draft.authors(),
            Optional.empty(),
            Optional.of(reason(reason)),
            draft.minutes(),
            clock.instant());
    put(back);
    return back;
  }

  private Draft requireWaiting(Work work, String alertId, Optional<Long> seen) {
    Draft draft = requireDraft(alertId);
    requireSeen(seen, draft.version());
    if (draft.state() != AlertState.IN_REVIEW) {
      throw new TiscException(Reason.STALE_REVISION, "The alert does not wait for a review");
    }
    if (draft.authors().contains(work.actor())) {
      throw new TiscException(Reason.DENIED, "Nobody reviews an alert that they wrote");
    }
    return draft;
  }

  private Draft requireDraft(String alertId) {
    return cards.draft(alertId).orElseThrow(Cards::unknown);
  }

  /** Throws a draft away. What was published stays. */
  synchronized void discard(String alertId) {
    Draft draft = requireDraft(alertId);
    store.write(tx -> tx.update("DELETE FROM alert_draft WHERE alert_id = ?", alertId));
    files.release(AlertRules.published(Json.read(draft.content(), JsonNode.class)).evidence());
  }

  /**
   * Withdraws a published alert from everybody who has it, without review: a mistake must be taken
   * back at once. Safe to repeat. A next revision that is being written is thrown away.
   */
  synchronized Published cancel(Work work, String alertId, String reason) {
    Card card = ownCard(alertId);
    if (card.message() == MessageType.CANCEL) {
      return published(card);
    }
    Optional<Draft> pending = cards.draft(alertId);
    return send(
        next(work, card, MessageType.CANCEL, Optional.of(reason(reason)), newest(card).content()),
        pending);
  }

  /** A reason as it is kept. Raises INVALID_ARGUMENT. */
  static String reason(String text) {
    String line = CleanText.line(text);
    if (line.isEmpty() || line.length() > AlertBody.MAX_REASON) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT,
          "A reason of 1 to " + AlertBody.MAX_REASON + " characters is needed",
          List.of(
              org.tisc.federation.error.Violation.of(
                  "reason", "1 to " + AlertBody.MAX_REASON + " characters")));
    }
    return line;
  }

  /** The audience that a draft's entries go to: of a withdrawal, whoever has a revision. */
  private AlertAudience audience(Draft draft, Alert alert) {
    if (!alert.audience().direct() || draft.message() != MessageType.CANCEL) {
      return alert.audience();
    }
    return new AlertAudience(alert.audience().network(), reached(ownCard(draft.alertId())));
  }

  private Published send(Draft draft, Optional<Draft> before) {
    Instant now = clock.instant();
    AlertBody body =
        new AlertBody(
            draft.alertId(),
            draft.revision(),
            draft.message(),
            now,
            draft.reason(),
            draft.content());
    Alert alert = body.alert();
    Recipients recipients = Recipients.of(audience(draft, alert), around);
    if (recipients.feeds().isEmpty()) {
      throw new TiscException(Reason.NOT_A_MEMBER, "Nobody who has the alert is a member any more");
    }
    List<EntryDraft> entries = new ArrayList<>();
    for (FeedId feed : recipients.feeds()) {
      entries.add(
          new EntryDraft(
              feed,
              AlertBody.KIND,
              draft.alertId(),
              draft.revision(),
              alert.tlp(),
              alert.urgent(),
              body.bytes(),
              files.references(alert.evidence()),
              List.of()));
    }
    put(draft);
    try {
      List<StoredEntry> stored = around.publish(entries);
      files.release(alert.evidence());
      return new Published(
          draft.alertId(),
          draft.revision(),
          stored,
          recipients.centres().stream().map(Neighbourhood.Centre::node).toList());
    } catch (RuntimeException failure) {
      restore(draft, before);
      throw failure;
    }
  }

  /** What was not published leaves everything as it was; a crash here leaves the draft. */
  private void restore(Draft draft, Optional<Draft> before) {
    store.write(
        tx -> {
          if (before.isPresent()) {
            before.get().put(tx);
          } else {
            tx.update("DELETE FROM alert_draft WHERE alert_id = ?", draft.alertId());
          }
          return draft.version();
        });
  }

  private Card ownCard(String alertId) {
    AlertId.require(alertId, around.self());
    return cards.one(alertId, Optional.empty());
  }

  private Revision newest(Card card) {
    return cards.history(card).getFirst();
  }

  private static JsonNode json(Revision revision) {
    return Json.read(revision.content(), JsonNode.class);
  }

  /** A published revision as it was answered when it went out. */
  private Published published(Card card) {
    Alert alert = AlertRules.published(json(newest(card)));
    return new Published(
        card.alertId(),
        card.revision(),
        List.of(),
        alert.audience().direct()
            ? List.copyOf(reached(card))
            : around.members(alert.audience().network()).stream()
                .map(Neighbourhood.Centre::node)
                .toList());
  }
}
