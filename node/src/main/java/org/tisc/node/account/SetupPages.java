package org.tisc.node.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The page of the first set-up; not there any more once it was done. */
final class SetupPages {
  private final FirstAccount first;

  SetupPages(FirstAccount first) {
    this.first = first;
  }

  void declare(Routes routes) {
    routes.add(
        "GET",
        "/setup",
        Permission.PUBLIC,
        "The page of the first set-up, while there was never an account.",
        this::page);
    routes.add(
        "POST",
        "/setup",
        Permission.PUBLIC,
        "Makes the first accounts with the code that only the node's owner can read.",
        this::perform);
  }

  private Reply page(Exchange exchange) {
    requireOpen();
    return page(200, Optional.empty(), "");
  }

  private void requireOpen() {
    if (!first.open()) {
      throw new TiscException(Reason.NOT_FOUND, "this node was set up before");
    }
  }

  private Reply page(int status, Optional<FirstAccount.Form> form, String error) {
    return new Reply.Page(
        status,
        "account/setup.jte",
        Map.of(
            "severalPersons",
            first.severalPersons(),
            "name",
            form.map(FirstAccount.Form::name).orElse(""),
            "security",
            form.flatMap(FirstAccount.Form::security).orElse(""),
            "auditor",
            form.flatMap(FirstAccount.Form::auditor).orElse(""),
            "error",
            error));
  }

  private Reply perform(Exchange exchange) {
    requireOpen();
    FirstAccount.Form form =
        new FirstAccount.Form(
            exchange.parameter("code").orElse(""),
            name(exchange, "name").orElse(""),
            exchange.parameter("password").orElse(""),
            name(exchange, "security"),
            name(exchange, "auditor"));
    Optional<FirstAccount.Form> typed = Optional.of(form);
    if (!form.password().equals(exchange.parameter("again").orElse(""))) {
      return page(400, typed, "password.differ");
    }
    return switch (first.perform(form, exchange.address())) {
      case FirstAccount.Outcome.Done done -> done(done.made());
      case FirstAccount.Outcome.Refused refused -> page(401, typed, "setup.refused");
      case FirstAccount.Outcome.Flawed flawed ->
          page(400, typed, "password." + flawed.flaw().name());
      case FirstAccount.Outcome.BadName bad -> page(400, typed, "setup.badName");
      case FirstAccount.Outcome.MustWait wait -> page(429, typed, "signIn.wait");
    };
  }

  private static Optional<String> name(Exchange exchange, String field) {
    return exchange.parameter(field).map(String::strip);
  }

  private static Reply done(List<Accounts.Made> made) {
    return new Reply.Page(
        201,
        "account/setupDone.jte",
        Map.of("name", made.getFirst().account().name(), "others", made.subList(1, made.size())));
  }
}
