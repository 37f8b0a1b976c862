package org.tisc.node.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The routes of this room: the start, the language switch, the pages that explain problems. */
final class OwnRoutes {
  private OwnRoutes() {}

  static void declare(Routes routes, List<NavigationEntry> places) {
    routes.add(
        "GET",
        "/",
        Permission.STATUS_READ,
        "Leads to the first service that the caller may use; says what the account is for if none.",
        exchange -> start(exchange.caller(), places));
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

  private static Reply start(Caller caller, List<NavigationEntry> places) {
    return places.stream()
        .filter(place -> place.section() == Section.BASIC || place.section() == Section.KEY)
        .filter(place -> caller.may(place.permission()))
        .findFirst()
        .<Reply>map(place -> new Reply.Redirect(303, place.path(), Map.of()))
        .orElseGet(
            () ->
                new Reply.Page(
                    200,
                    "web/start.jte",
                    Map.of(
                        "roles",
                        caller.roles().stream().sorted().toList(),
                        "searchers",
                        Permission.SEARCH.roles().stream().sorted().toList())));
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
