package org.tisc.node.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The routes of this room: the start, the language switch, the pages that explain problems. */
final class OwnRoutes {
  private OwnRoutes() {}

  static void declare(Routes routes, Places places) {
    routes.add(
        "GET",
        "/",
        Permission.STATUS_READ,
        "The start page: the places that the caller may use, and how the networks of the node"
            + " stand.",
        exchange -> start(exchange, places));
    routes.add(
        "POST",
        "/language",
        Permission.PUBLIC,
        "Remembers the language (to=zh or to=en) and goes back to a path of this node.",
        OwnRoutes::switchLanguage);
    routes.add(
        "GET", "/language", Permission.PUBLIC, "As POST, for links.", OwnRoutes::switchLanguage);
    routes.add(
        "GET",
        "/problems/{reason}",
        Permission.PUBLIC,
        "Explains a reason code; the type of every problem leads here.",
        OwnRoutes::explain);
  }

  private static Reply start(Exchange exchange, Places places) {
    return new Reply.Page(
        200,
        "web/start.jte",
        Map.of(
            "standings",
            places.standings().apply(exchange.locale()),
            "roles",
            exchange.caller().roles().stream().sorted().toList(),
            "searchers",
            Permission.SEARCH.roles().stream().sorted().toList()));
  }

  private static Reply switchLanguage(Exchange exchange) {
    Locale language =
        exchange
            .parameter("to")
            .flatMap(Languages::known)
            .orElseThrow(
                () -> new TiscException(Reason.INVALID_ARGUMENT, "to must be 'zh' or 'en'"));
    return new Reply.Redirect(
        303,
        Redirects.local(exchange.parameter("back"), "/"),
        Map.of("Set-Cookie", Cookies.language(language.getLanguage(), exchange.secure())));
  }

  private static Reply explain(Exchange exchange) {
    Optional<Reason> reason =
        Arrays.stream(Reason.values())
            .filter(known -> known.slug().equals(exchange.path("reason")))
            .findFirst();
    return reason
        .<Reply>map(
            known ->
                new Reply.Page(
                    200,
                    "web/reason.jte",
                    Map.of("reason", known, "status", Problems.status(known))))
        .orElseThrow(() -> new TiscException(Reason.NOT_FOUND, "there is no such reason code"));
  }
}
