package org.tisc.node.account;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Cookies;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The pages of the own account, for a signed-in browser only. */
final class OwnPages {
  private static final String HOME = "/account";

  private final String node;
  private final Accounts accounts;
  private final Sessions sessions;
  private final SecondFactor second;
  private final OwnAccount own;
  private final AccountPolicy policy;
  private final SignInThrottle throttle;
  private final AccountEvents events;

  OwnPages(
      String node,
      Accounts accounts,
      Sessions sessions,
      SecondFactor second,
      OwnAccount own,
      AccountPolicy policy,
      SignInThrottle throttle,
      AccountEvents events) {
    this.node = node;
    this.accounts = accounts;
    this.sessions = sessions;
    this.second = second;
    this.own = own;
    this.policy = policy;
    this.throttle = throttle;
    this.events = events;
  }

  void declare(Routes routes) {
    add(
        routes,
        "GET",
        HOME,
        "The own account: roles, password, second factor, sessions.",
        this::page);
    add(
        routes,
        "POST",
        HOME + "/password",
        "Changes the own password: the form fields old, password and again; ends other sessions.",
        this::changePassword);
    add(
        routes,
        "POST",
        HOME + "/sessions/{id}/end",
        "Ends one of the own sessions.",
        this::endSession);
    add(
        routes,
        "GET",
        Sessions.ENROLMENT,
        "The page to set up a second factor, with its secret as picture and text.",
        this::enrolmentPage);
    add(
        routes,
        "POST",
        Sessions.ENROLMENT,
        "Confirms the second factor with the form field code; shows the recovery codes once.",
        this::confirm);
    add(
        routes,
        "POST",
        Sessions.ENROLMENT + "/remove",
        "Gives up the second factor, with the form field code, where it is not required.",
        this::remove);
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.ACCOUNT_OWN, summary, handler);
  }

  /** A signed-in browser: who, and by which session. */
  private record Visit(Account account, String session) {}

  private Visit visit(Exchange exchange) {
    if (exchange.header("Authorization").isPresent() || exchange.session().isEmpty()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "the pages of the own account need a signed-in browser");
    }
    Account account = accounts.require(exchange.caller().name());
    return new Visit(account, exchange.session().get());
  }

  private Reply page(Exchange exchange) {
    String note = exchange.parameter("changed").isPresent() ? "own.changed" : "";
    return page(visit(exchange), 200, "", note);
  }

  private Reply page(Visit visit, int status, String error, String note) {
    Account account = visit.account();
    Map<String, Object> model = new HashMap<>();
    model.put("account", account);
    model.put("sessions", sessions.list(account.name(), visit.session()));
    model.put("secondFactorRequired", policy.needsSecondFactor(account.roles()));
    model.put("recoveryLeft", second.recoveryLeft(account.name()));
    model.put("error", error);
    model.put("note", note);
    return new Reply.Page(status, "account/own.jte", model);
  }

  private Reply changePassword(Exchange exchange) {
    Visit visit = visit(exchange);
    requireWhole(exchange);
    String wanted = exchange.parameter("password").orElse("");
    if (!wanted.equals(exchange.parameter("again").orElse(""))) {
      return page(visit, 400, "password.differ", "");
    }
    OwnAccount.Outcome outcome =
        own.changePassword(
            visit.account().name(),
            exchange.parameter("old").orElse(""),
            wanted,
            visit.session(),
            exchange.address());
    return switch (outcome) {
      case OwnAccount.Outcome.Done done -> back(exchange, done.session(), HOME + "?changed=1");
      case OwnAccount.Outcome.Flawed flawed ->
          page(visit, 400, "password." + flawed.flaw().name(), "");
      case OwnAccount.Outcome.Refused refused -> page(visit, 401, "own.refused", "");
      case OwnAccount.Outcome.MustWait wait -> page(visit, 429, "signIn.wait", "");
    };
  }

  /** Who must set up a second factor first, may do nothing else; a page would hide that. */
  private static void requireWhole(Exchange exchange) {
    if (exchange.caller().detour().isPresent()) {
      throw new TiscException(Reason.DENIED, "set up the second factor first");
    }
  }

  private static Reply back(Exchange exchange, Optional<String> session, String to) {
    return new Reply.Redirect(
        303,
        to,
        session
            .map(id -> Map.of("Set-Cookie", Cookies.session(id, exchange.secure())))
            .orElse(Map.of()));
  }

  private Reply endSession(Exchange exchange) {
    Visit visit = visit(exchange);
    if (sessions.endListed(visit.account().name(), exchange.path("id"))) {
      events.sessionEnded(visit.account().name(), exchange.address());
    }
    return back(exchange, Optional.empty(), HOME);
  }

  private Reply enrolmentPage(Exchange exchange) {
    Visit visit = visit(exchange);
    return visit.account().secondFactor() ? Reply.seeOther(HOME) : enrolmentPage(visit, 200, "");
  }

  private Reply enrolmentPage(Visit visit, int status, String error) {
    String name = visit.account().name();
    String secret = second.offer(name);
    String uri = Totp.uri(secret, node, name);
    return new Reply.Page(
        status,
        "account/secondFactor.jte",
        Map.of(
            "secret",
            String.join(" ", secret.split("(?<=\\G.{4})")),
            "uri",
            uri,
            "picture",
            QrCode.of(uri),
            "required",
            policy.needsSecondFactor(visit.account().roles()),
            "error",
            error));
  }

  private Reply confirm(Exchange exchange) {
    Visit visit = visit(exchange);
    String name = visit.account().name();
    if (visit.account().secondFactor()) {
      throw new TiscException(Reason.ALREADY_EXISTS, "the account has a second factor already");
    }
    Optional<Duration> wait = throttle.attempt(name, exchange.address());
    if (wait.isPresent()) {
      return enrolmentPage(visit, 429, "signIn.wait");
    }
    Optional<SecondFactor.Confirmed> confirmed =
        second.confirm(
            name, exchange.parameter("code").orElse(""), visit.session(), exchange.address());
    if (confirmed.isEmpty()) {
      return enrolmentPage(visit, 401, "code.refused");
    }
    throttle.passed(name, exchange.address());
    return new Reply.Page(
        200,
        "account/recovery.jte",
        Map.of("codes", confirmed.get().recovery()),
        confirmed.get().session());
  }

  private Reply remove(Exchange exchange) {
    Visit visit = visit(exchange);
    requireWhole(exchange);
    String name = visit.account().name();
    if (policy.needsSecondFactor(visit.account().roles())) {
      throw new TiscException(Reason.DENIED, "the roles of this account need a second factor");
    }
    Optional<Duration> wait = throttle.attempt(name, exchange.address());
    if (wait.isPresent()) {
      return page(visit, 429, "signIn.wait", "");
    }
    if (!second.accepts(name, exchange.parameter("code").orElse(""), exchange.address())) {
      events.signInRefused(name, exchange.address(), "CODE");
      return page(visit, 401, "code.refused", "");
    }
    throttle.passed(name, exchange.address());
    second.remove(name, exchange.address());
    return back(exchange, Optional.empty(), HOME + "?changed=1");
  }
}
