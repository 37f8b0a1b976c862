package org.tisc.node.account;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Cookies;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Redirects;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Role;
import org.tisc.node.web.Routes;

/** The routes of accounts and the sign-in page. */
public final class AccountHttp {
  private final Accounts accounts;
  private final SignIn signIn;
  private final Sessions sessions;

  /** Routes over these accounts. */
  public AccountHttp(Accounts accounts, SignIn signIn, Sessions sessions) {
    this.accounts = accounts;
    this.signIn = signIn;
    this.sessions = sessions;
  }

  /** Declares all routes of this room. */
  public void declare(Routes routes) {
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
    routes.add("POST", "/sign-out", Permission.PUBLIC, "Ends the browser's session.", this::leave);
    routes.add(
        "GET",
        "/api/v1/accounts",
        Permission.ACCOUNT_ADMINISTER,
        "All accounts by name, with their roles.",
        exchange -> Reply.ok(Map.of("accounts", accounts.list())));
    routes.add(
        "POST",
        "/api/v1/accounts",
        Permission.ACCOUNT_ADMINISTER,
        "Makes an account from name, password (12 to 128 characters) and roles.",
        this::create);
    routes.add(
        "POST",
        "/api/v1/accounts/{name}/tokens",
        Permission.ACCOUNT_ADMINISTER,
        "Issues a bearer token with a label, some of the account's roles and an expiry; it is shown"
            + " once.",
        this::issueToken);
  }

  private record NewAccount(
      @Nullable String name, @Nullable String password, @Nullable Set<Role> roles) {}

  private Reply create(Exchange exchange) {
    NewAccount wanted = exchange.json(NewAccount.class);
    Account account =
        accounts.create(
            required("name", wanted.name()),
            required("password", wanted.password()),
            roles(required("roles", wanted.roles())),
            exchange.caller().name());
    return new Reply.Json(201, account);
  }

  private record NewToken(
      @Nullable Set<Role> roles, Optional<Instant> expiresAt, @Nullable String label) {}

  private record IssuedToken(String account, String token, Optional<Instant> expiresAt) {}

  private Reply issueToken(Exchange exchange) {
    NewToken wanted = exchange.json(NewToken.class);
    String name = exchange.path("name");
    String actor = exchange.caller().name();
    String token =
        accounts.issueToken(
            name,
            wanted.roles() == null ? Set.of() : roles(wanted.roles()),
            wanted.expiresAt(),
            required("label", wanted.label()),
            actor);
    return new Reply.Json(201, new IssuedToken(name, token, wanted.expiresAt()));
  }

  /** JSON may hold null where a role should stand. */
  private static Set<Role> roles(Set<Role> wanted) {
    return wanted.stream()
        .map(role -> required("roles", role))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw TiscException.invalid(
          Reason.INVALID_ARGUMENT,
          "the field " + field + " is missing",
          List.of(Violation.of(field, "required")));
    }
    return value;
  }

  private Reply page(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    if (!exchange.caller().equals(Caller.ANONYMOUS)) {
      return new Reply.Redirect(303, next, Map.of());
    }
    return page(200, next, "", "");
  }

  private static Reply page(int status, String next, String name, String error) {
    return new Reply.Page(
        status, "account/signIn.jte", Map.of("next", next, "name", name, "error", error));
  }

  private Reply enter(Exchange exchange) {
    String next = Redirects.local(exchange.parameter("next"), "/");
    String name = exchange.parameter("name").map(String::strip).orElse("");
    String password = exchange.parameter("password").orElse("");
    SignIn.Outcome outcome = signIn.attempt(name, password, exchange.address(), exchange.session());
    return switch (outcome) {
      case SignIn.Outcome.Admitted admitted ->
          new Reply.Redirect(
              303,
              next,
              Map.of("Set-Cookie", Cookies.session(admitted.session(), exchange.secure())));
      case SignIn.Outcome.Refused refused -> page(401, next, name, "signIn.refused");
      case SignIn.Outcome.MustWait wait -> page(429, next, name, "signIn.wait");
    };
  }

  private Reply leave(Exchange exchange) {
    exchange.session().ifPresent(sessions::end);
    return new Reply.Redirect(
        303, "/sign-in", Map.of("Set-Cookie", Cookies.noSession(exchange.secure())));
  }
}
