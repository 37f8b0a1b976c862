package org.tisc.node.alert;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.feed.Tlp;
import org.tisc.node.document.LangMap;
import org.tisc.node.web.Json;
import org.tisc.node.web.Messages;
import tools.jackson.databind.JsonNode;

/** Makes views in one language. */
final class AlertViews {
  /** Kinds of event that the editor proposes; any other code may be written, too. */
  static final List<String> EVENT_TYPES =
      List.of(
          "patent-litigation",
          "cross-border-injunction",
          "npe",
          "sep-licence",
          "trademark-squatting",
          "similar-mark-filing",
          "bad-faith-transfer",
          "right-lapse",
          "customs-seizure",
          "counterfeit",
          "typosquatting",
          "agency-scam",
          "rule-change",
          "standard-change",
          "export-control",
          "trade-secret",
          "gi-misuse",
          "copyright",
          "opportunity");

  /** Articles that an alert may serve. */
  static final List<String> ARTICLES = List.of("8.1", "8.2", "3", "6", "7", "10");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Messages messages;
  private final Locale locale;
  private final String self;

  AlertViews(Messages messages, Locale locale, String self) {
    this.messages = messages;
    this.locale = locale;
    this.self = self;
  }

  String text(String key, Object... arguments) {
    return messages.text(locale, key, arguments);
  }

  /** The word for a value of an enum; its name where it has none. */
  String word(String kind, Enum<?> value) {
    return word(kind, value.name());
  }

  private String word(String kind, String name) {
    String key = kind + "." + name;
    return messages.has(key) ? messages.text(locale, key) : name;
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  /** A text in the page's language, else in another. */
  String text(LangMap texts) {
    String own = texts.texts().get(locale.getLanguage());
    return own == null ? texts.preferred().orElse("") : own;
  }

  /** Texts by language as a JSON object, cleaned. */
  String text(JsonNode texts) {
    Map<String, String> clean = new LinkedHashMap<>();
    texts
        .properties()
        .forEach(
            each -> {
              if (org.tisc.node.document.Languages.tag(each.getKey()).isPresent()) {
                clean.put(each.getKey(), CleanText.line(each.getValue().asString("")));
              }
            });
    return text(new LangMap(clean));
  }

  static String tone(AlertState state) {
    return switch (state) {
      case ACTIVE -> "good";
      case CANCELLED -> "bad";
      case DRAFT, IN_REVIEW -> "wait";
      case SUPERSEDED, EXPIRED, HIDDEN -> "quiet";
    };
  }

  static String tone(Matrix.State state) {
    return switch (state) {
      case STORED, SHOWN, ACKNOWLEDGED -> "good";
      case QUEUED, UNKNOWN -> "wait";
      case REJECTED -> "bad";
    };
  }

  Optional<String> mark(AlertStatus status) {
    return status.counted() ? Optional.empty() : Optional.of(word("status", status));
  }

  AlertView.Word severity(Severity severity) {
    return new AlertView.Word(severity.name().toLowerCase(Locale.ROOT), word("severity", severity));
  }

  AlertView.Line line(Card card, Instant now) {
    AlertState state = card.state(now);
    boolean own = card.origin().equals(self);
    return new AlertView.Line(
        path(card),
        text(Json.mapper().readTree(card.headline())),
        mark(card.status()),
        severity(card.severity()),
        word("state", state),
        tone(state),
        own ? Optional.empty() : Optional.of(word("inbox", card.inbox())),
        card.origin(),
        time(card.sent()),
        time(card.expires()));
  }

  /** The address of a card; the network is named, since two networks may have one origin. */
  static String path(Card card) {
    return "/alerts/" + card.alertId() + "?network=" + card.network();
  }

  AlertView.Line line(Draft draft) {
    JsonNode file = Json.mapper().readTree(draft.content());
    Severity severity =
        Arrays.stream(Severity.values())
            .filter(one -> one.name().equals(file.path("severity").asString("")))
            .findFirst()
            .orElse(Severity.UNKNOWN);
    AlertStatus status =
        Arrays.stream(AlertStatus.values())
            .filter(one -> one.name().equals(file.path("status").asString("")))
            .findFirst()
            .orElse(AlertStatus.ACTUAL);
    return new AlertView.Line(
        draft.revision() == 1
            ? "/alerts/" + draft.alertId()
            : "/alerts/" + draft.alertId() + "?network=" + draft.network(),
        text(file.path("headline")),
        mark(status),
        severity(severity),
        word("state", draft.state()),
        tone(draft.state()),
        Optional.empty(),
        String.join(", ", draft.authors()),
        time(draft.changed()),
        "");
  }

  /** What stands beside the texts of an alert, where it is told. */
  List<AlertView.Fact> facts(Alert alert, String origin, Instant sent) {
    List<AlertView.Fact> facts = new ArrayList<>();
    fact(facts, "origin", origin);
    fact(facts, "network", alert.audience().network().value());
    fact(facts, "sent", time(sent));
    fact(facts, "expires", time(alert.expires().toInstant()));
    alert.effective().ifPresent(time -> fact(facts, "effective", time(time.toInstant())));
    alert.onset().ifPresent(time -> fact(facts, "onset", time(time.toInstant())));
    fact(facts, "urgency", word("urgency", alert.urgency()));
    fact(facts, "certainty", word("certainty", alert.certainty()));
    alert.eventType().ifPresent(code -> fact(facts, "eventType", word("event", code)));
    alert.category().ifPresent(code -> fact(facts, "category", code));
    alert.incident().ifPresent(name -> fact(facts, "incident", name));
    fact(facts, "tlp", tlp(alert.tlp()));
    fact(facts, "article", word("tier", alert.tier()) + " · " + alert.article().text());
    list(facts, "peers", alert.audience().peers().stream().map(Object::toString).toList());
    Relevance relevance = alert.relevance();
    list(facts, "regions", relevance.regions());
    list(facts, "industries", relevance.industries());
    list(facts, "ipc", relevance.ipc());
    list(facts, "nice", relevance.nice());
    list(facts, "markets", relevance.markets());
    list(facts, "parties", relevance.parties());
    return facts;
  }

  String tlp(Tlp tlp) {
    return tlp.text() + " · " + word("tlp", tlp);
  }

  private void fact(List<AlertView.Fact> facts, String name, String value) {
    facts.add(new AlertView.Fact(text("field." + name), value));
  }

  private void list(List<AlertView.Fact> facts, String name, List<String> values) {
    if (!values.isEmpty()) {
      fact(facts, name, String.join("; ", values));
    }
  }

  AlertView.Past past(Revision revision, Card card, Instant now) {
    AlertState state =
        revision.revision() == card.revision() ? card.state(now) : AlertState.SUPERSEDED;
    return new AlertView.Past(
        String.valueOf(revision.revision()),
        word("state", state),
        word("message", revision.message()),
        time(revision.sent()),
        time(revision.storedAt()),
        revision
            .reason()
            .orElseGet(() -> text(Json.mapper().readTree(revision.content()).path("headline"))));
  }

  AlertView.Delivery delivery(Matrix.Line line) {
    return new AlertView.Delivery(
        line.peer(),
        line.state().name(),
        word("delivery", line.state()),
        tone(line.state()),
        line.reason().map(CleanText::line).orElse(""),
        line.at().map(AlertViews::time).orElse(""));
  }

  List<AlertView.Word> deliveryStates() {
    return Arrays.stream(Matrix.State.values())
        .map(state -> new AlertView.Word(state.name(), word("delivery", state)))
        .toList();
  }

  List<AlertView.Choice> choices(String kind, Enum<?>[] values, String chosen) {
    return Arrays.stream(values)
        .map(
            value ->
                new AlertView.Choice(value.name(), word(kind, value), value.name().equals(chosen)))
        .toList();
  }

  List<AlertView.Choice> tlps(String chosen) {
    return Arrays.stream(Tlp.values())
        .map(one -> new AlertView.Choice(one.text(), tlp(one), one.text().equals(chosen)))
        .toList();
  }

  List<AlertView.Choice> plain(List<String> values, String chosen) {
    return values.stream()
        .map(value -> new AlertView.Choice(value, value, value.equals(chosen)))
        .toList();
  }

  List<AlertView.Word> eventTypes() {
    return EVENT_TYPES.stream().map(code -> new AlertView.Word(code, word("event", code))).toList();
  }

  AlertView.Preview preview(AlertReply.Preview preview) {
    return new AlertView.Preview(
        preview.recipients().stream()
            .map(
                reader ->
                    new AlertView.Reader(
                        reader.peer(),
                        reader
                            .names()
                            .getOrDefault(
                                locale.getLanguage(), reader.names().getOrDefault("zh", "")),
                        reader.feed()))
            .toList(),
        preview.urgent(),
        preview.reviewRequired(),
        preview.tlp());
  }
}
