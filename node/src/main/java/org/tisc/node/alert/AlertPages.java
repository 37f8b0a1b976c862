package org.tisc.node.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The pages of alerts: list, card, and what their buttons do. Thread-safe. */
final class AlertPages {
  private static final String PATH = "/alerts";
  private static final String ONE = PATH + "/{id}";
  private static final int OK = 200;

  private final AlertParts parts;
  private final AlertHttp http;
  private final AlertEditor editor;
  private final Messages messages = Messages.of(AlertPages.class);
  private final Problems problems = new Problems();

  AlertPages(AlertParts parts, AlertHttp http) {
    this.parts = parts;
    this.http = http;
    this.editor = new AlertEditor(parts, http, messages);
  }

  void declare(Routes routes) {
    routes.add("GET", PATH, Permission.ALERT_READ, "The page of alerts.", this::list);
    routes.add(
        "GET",
        ONE,
        Permission.ALERT_READ,
        "The page of one alert with its history; the first look by staff is told to its origin.",
        exchange -> card(exchange, Optional.empty()));
    routes.add(
        "POST",
        ONE + "/answer",
        Permission.ALERT_ANSWER,
        "Acknowledge, reject, hide or show again an alert of another centre.",
        exchange -> acted(exchange, () -> answer(exchange)));
    routes.add(
        "POST",
        ONE + "/write",
        Permission.ALERT_WRITE,
        "Withdraw an own alert; publish, hand in or throw away a draft.",
        exchange -> acted(exchange, () -> write(exchange)));
    routes.add(
        "POST",
        ONE + "/review",
        Permission.ALERT_REVIEW,
        "Let a draft pass, which publishes it, or give it back.",
        exchange -> acted(exchange, () -> review(exchange)));
    // Where a browser comes back to after it changed the language on an answer to a form.
    for (String form : List.of("/answer", "/write", "/review")) {
      routes.add(
          "GET",
          ONE + form,
          Permission.ALERT_READ,
          "Back to the page of the alert.",
          exchange -> back(exchange, ""));
    }
    editor.declare(routes);
  }

  private AlertViews views(Exchange exchange) {
    return new AlertViews(messages, exchange.locale(), parts.around().self().value());
  }

  private Reply list(Exchange exchange) {
    AlertViews views = views(exchange);
    Optional<TiscException> refused = Optional.empty();
    AlertHttp.Listed listed;
    try {
      listed = http.listed(exchange);
    } catch (TiscException failure) {
      refused = Optional.of(failure);
      listed = AlertHttp.Listed.NONE;
    }
    Instant now = parts.clock().instant();
    Map<String, List<AlertView.Choice>> choices = new LinkedHashMap<>();
    choices.put("box", views.choices("box", Cards.Box.values(), chosen(exchange, "box")));
    choices.put("state", views.choices("state", AlertState.values(), chosen(exchange, "state")));
    choices.put("inbox", views.choices("inbox", Inbox.values(), chosen(exchange, "inbox")));
    choices.put(
        "severity", views.choices("severity", Severity.values(), chosen(exchange, "severity")));
    choices.put(
        "status", views.choices("status", AlertStatus.values(), chosen(exchange, "status")));
    AlertView.Page page =
        new AlertView.Page(
            listed.cards().stream().map(card -> views.line(card, now)).toList(),
            listed.drafts().stream().map(views::line).toList(),
            listed.waiting(),
            exchange.caller().may(Permission.ALERT_WRITE),
            refused.map(failure -> sentence(failure, exchange)),
            choices,
            exchange.parameter("q").orElse(""),
            listed.cursor().map(cursor -> next(exchange, cursor)));
    return new Reply.Page(
        refused.map(failure -> Problems.status(failure.reason())).orElse(OK),
        "alert/alerts.jte",
        Map.of("view", page));
  }

  private static String chosen(Exchange exchange, String name) {
    return exchange.parameter(name).orElse("");
  }

  private static String next(Exchange exchange, String cursor) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : List.of("box", "state", "inbox", "severity", "status", "q")) {
      exchange.parameter(name).ifPresent(value -> parameters.put(name, value));
    }
    parameters.put("cursor", cursor);
    StringBuilder path = new StringBuilder(PATH).append('?');
    parameters.forEach(
        (name, value) ->
            path.append(name)
                .append('=')
                .append(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8))
                .append('&'));
    path.setLength(path.length() - 1);
    return path.toString();
  }

  private String sentence(TiscException failure, Exchange exchange) {
    if (failure.reason().kind() == Kind.INTERNAL) {
      throw failure;
    }
    return messages.text(
        exchange.locale(),
        "problem",
        problems.title(failure.reason(), exchange.locale()),
        String.valueOf(failure.getMessage()));
  }

  private Reply card(Exchange exchange, Optional<TiscException> failure) {
    Optional<Draft> draft =
        exchange.caller().may(Permission.ALERT_ANSWER)
            ? parts.cards().draft(exchange.path("id"))
            : Optional.empty();
    AlertView.Shown shown =
        draft.isPresent() && draft.get().revision() == 1
            ? draft(exchange, draft.get(), failure)
            : card(exchange, http.one(exchange), draft, failure);
    return new Reply.Page(
        failure.map(one -> Problems.status(one.reason())).orElse(OK),
        "alert/alert.jte",
        Map.of("view", shown));
  }

  private AlertView.Shown card(
      Exchange exchange, Card card, Optional<Draft> draft, Optional<TiscException> failure) {
    AlertViews views = views(exchange);
    Instant now = parts.clock().instant();
    boolean own = card.origin().equals(parts.around().self().value());
    boolean answers = exchange.caller().may(Permission.ALERT_ANSWER);
    if (answers) {
      parts.answers().shown(exchange.caller().name(), card);
    }
    List<Revision> history = parts.cards().history(card);
    Alert alert =
        AlertRules.published(
            org.tisc.node.web.Json.mapper().readTree(history.getFirst().content()));
    AlertState state = card.state(now);
    boolean writes = own && exchange.caller().may(Permission.ALERT_WRITE);
    boolean open = card.message() != MessageType.CANCEL;
    return new AlertView.Shown(
        card.alertId(),
        AlertViews.path(card),
        views.text(alert.headline()),
        views.mark(card.status()),
        views.severity(card.severity()),
        views.word("state", state),
        AlertViews.tone(state),
        card.reason(),
        paragraphs(views.text(alert.description())),
        paragraphs(views.text(alert.instruction())),
        views.facts(alert, card.origin(), card.sent()),
        alert.web(),
        files(alert, views),
        own
            ? Optional.empty()
            : Optional.of(
                card.answer()
                    .flatMap(Card.Answer::reason)
                    .filter(_ -> card.inbox() == Inbox.REJECTED)
                    .map(why -> views.text("answered", views.word("inbox", card.inbox()), why))
                    .orElseGet(() -> views.word("inbox", card.inbox()))),
        history.stream().map(revision -> views.past(revision, card, now)).toList(),
        parts.cards().related(card, AlertHttp.red(exchange)).stream()
            .map(other -> views.line(other, now))
            .toList(),
        own
            ? parts.matrix().of(card, Optional.empty()).deliveries().stream()
                .map(views::delivery)
                .toList()
            : List.of(),
        own
            ? Optional.of(
                "/api/v1/alerts/" + card.alertId() + "/deliveries/stream?network=" + card.network())
            : Optional.empty(),
        views.deliveryStates(),
        Map.of(
            "answer", !own && answers,
            "hide", !own && answers && state != AlertState.HIDDEN,
            "unhide", !own && answers && state == AlertState.HIDDEN,
            "update", writes && open,
            "cancel", writes && open,
            "review", draft.isPresent() && mayReview(exchange, draft.get()),
            "publish", draft.isPresent() && exchange.caller().may(Permission.ALERT_WRITE),
            "acknowledge", !own && answers && card.inbox() != Inbox.ACKNOWLEDGED),
        String.valueOf(draft.map(Draft::version).orElse(card.revision())),
        draft.map(one -> views.text("draft.pending", views.word("state", one.state()))),
        exchange
            .parameter("done")
            .filter(act -> messages.has("done." + act))
            .map(act -> views.text("done." + act)),
        failure.map(one -> sentence(one, exchange)));
  }

  private AlertView.Shown draft(Exchange exchange, Draft draft, Optional<TiscException> failure) {
    AlertViews views = views(exchange);
    Alert alert = AlertRules.published(org.tisc.node.web.Json.mapper().readTree(draft.content()));
    return new AlertView.Shown(
        draft.alertId(),
        PATH + "/" + draft.alertId(),
        views.text(alert.headline()),
        views.mark(alert.status()),
        views.severity(alert.severity()),
        views.word("state", draft.state()),
        AlertViews.tone(draft.state()),
        draft.returned().map(why -> views.text("draft.returned", why)),
        paragraphs(views.text(alert.description())),
        paragraphs(views.text(alert.instruction())),
        views.facts(alert, String.join(", ", draft.authors()), draft.changed()),
        alert.web(),
        files(alert, views),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Map.of(
            "update", exchange.caller().may(Permission.ALERT_WRITE),
            "publish", exchange.caller().may(Permission.ALERT_WRITE),
            "review", mayReview(exchange, draft)),
        String.valueOf(draft.version()),
        Optional.empty(),
        exchange
            .parameter("done")
            .filter(act -> messages.has("done." + act))
            .map(act -> views.text("done." + act)),
        failure.map(one -> sentence(one, exchange)));
  }

  private static boolean mayReview(Exchange exchange, Draft draft) {
    return draft.state() == AlertState.IN_REVIEW
        && exchange.caller().may(Permission.ALERT_REVIEW)
        && !draft.authors().contains(exchange.caller().name());
  }

  private static List<String> paragraphs(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n+", -1));
  }

  private List<AlertView.File> files(Alert alert, AlertViews views) {
    return alert.evidence().stream()
        .map(
            one ->
                new AlertView.File(
                    one.name(),
                    one.sha256(),
                    parts.files().holds(one)
                        ? Optional.of(views.text("evidence.held"))
                        : Optional.empty()))
        .toList();
  }

  /** Does what a button says; gives what it is called when it is done. */
  private interface Act {
    String done();
  }

  private Reply acted(Exchange exchange, Act act) {
    try {
      return back(exchange, act.done());
    } catch (TiscException refused) {
      if (refused.reason().kind() == Kind.ABSENT) {
        throw refused;
      }
      return card(exchange, Optional.of(refused));
    }
  }

  private static Reply back(Exchange exchange, String done) {
    if (done.equals("discard")) {
      return Reply.seeOther(PATH);
    }
    Optional<String> network =
        exchange.parameter("network").map(text -> new NetworkId(text).value());
    StringBuilder path =
        new StringBuilder(PATH)
            .append('/')
            .append(
                java.net.URLEncoder.encode(
                    exchange.path("id"), java.nio.charset.StandardCharsets.UTF_8))
            .append("?");
    network.ifPresent(id -> path.append("network=").append(id).append('&'));
    path.append(done.isEmpty() ? "" : "done=" + done);
    return Reply.seeOther(path.toString());
  }

  private static String act(Exchange exchange) {
    return exchange.parameter("act").orElse("");
  }

  private static TiscException unknownAct() {
    return new TiscException(
        org.tisc.federation.error.Reason.INVALID_ARGUMENT, "act names no button of this page");
  }

  private String answer(Exchange exchange) {
    AlertDesk.Work work = AlertHttp.work(exchange);
    Card card = http.looked(exchange);
    String act = act(exchange);
    switch (act) {
      case "acknowledge" -> parts.answers().acknowledge(work, card);
      case "reject" -> parts.answers().reject(work, card, exchange.parameter("reason").orElse(""));
      case "hide" -> parts.answers().hide(card);
      case "unhide" -> parts.answers().unhide(card);
      default -> throw unknownAct();
    }
    return act;
  }

  private String write(Exchange exchange) {
    AlertDesk.Work work = AlertHttp.work(exchange);
    String id = exchange.path("id");
    Optional<Long> seen = AlertHttp.number(exchange, "seen");
    String act = act(exchange);
    switch (act) {
      case "cancel" -> parts.desk().cancel(work, id, exchange.parameter("reason").orElse(""));
      case "publish" -> {
        AlertDesk.Wish wish =
            parts.reviewRequired() ? AlertDesk.Wish.REVIEW : AlertDesk.Wish.PUBLISH;
        parts.desk().publish(work, id, seen, wish);
        return wish == AlertDesk.Wish.REVIEW ? "submit" : "publish";
      }
      case "submit" -> parts.desk().publish(work, id, seen, AlertDesk.Wish.REVIEW);
      case "discard" -> parts.desk().discard(id);
      default -> throw unknownAct();
    }
    return act;
  }

  private String review(Exchange exchange) {
    AlertDesk.Work work = AlertHttp.work(exchange);
    String id = exchange.path("id");
    Optional<Long> seen = AlertHttp.number(exchange, "seen");
    String act = act(exchange);
    switch (act) {
      case "pass" -> parts.desk().review(work, id, seen);
      case "return" ->
          parts.desk().giveBack(work, id, seen, exchange.parameter("reason").orElse(""));
      default -> throw unknownAct();
    }
    return act;
  }
}
