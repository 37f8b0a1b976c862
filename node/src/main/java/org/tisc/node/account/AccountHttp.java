package org.tisc.node.account;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Role;
import org.tisc.node.web.Routes;

/** The routes by which accounts and tokens are managed. */
final class AccountHttp {
  private final Accounts accounts;
  private final Tokens tokens;
  private final Sessions sessions;
  private final FirstAccount first;

  AccountHttp(Accounts accounts, Tokens tokens, Sessions sessions, FirstAccount first) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.sessions = sessions;
    this.first = first;
  }

  void declare(Routes routes) {
    add(
        routes,
        "GET",
        "",
        "All accounts by name, with their roles and when each last signed in.",
        exchange -> Reply.ok(Map.of("accounts", accounts.list())));
    add(
        routes,
        "POST",
        "",
        "Makes an account from name, roles and password (12 to 128 characters); without password"
            + " the answer holds a one-time code, shown once, by which its owner chooses one.",
        this::create);
    add(
        routes,
        "DELETE",
        "/{name}",
        "Removes an account with its tokens and sessions.",
        this::remove);
    add(
        routes,
        "PUT",
        "/{name}/roles",
        "Gives an account other roles and ends its sessions.",
        this::setRoles);
    add(
        routes,
        "PUT",
        "/{name}/disabled",
        "Closes an account to its owner (disabled true) or opens it again.",
        this::setDisabled);
    add(
        routes,
        "POST",
        "/{name}/confirm",
        "Opens an account that a restored backup brought back; tokens true makes its tokens good"
            + " again too.",
        this::confirm);
    add(
        routes,
        "POST",
        "/{name}/reset",
        "Makes the password worthless and ends all sessions; answers with a one-time code unless a"
            + " new password is given; secondFactor true removes that too.",
        this::reset);
    add(
        routes,
        "GET",
        "/{name}/sessions",
        "The browser sessions of an account that are not over, the newest first.",
        this::listSessions);
    add(
        routes,
        "DELETE",
        "/{name}/sessions",
        "Ends all browser sessions of an account.",
        this::endSessions);
    add(
        routes,
        "GET",
        "/{name}/tokens",
        "The bearer tokens of an account that are good, never the tokens themselves.",
        exchange ->
            Reply.ok(
                Map.of(
                    "account",
                    exchange.path("name"),
                    "tokens",
                    tokens.list(exchange.path("name")))));
    add(
        routes,
        "POST",
        "/{name}/tokens",
        "Issues a bearer token with a label, some of the account's roles, scopes and an expiry (90"
            + " days, at most 366); it is shown once.",
        this::issueToken);
    add(
        routes,
        "DELETE",
        "/{name}/tokens/{token}",
        "Takes a bearer token back, named by its id.",
        this::revokeToken);
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, "/api/v1/accounts" + path, Permission.ACCOUNT_ADMINISTER, summary, handler);
  }

  private record NewAccount(
      @Nullable String name, @Nullable String password, @Nullable Set<Role> roles) {}

  private record MadeAccount(
      String name,
      Set<Role> roles,
      Instant createdAt,
      boolean disabled,
      boolean secondFactor,
      boolean codePending,
      Optional<String> code,
      Optional<Instant> expiresAt) {}

  private Reply create(Exchange exchange) {
    NewAccount wanted = exchange.json(NewAccount.class);
    Accounts.Made made =
        accounts.create(
            new Accounts.Wanted(
                required("name", wanted.name()),
                Optional.ofNullable(wanted.password()),
                all("roles", required("roles", wanted.roles()))),
            exchange.caller().name());
    first.tidy();
    Account account = made.account();
    return new Reply.Json(
        201,
        new MadeAccount(
            account.name(),
            account.roles(),
            account.createdAt(),
            account.disabled(),
            account.secondFactor(),
            account.codePending(),
            made.code().map(Accounts.IssuedCode::code),
            made.code().map(Accounts.IssuedCode::expiresAt)));
  }

  private Reply remove(Exchange exchange) {
    accounts.remove(exchange.path("name"), exchange.caller().name());
    return Reply.ok(Map.of("name", exchange.path("name")));
  }

  private record NewRoles(@Nullable Set<Role> roles) {}

  private Reply setRoles(Exchange exchange) {
    Set<Role> roles = all("roles", required("roles", exchange.json(NewRoles.class).roles()));
    return Reply.ok(accounts.setRoles(exchange.path("name"), roles, exchange.caller().name()));
  }

  private record NewState(@Nullable Boolean disabled) {}

  private Reply setDisabled(Exchange exchange) {
    boolean disabled = required("disabled", exchange.json(NewState.class).disabled());
    return Reply.ok(
        accounts.setDisabled(exchange.path("name"), disabled, exchange.caller().name()));
  }

  private record WantedConfirmation(boolean tokens) {}

  private Reply confirm(Exchange exchange) {
    return Reply.ok(
        accounts.confirm(
            exchange.path("name"),
            exchange.json(WantedConfirmation.class).tokens(),
            exchange.caller().name()));
  }

  private record WantedReset(Optional<String> password, boolean secondFactor) {}

  private record Reset(String name, Optional<String> code, Optional<Instant> expiresAt) {}

  private Reply reset(Exchange exchange) {
    WantedReset wanted = exchange.json(WantedReset.class);
    String name = exchange.path("name");
    Optional<Accounts.IssuedCode> code =
        accounts.reset(name, wanted.password(), wanted.secondFactor(), exchange.caller().name());
    return Reply.ok(
        new Reset(
            name, code.map(Accounts.IssuedCode::code), code.map(Accounts.IssuedCode::expiresAt)));
  }

  private record OthersSession(String id, String address, Instant createdAt, Instant usedAt) {}

  private Reply listSessions(Exchange exchange) {
    String name = accounts.require(exchange.path("name")).name();
    return Reply.ok(
        Map.of(
            "account",
            name,
            "sessions",
            sessions.list(name).stream()
                .map(
                    one ->
                        new OthersSession(one.id(), one.address(), one.createdAt(), one.usedAt()))
                .toList()));
  }

  private Reply endSessions(Exchange exchange) {
    String name = exchange.path("name");
    return Reply.ok(
        Map.of("name", name, "ended", accounts.endSessions(name, exchange.caller().name())));
  }

  private record NewToken(
      @Nullable Set<Role> roles,
      @Nullable Set<Permission> scopes,
      Optional<Instant> expiresAt,
      @Nullable String label) {}

  private record IssuedToken(
      String account,
      String token,
      String id,
      String label,
      List<Role> roles,
      List<Permission> scopes,
      Instant createdAt,
      Instant expiresAt) {}

  private Reply issueToken(Exchange exchange) {
    NewToken wanted = exchange.json(NewToken.class);
    String name = exchange.path("name");
    Tokens.Issued issued =
        tokens.issue(
            name,
            new Tokens.Wanted(
                required("label", wanted.label()),
                wanted.roles() == null ? Set.of() : all("roles", wanted.roles()),
                wanted.scopes() == null ? Set.of() : all("scopes", wanted.scopes()),
                wanted.expiresAt()),
            exchange.caller().name());
    Tokens.Listed listed = issued.listed();
    return new Reply.Json(
        201,
        new IssuedToken(
            name,
            issued.token(),
            listed.id(),
            listed.label(),
            listed.roles(),
            listed.scopes(),
            listed.createdAt(),
            listed.expiresAt()));
  }

  private Reply revokeToken(Exchange exchange) {
    tokens.revoke(exchange.path("name"), exchange.path("token"), exchange.caller().name());
    return Reply.ok(Map.of("account", exchange.path("name"), "id", exchange.path("token")));
  }

  /** JSON may hold null where a value should stand. */
  private static <T> Set<T> all(String field, Collection<T> wanted) {
    return wanted.stream()
        .map(value -> required(field, value))
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
}
