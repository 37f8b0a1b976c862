package org.tisc.node.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Messages;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Role;
import org.tisc.node.web.Routes;
import org.tisc.node.web.Times;

/**
 * The pages of users: all of them, and one with what is done to it. They do what {@link
 * AccountHttp} does, but hand out one-time codes only, so that nobody who looks after accounts
 * knows another's password. Thread-safe.
 */
final class UserPages {
  static final int MAX_SHOWN = 200;

  private static final String PATH = "/users";
  private static final String USER = PATH + "/{name}";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  /** What is done to one user; the name is the end of the path and of the message key. */
  private enum Act {
    ROLES("roles", "Gives the user the roles of the form field role; ends the sessions."),
    DISABLE("disable", "Closes the account to its owner."),
    ENABLE("enable", "Opens the account again."),
    RESET("reset", "Makes the password worthless and shows a one-time code."),
    END("end", "Ends all sessions of the user."),
    REMOVE("remove", "Removes the account with its tokens and sessions."),
    TOKEN("token", "Issues a token from the form fields label, role, scope and until."),
    REVOKE("revoke", "Takes back the token of the form field token.");

    private final String path;
    private final String summary;

    Act(String path, String summary) {
      this.path = path;
      this.summary = summary;
    }
  }

  private final Accounts accounts;
  private final Tokens tokens;
  private final Sessions sessions;
  private final AccountPolicy policy;
  private final FirstAccount first;
  private final InstantSource clock;
  private final Messages messages = Messages.of(UserPages.class);
  private final Problems problems = new Problems();

  UserPages(
      Accounts accounts,
      Tokens tokens,
      Sessions sessions,
      AccountPolicy policy,
      FirstAccount first,
      InstantSource clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.sessions = sessions;
    this.policy = policy;
    this.first = first;
    this.clock = clock;
  }

  void declare(Routes routes) {
    add(routes, "GET", PATH, "The page of users; part narrows them by name.", this::all);
    add(
        routes,
        "POST",
        PATH,
        "Makes an account from the form fields name and role; shows its one-time code.",
        this::create);
    add(
        routes,
        "GET",
        USER,
        "The page of one user: roles, password, sessions, tokens.",
        exchange -> one(exchange, OK, done(exchange)));
    for (Act act : Act.values()) {
      String path = USER + "/" + act.path;
      add(routes, "POST", path, act.summary, exchange -> act(exchange, act));
      // Where a browser comes back to after it changed the language on an answer to a form.
      add(
          routes,
          "GET",
          path,
          "Back to the page of the user.",
          exchange -> redirect(page(exchange.path("name"))));
    }
  }

  private static void add(
      Routes routes, String method, String path, String summary, Routes.Handler handler) {
    routes.add(method, path, Permission.ACCOUNT_ADMINISTER, summary, handler);
  }

  static String page(String name) {
    return PATH + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static Reply redirect(String path) {
    return Reply.seeOther(path);
  }

  private static UserView.Outcome done(Exchange exchange) {
    return UserView.Outcome.done(
        exchange
            .parameter("done")
            .filter(word -> Arrays.stream(Act.values()).anyMatch(act -> act.path.equals(word)))
            .map(word -> "users.done." + word));
  }

  private Reply all(Exchange exchange) {
    return all(exchange, OK, UserView.Draft.EMPTY, done(exchange));
  }

  private Reply all(Exchange exchange, int status, UserView.Draft draft, UserView.Outcome outcome) {
    String part = exchange.parameter("part").map(String::strip).orElse("");
    List<Account> found =
        accounts.list().stream().filter(account -> account.name().contains(part)).toList();
    return new Reply.Page(
        status,
        "account/users.jte",
        Map.of(
            "view",
            new UserView.Users(
                found.stream().limit(MAX_SHOWN).toList(),
                found.size(),
                part,
                policy.separateDuties(),
                draft,
                outcome)));
  }

  private Reply create(Exchange exchange) {
    String name = exchange.parameter("name").map(String::strip).orElse("");
    Set<Role> roles = chosen(exchange, "role", Role.class);
    UserView.Draft draft = new UserView.Draft(name, roles);
    Optional<String> flaw = AccountRules.isName(name) ? flaw(roles) : Optional.of("users.badName");
    if (flaw.isPresent()) {
      return all(exchange, BAD_REQUEST, draft, problem(exchange, flaw.get()));
    }
    try {
      Accounts.Made made =
          accounts.create(
              new Accounts.Wanted(name, Optional.empty(), roles), exchange.caller().name());
      first.tidy();
      return all(exchange, OK, UserView.Draft.EMPTY, code(name, made.code().orElseThrow()));
    } catch (TiscException refused) {
      return all(exchange, Problems.status(refused.reason()), draft, problem(exchange, refused));
    }
  }

  private Optional<String> flaw(Set<Role> roles) {
    return roles.isEmpty()
        ? Optional.of("users.noRole")
        : policy.mixesDuties(roles) ? Optional.of("users.separate") : Optional.empty();
  }

  private static UserView.Outcome code(String name, Accounts.IssuedCode code) {
    return UserView.Outcome.secret(
        new UserView.Secret("code", name, code.code(), code.expiresAt()));
  }

  private Reply one(Exchange exchange, int status, UserView.Outcome outcome) {
    Optional<Account> found = accounts.find(exchange.path("name"));
    if (found.isEmpty()) {
      return all(
          exchange,
          Problems.status(Reason.NOT_FOUND),
          UserView.Draft.EMPTY,
          problem(exchange, "users.gone"));
    }
    Account account = found.get();
    LocalDate today = clock.instant().atZone(Times.zone()).toLocalDate();
    return new Reply.Page(
        status,
        "account/user.jte",
        Map.of(
            "view",
            new UserView.User(
                account,
                account.name().equals(exchange.caller().name()),
                policy.separateDuties(),
                sessions.list(account.name()),
                tokens.list(account.name()),
                Arrays.stream(Permission.values())
                    .filter(scope -> scope.roles().stream().anyMatch(account.roles()::contains))
                    .toList(),
                new UserView.Days(
                    today,
                    today.plusDays(Tokens.USUAL_LIFE.toDays() - 1),
                    today.plusDays(Tokens.LONGEST_LIFE.toDays() - 1)),
                outcome)));
  }

  private Reply act(Exchange exchange, Act act) {
    String name = exchange.path("name");
    if (accounts.find(name).isEmpty()) {
      return one(exchange, OK, UserView.Outcome.NONE);
    }
    try {
      return run(exchange, act, name, exchange.caller().name());
    } catch (TiscException refused) {
      return one(exchange, Problems.status(refused.reason()), problem(exchange, refused));
    }
  }

  private Reply run(Exchange exchange, Act act, String name, String actor) {
    switch (act) {
      case ROLES -> {
        Set<Role> roles = chosen(exchange, "role", Role.class);
        Optional<String> flaw = flaw(roles);
        if (flaw.isPresent()) {
          return one(exchange, BAD_REQUEST, problem(exchange, flaw.get()));
        }
        accounts.setRoles(name, roles, actor);
      }
      case DISABLE -> accounts.setDisabled(name, true, actor);
      case ENABLE -> accounts.setDisabled(name, false, actor);
      case RESET -> {
        boolean factorToo = exchange.parameter("secondFactor").isPresent();
        Optional<Accounts.IssuedCode> code =
            accounts.reset(name, Optional.empty(), factorToo, actor);
        return one(exchange, OK, code(name, code.orElseThrow()));
      }
      case END -> accounts.endSessions(name, actor);
      case REMOVE -> {
        accounts.remove(name, actor);
        return redirect(PATH + "?done=" + act.path);
      }
      case TOKEN -> {
        return issue(exchange, name, actor);
      }
      case REVOKE -> tokens.revoke(name, exchange.parameter("token").orElse(""), actor);
    }
    return redirect(page(name) + "?done=" + act.path);
  }

  private Reply issue(Exchange exchange, String name, String actor) {
    String label = exchange.parameter("label").orElse("");
    if (!AccountRules.isLabel(label)) {
      return one(exchange, BAD_REQUEST, problem(exchange, "users.token.badLabel"));
    }
    Optional<Instant> end = end(exchange.parameter("until").orElse(""));
    if (end.isEmpty()) {
      return one(exchange, BAD_REQUEST, problem(exchange, "users.token.badEnd"));
    }
    Tokens.Issued issued =
        tokens.issue(
            name,
            new Tokens.Wanted(
                label,
                chosen(exchange, "role", Role.class),
                chosen(exchange, "scope", Permission.class),
                end),
            actor);
    return one(
        exchange,
        OK,
        UserView.Outcome.secret(
            new UserView.Secret("token", name, issued.token(), issued.listed().expiresAt())));
  }

  /** The end of a day that is not over and not too far away; empty for anything else. */
  private Optional<Instant> end(String day) {
    Instant now = clock.instant();
    try {
      return Optional.of(LocalDate.parse(day).plusDays(1).atStartOfDay(Times.zone()).toInstant())
          .filter(now::isBefore)
          .filter(end -> !end.isAfter(now.plus(Tokens.LONGEST_LIFE)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The ticked values of a form; raises {@code INVALID_ARGUMENT} for one that there is not. */
  private static <T extends Enum<T>> Set<T> chosen(Exchange exchange, String field, Class<T> type) {
    Set<T> chosen = EnumSet.noneOf(type);
    for (String name : exchange.parameters(field)) {
      chosen.add(
          Arrays.stream(type.getEnumConstants())
              .filter(value -> value.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.INVALID_ARGUMENT, "the form has an unknown " + field)));
    }
    return chosen;
  }

  private UserView.Outcome problem(Exchange exchange, String key) {
    return UserView.Outcome.problem(messages.text(exchange.locale(), key));
  }

  /** Why something was refused; the text of a mistake of ours is withheld. */
  private UserView.Outcome problem(Exchange exchange, TiscException refused) {
    if (refused.reason().kind() == Kind.INTERNAL) {
      throw refused;
    }
    return switch (refused.reason()) {
      case ALREADY_EXISTS -> problem(exchange, "users.taken");
      case DENIED -> problem(exchange, "users.notOwn");
      case NOT_FOUND -> problem(exchange, "users.token.gone");
      case OUT_OF_SPACE -> problem(exchange, "users.full");
      default -> UserView.Outcome.problem(problems.title(refused.reason(), exchange.locale()));
    };
  }
}
