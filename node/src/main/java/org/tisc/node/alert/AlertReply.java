package org.tisc.node.alert;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.EntryHeader;
import org.tisc.federation.feed.StoredEntry;
import org.tisc.federation.identity.NodeId;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

/** What the routes of alerts answer. */
final class AlertReply {
  private AlertReply() {}

  /** A line of the list. */
  record Summary(
      String alertId,
      long revision,
      AlertState state,
      String network,
      String origin,
      MessageType msgType,
      JsonNode headline,
      Severity severity,
      Urgency urgency,
      AlertStatus status,
      String tlp,
      Optional<String> eventType,
      Instant sent,
      Instant expires,
      Optional<Inbox> inbox,
      Optional<String> reason) {
    static Summary of(Card card, Instant now, NodeId self) {
      return new Summary(
          card.alertId(),
          card.revision(),
          card.state(now),
          card.network(),
          card.origin(),
          card.message(),
          Json.mapper().readTree(card.headline()),
          card.severity(),
          card.urgency(),
          card.status(),
          card.tlp().text(),
          card.eventType(),
          card.sent(),
          card.expires(),
          card.origin().equals(self.value()) ? Optional.empty() : Optional.of(card.inbox()),
          card.reason());
    }
  }

  /** A draft as a list and the answer to keeping it show it. */
  record Kept(
      String alertId,
      long revision,
      AlertState state,
      String network,
      long version,
      List<String> authors,
      Optional<String> returned,
      JsonNode headline,
      Instant changed) {
    static Kept of(Draft draft) {
      return new Kept(
          draft.alertId(),
          draft.revision(),
          draft.state(),
          draft.network(),
          draft.version(),
          draft.authors(),
          draft.returned(),
          Json.mapper().readTree(draft.content()).path("headline"),
          draft.changed());
    }
  }

  /**
   * The list.
   *
   * @param waiting how many alerts of others in force wait for an answer
   */
  record Page(
      List<Summary> alerts, Optional<List<Kept>> drafts, long waiting, Optional<String> cursor) {}

  /** What this centre answered. */
  record Answered(
      Inbox state,
      Optional<Long> revision,
      Optional<String> reason,
      Optional<Instant> at,
      Optional<String> by) {
    static Answered of(Card card) {
      Optional<Card.Answer> answer = card.answer().filter(one -> one.revision() > 0);
      return new Answered(
          card.inbox(),
          answer.map(Card.Answer::revision),
          answer.flatMap(Card.Answer::reason),
          answer.map(Card.Answer::at),
          answer.flatMap(Card.Answer::actor));
    }
  }

  /** One revision in the history. */
  record Past(
      long revision,
      AlertState state,
      MessageType msgType,
      Instant sent,
      Instant storedAt,
      Optional<String> reason,
      RawValue alert) {}

  /** One card with its history. */
  record Shown(
      String alertId,
      long revision,
      AlertState state,
      String network,
      String origin,
      MessageType msgType,
      Instant sent,
      Optional<String> reason,
      Optional<Answered> inbox,
      RawValue alert,
      List<Past> history,
      List<Summary> related,
      Optional<Kept> draft) {
    static Shown of(
        Card card,
        List<Revision> history,
        List<Card> related,
        Optional<Draft> draft,
        Reading reading) {
      Instant now = reading.clock().instant();
      return new Shown(
          card.alertId(),
          card.revision(),
          card.state(now),
          card.network(),
          card.origin(),
          card.message(),
          card.sent(),
          card.reason(),
          card.origin().equals(reading.self().value())
              ? Optional.empty()
              : Optional.of(Answered.of(card)),
          new RawValue(history.getFirst().content()),
          history.stream().map(revision -> past(card, revision, now)).toList(),
          related.stream().map(other -> Summary.of(other, now, reading.self())).toList(),
          draft.map(Kept::of));
    }

    private static Past past(Card card, Revision revision, Instant now) {
      return new Past(
          revision.revision(),
          revision.revision() == card.revision() ? card.state(now) : AlertState.SUPERSEDED,
          revision.message(),
          revision.sent(),
          revision.storedAt(),
          revision.reason(),
          new RawValue(revision.content()));
    }
  }

  /** By whose clock and for which node a card is read. */
  record Reading(NodeId self, InstantSource clock) {}

  /** A draft with what it says. */
  record ShownDraft(
      String alertId,
      long revision,
      AlertState state,
      String network,
      long version,
      List<String> authors,
      Optional<String> returned,
      RawValue alert) {
    static ShownDraft of(Draft draft) {
      return new ShownDraft(
          draft.alertId(),
          draft.revision(),
          draft.state(),
          draft.network(),
          draft.version(),
          draft.authors(),
          draft.returned(),
          new RawValue(draft.content()));
    }
  }

  /** An entry that carries a revision. */
  record Carried(String feed, long epoch, long sequence, String entryHash) {
    static Carried of(StoredEntry stored) {
      EntryHeader header = stored.entry().header();
      return new Carried(
          header.feed().toString(), header.epoch(), header.sequence(), stored.entry().hash().hex());
    }
  }

  /** What went out; feed, sequence and hash are those of the first entry. */
  record Published(
      String alertId,
      long revision,
      AlertState state,
      Optional<String> feed,
      Optional<Long> sequence,
      Optional<String> entryHash,
      List<String> recipients,
      List<Carried> entries) {
    static Published of(AlertDesk.Published published, boolean cancelled) {
      List<Carried> entries = published.entries().stream().map(Carried::of).toList();
      Optional<Carried> first = entries.stream().findFirst();
      return new Published(
          published.alertId(),
          published.revision(),
          cancelled ? AlertState.CANCELLED : AlertState.ACTIVE,
          first.map(Carried::feed),
          first.map(Carried::sequence),
          first.map(Carried::entryHash),
          published.recipients().stream().map(NodeId::value).toList(),
          entries);
    }
  }

  /** Who would get an alert. */
  record Preview(
      String network,
      String tlp,
      AlertStatus status,
      boolean urgent,
      boolean reviewRequired,
      List<Reader> recipients,
      List<File> evidence) {
    static Preview of(
        Alert alert, Recipients recipients, boolean reviewRequired, EvidenceFiles files) {
      return new Preview(
          alert.audience().network().value(),
          alert.tlp().text(),
          alert.status(),
          alert.urgent(),
          reviewRequired,
          recipients.centres().stream()
              .map(
                  centre ->
                      new Reader(
                          centre.node().value(),
                          centre.names(),
                          (recipients.feeds().size() == 1 && !alert.audience().direct()
                                  ? recipients.feeds().getFirst()
                                  : recipients.feeds().stream()
                                      .filter(
                                          feed ->
                                              feed.audience()
                                                  .peer()
                                                  .filter(centre.node()::equals)
                                                  .isPresent())
                                      .findFirst()
                                      .orElseThrow())
                              .toString()))
              .toList(),
          alert.evidence().stream()
              .map(one -> new File(one.name(), one.sha256(), files.holds(one)))
              .toList());
    }
  }

  /** One centre that would get it, and by which feed. */
  record Reader(String peer, Map<String, String> names, String feed) {}

  /** One file that it names, and whether this node can hand it out. */
  record File(String name, String sha256, boolean held) {}

  /** A file that was taken. */
  record Taken(String sha256, long size) {}

  /** That an alert file is in order. */
  record Verified(boolean valid, boolean urgent, String tlp) {}
}
