package org.tisc.node.alert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import tools.jackson.databind.JsonNode;

/**
 * The page where alerts are written. What was typed comes back with every broken rule, or with who
 * would get the alert, before it goes out. Thread-safe.
 */
final class AlertEditor {
  private static final int OK = 200;
  private static final String NEW = "/alerts/new";
  private static final String EDIT = "/alerts/{id}/edit";

  private final AlertParts parts;
  private final AlertHttp http;
  private final Messages messages;
  private final Problems problems = new Problems();

  AlertEditor(AlertParts parts, AlertHttp http, Messages messages) {
    this.parts = parts;
    this.http = http;
    this.messages = messages;
  }

  void declare(Routes routes) {
    routes.add(
        "GET", NEW, Permission.ALERT_WRITE, "The page where a new alert is written.", this::fresh);
    routes.add(
        "POST",
        NEW,
        Permission.ALERT_WRITE,
        "Preview, keep, hand in or publish a new alert.",
        exchange -> posted(exchange, Optional.empty()));
    routes.add(
        "GET",
        EDIT,
        Permission.ALERT_WRITE,
        "The page where a draft is changed or the next revision of an alert is written.",
        this::edit);
    routes.add(
        "POST",
        EDIT,
        Permission.ALERT_WRITE,
        "Preview, keep, hand in or publish a changed draft or the next revision of an alert.",
        exchange -> posted(exchange, Optional.of(exchange.path("id"))));
  }

  private Reply fresh(Exchange exchange) {
    String network =
        parts.around().networks().stream().findFirst().map(NetworkId::value).orElse("");
    return page(
        exchange,
        Optional.empty(),
        EditorForm.fresh(network),
        "",
        Optional.empty(),
        Optional.empty());
  }

  /** What stands now, and its version or revision. */
  private record Standing(JsonNode file, String seen) {}

  private Standing standing(String alertId) {
    Optional<Draft> draft = parts.cards().draft(alertId);
    if (draft.isPresent()) {
      return new Standing(
          Json.mapper().readTree(draft.get().content()), String.valueOf(draft.get().version()));
    }
    AlertId.require(alertId, parts.around().self());
    Card card = parts.cards().one(alertId, Optional.empty());
    return new Standing(
        Json.mapper().readTree(parts.cards().history(card).getFirst().content()),
        String.valueOf(card.revision()));
  }

  private Reply edit(Exchange exchange) {
    Standing standing = standing(exchange.path("id"));
    return page(
        exchange,
        Optional.of(exchange.path("id")),
        EditorForm.of(standing.file()),
        standing.seen(),
        Optional.empty(),
        Optional.empty());
  }

  private Reply posted(Exchange exchange, Optional<String> alertId) {
    EditorForm form = EditorForm.of(exchange);
    Optional<JsonNode> before = alertId.map(id -> standing(id).file());
    String seen = exchange.parameter("seen").orElse("");
    try {
      String file = form.file(before);
      String act = exchange.parameter("act").orElse("preview");
      if (act.equals("preview")) {
        return page(
            exchange, alertId, form, seen, Optional.of(http.preview(file)), Optional.empty());
      }
      AlertDesk.Wish wish =
          switch (act) {
            case "keep" -> AlertDesk.Wish.KEEP;
            case "submit" -> AlertDesk.Wish.REVIEW;
            default -> parts.reviewRequired() ? AlertDesk.Wish.REVIEW : AlertDesk.Wish.PUBLISH;
          };
      AlertDesk.Work work = AlertHttp.work(exchange);
      AlertDesk.Outcome outcome =
          alertId.isPresent()
              ? parts
                  .desk()
                  .update(work, alertId.get(), file, AlertHttp.number(exchange, "seen"), wish)
              : parts.desk().write(work, file, wish);
      return done(outcome);
    } catch (TiscException refused) {
      if (refused.reason().kind() == Kind.INTERNAL || refused.reason().kind() == Kind.ABSENT) {
        throw refused;
      }
      return page(exchange, alertId, form, seen, Optional.empty(), Optional.of(refused));
    }
  }

  private static Reply done(AlertDesk.Outcome outcome) {
    String place =
        switch (outcome) {
          case AlertDesk.Outcome.Out(AlertDesk.Published published) ->
              published.alertId() + "?done=publish";
          case AlertDesk.Outcome.Kept(Draft draft) ->
              draft.alertId()
                  + (draft.state() == AlertState.IN_REVIEW ? "?done=submit" : "?done=keep");
        };
    return Reply.seeOther("/alerts/" + place);
  }

  private Reply page(
      Exchange exchange,
      Optional<String> alertId,
      EditorForm form,
      String seen,
      Optional<AlertReply.Preview> preview,
      Optional<TiscException> refused) {
    AlertViews views = new AlertViews(messages, exchange.locale(), parts.around().self().value());
    Map<String, List<AlertView.Choice>> choices = new LinkedHashMap<>();
    choices.put("severity", views.choices("severity", Severity.values(), form.value("severity")));
    choices.put("urgency", views.choices("urgency", Urgency.values(), form.value("urgency")));
    choices.put(
        "certainty", views.choices("certainty", Certainty.values(), form.value("certainty")));
    choices.put("status", views.choices("status", AlertStatus.values(), form.value("status")));
    choices.put("tlp", views.tlps(form.value("tlp")));
    choices.put("article", views.plain(AlertViews.ARTICLES, form.value("article")));
    choices.put(
        "network",
        views.plain(
            parts.around().networks().stream().map(NetworkId::value).toList(),
            form.value("network")));
    String path = alertId.map(id -> "/alerts/" + id + "/edit").orElse(NEW);
    AlertView.Editor editor =
        new AlertView.Editor(
            path,
            alertId.map(id -> "/alerts/" + id).orElse("/alerts"),
            alertId.isEmpty(),
            form.values(),
            choices,
            views.eventTypes(),
            members(exchange),
            seen,
            parts.reviewRequired(),
            preview.map(views::preview),
            refused.map(
                failure ->
                    views.text(
                        "problem",
                        problems.title(failure.reason(), exchange.locale()),
                        failure.violations().isEmpty()
                            ? String.valueOf(failure.getMessage())
                            : views.text("editor.rules", failure.violations().size()))),
            refused.stream()
                .flatMap(failure -> failure.violations().stream())
                .map(rule -> new AlertView.Rule(rule.field(), rule.message()))
                .toList());
    return new Reply.Page(
        refused.map(failure -> Problems.status(failure.reason())).orElse(OK),
        "alert/editor.jte",
        Map.of("view", editor));
  }

  /** The members of all networks, for the field of peers. */
  private List<AlertView.Word> members(Exchange exchange) {
    Map<String, String> names = new LinkedHashMap<>();
    for (NetworkId network : parts.around().networks()) {
      for (Neighbourhood.Centre centre : parts.around().members(network)) {
        names.putIfAbsent(
            centre.node().value(),
            centre
                .names()
                .getOrDefault(
                    exchange.locale().getLanguage(), centre.names().getOrDefault("zh", "")));
      }
    }
    List<AlertView.Word> members = new ArrayList<>();
    names.forEach((node, name) -> members.add(new AlertView.Word(node, name)));
    return members;
  }
}
