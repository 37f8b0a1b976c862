package org.tisc.node.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Decides whether a request reaches its route: who is calling, by bearer token or browser session;
 * whether one of the caller's roles holds the route's permission; and, where a cookie speaks for
 * the caller, whether a page of this node sent the request. Thread-safe.
 */
final class Access {
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private static final String BEARER = "Bearer ";
  private static final String TOKEN_HEADER = "X-Form-Token";

  private final Authenticator authenticator;
  private final RefusalListener refusals;

  Access(Authenticator authenticator, RefusalListener refusals) {
    this.authenticator = authenticator;
    this.refusals = refusals;
  }

  /** Empty when the route may answer; else where to send the browser. Raises what is refused. */
  Optional<Reply> admit(JettyExchange exchange, Route route, String method, Visit visit) {
    Optional<String> authorization = exchange.header("Authorization");
    exchange.authenticated(
        authorization.isPresent() ? byToken(authorization.get()) : bySession(exchange));
    if (!exchange.caller().may(route.permission())) {
      return refuse(exchange, route, method);
    }
    if (!SAFE.contains(method) && authorization.isEmpty()) {
      requireOwnForm(exchange, visit);
    }
    return Optional.empty();
  }

  private Caller byToken(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new TiscException(Reason.UNAUTHENTICATED, "Authorization must be 'Bearer TOKEN'");
    }
    return authenticator
        .byToken(authorization.substring(BEARER.length()).strip())
        .orElseThrow(
            () -> new TiscException(Reason.UNAUTHENTICATED, "the bearer token is not valid"));
  }

  private Caller bySession(JettyExchange exchange) {
    return exchange.session().flatMap(authenticator::bySession).orElse(Caller.ANONYMOUS);
  }

  private Optional<Reply> refuse(JettyExchange exchange, Route route, String method) {
    if (exchange.caller().equals(Caller.ANONYMOUS)) {
      if (SAFE.contains(method) && isPage(exchange)) {
        String back = URLEncoder.encode(exchange.location(), StandardCharsets.UTF_8);
        return Optional.of(Reply.seeOther("/sign-in?next=" + back));
      }
      throw new TiscException(
          Reason.UNAUTHENTICATED, "this needs a bearer token or a signed-in browser");
    }
    Optional<String> detour = exchange.caller().detour();
    if (detour.isPresent() && SAFE.contains(method) && isPage(exchange)) {
      return Optional.of(Reply.seeOther(detour.get()));
    }
    refusals.refused(
        exchange.caller(), method, route.path().toString(), route.permission(), exchange.address());
    String roles =
        route.permission().roles().stream()
            .sorted()
            .map(Role::name)
            .collect(Collectors.joining(", "));
    throw new TiscException(
        Reason.DENIED,
        "this needs the permission " + route.permission() + ", held by the roles " + roles);
  }

  private static void requireOwnForm(JettyExchange exchange, Visit visit) {
    HostCheck.requireOwnOrigin(
        exchange.header("Host"),
        exchange.header("Origin"),
        exchange.header("Sec-Fetch-Site"),
        exchange.secure());
    Optional<String> token = exchange.header(TOKEN_HEADER);
    if (token.isEmpty() && exchange.isForm()) {
      token = exchange.parameter(Frame.FORM_TOKEN_FIELD);
    }
    if (token.filter(visit::accepts).isEmpty()) {
      throw new TiscException(
          Reason.DENIED, "the form is not one of this session; load the page again");
    }
  }

  /** Whether a browser asks for a page, as opposed to a program for JSON. */
  static boolean isPage(JettyExchange exchange) {
    return !exchange.location().startsWith("/api/")
        && exchange.header("Accept").filter(types -> types.contains("text/html")).isPresent();
  }
}
