package org.tisc.node.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Cookies;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Redirects;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The pages to sign in, to show a second factor, to choose a password by a code, to sign out. */
final class SignInPages {
  private static final String CODE_PAGE = "/sign-in/code";

  private final SignIn signIn;
  private final Sessions sessions;
  private final OwnAccount own;
  private final FirstAccount first;

  SignInPages(SignIn signIn, Sessions sessions, OwnAccount own, FirstAccount first) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.own = own;
    this.first = first;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/sign-in",
        Permission.PUBLIC,
        "The page to sign in; next names where to go.",
        this::page);
    routes.add(
        "POST",
        "/sign-in",
        Permission.PUBLIC,
        "Signs in with the form fields name and password and begins a session.",
        this::enter);
    routes.add(
        "GET",
        CODE_PAGE,
        Permission.PUBLIC,
        "The page to show a second factor, after the password was right.",
        this::codePage);
    routes.add(
        "POST",
        CODE_PAGE,
        Permission.PUBLIC,
        "Shows the second factor with the form field code.",
        this::enterCode);
    routes.add("POST", "/sign-out", Permission.PUBLIC, "Ends the browser's session.", this::leave);
    routes.add(
        "GET",
        "/reset",
        Permission.PUBLIC,
        "The page to choose a password by a one-time code.",
        exchange -> resetPage(200, "", ""));
    routes.add(
        "POST",
        "/reset",
        Permission.PUBLIC,
        "Turns a one-time code into a password: the form fields name, code, password and again.",
        this::redeem);
  }

  private Reply page(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    if (!exchange.caller().equals(Caller.ANONYMOUS)) {
      return Reply.seeOther(next);
    }
    String note = exchange.parameter("chosen").isPresent() ? "signIn.chosen" : "";
    return page(200, next, "", "", note);
  }

  private Reply page(int status, String next, String name, String error, String note) {
    return new Reply.Page(
        status,
        "account/signIn.jte",
        Map.of("next", next, "name", name, "error", error, "note", note, "setup", first.open()));
  }

  private Reply enter(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    String name = exchange.parameter("name").map(String::strip).orElse("");
    String password = exchange.parameter("password").orElse("");
    SignIn.Outcome outcome = signIn.attempt(name, password, exchange.address(), exchange.session());
    return switch (outcome) {
      case SignIn.Outcome.Admitted admitted -> goOn(exchange, admitted.session(), next);
      case SignIn.Outcome.CodeNeeded needed ->
          goOn(
              exchange,
              needed.session(),
              CODE_PAGE + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
      case SignIn.Outcome.Refused refused -> page(401, next, name, "signIn.refused", "");
      case SignIn.Outcome.Over over -> page(401, next, name, "signIn.refused", "");
      case SignIn.Outcome.MustWait wait -> page(429, next, name, "signIn.wait", "");
    };
  }

  private static Reply goOn(Exchange exchange, String session, String to) {
    return new Reply.Redirect(
        303, to, Map.of("Set-Cookie", Cookies.session(session, exchange.secure())));
  }

  private Reply codePage(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    Optional<String> waiting = exchange.session().flatMap(sessions::waiting);
    return waiting.isPresent()
        ? codePage(200, next, "")
        : Reply.seeOther("/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
  }

  private static Reply codePage(int status, String next, String error) {
    return new Reply.Page(status, "account/code.jte", Map.of("next", next, "error", error));
  }

  private Reply enterCode(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    String code = exchange.parameter("code").orElse("");
    SignIn.Outcome outcome =
        exchange
            .session()
            .map(session -> signIn.attemptCode(session, code, exchange.address()))
            .orElseGet(SignIn.Outcome.Over::new);
    return switch (outcome) {
      case SignIn.Outcome.Admitted admitted -> goOn(exchange, admitted.session(), next);
      case SignIn.Outcome.CodeNeeded needed -> codePage(401, next, "code.refused");
      case SignIn.Outcome.Refused refused -> codePage(401, next, "code.refused");
      case SignIn.Outcome.Over over -> page(401, next, "", "code.over", "");
      case SignIn.Outcome.MustWait wait -> codePage(429, next, "signIn.wait");
    };
  }

  private Reply leave(Exchange exchange) {
    exchange.session().ifPresent(sessions::end);
    return new Reply.Redirect(
        303, "/sign-in", Map.of("Set-Cookie", Cookies.noSession(exchange.secure())));
  }

  private static Reply resetPage(int status, String name, String error) {
    return new Reply.Page(status, "account/reset.jte", Map.of("name", name, "error", error));
  }

  private Reply redeem(Exchange exchange) {
    String name = exchange.parameter("name").map(String::strip).orElse("");
    String password = exchange.parameter("password").orElse("");
    if (!password.equals(exchange.parameter("again").orElse(""))) {
      return resetPage(400, name, "password.differ");
    }
    OwnAccount.Outcome outcome =
        own.redeem(name, exchange.parameter("code").orElse(""), password, exchange.address());
    return switch (outcome) {
      case OwnAccount.Outcome.Done done -> Reply.seeOther("/sign-in?chosen=1");
      case OwnAccount.Outcome.Flawed flawed ->
          resetPage(400, name, "password." + flawed.flaw().name());
      case OwnAccount.Outcome.Refused refused -> resetPage(401, name, "reset.refused");
      case OwnAccount.Outcome.MustWait wait -> resetPage(429, name, "signIn.wait");
    };
  }
}
