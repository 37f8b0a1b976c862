package org.tisc.node.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Role;

/**
 * The accounts of this node. Whoever changes one may not change the own one here, so that nobody
 * gives himself rights or shuts himself out. Thread-safe; blocks on the store.
 */
final class Accounts {
  /** How long a one-time code may be turned into a password. */
  static final Duration CODE_LIFE = Duration.ofHours(24);

  private static final int MAX_ACCOUNTS = 10_000;
  private static final String COLUMNS =
      "name, roles, created, disabled, suspended, totp IS NOT NULL AS second, code_expires,"
          + " signed_in";

  private final Store store;
  private final PasswordCheck passwords;
  private final PasswordRules rules;
  private final AccountPolicy policy;
  private final InstantSource clock;
  private final AccountEvents events;
  private final Belongings belongings;

  /** Accounts in an open store, whose migrations of this room were run. */
  Accounts(
      Store store,
      PasswordCheck passwords,
      PasswordRules rules,
      AccountPolicy policy,
      InstantSource clock,
      AccountEvents events,
      Belongings belongings) {
    this.store = store;
    this.passwords = passwords;
    this.rules = rules;
    this.policy = policy;
    this.clock = clock;
    this.events = events;
    this.belongings = belongings;
  }

  /**
   * An account to make: with a password, or without one, and then a one-time code by which its
   * owner chooses it.
   */
  record Wanted(String name, Optional<String> password, Set<Role> roles) {
    Wanted {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * What was made; with the one-time code of an account without password, shown now and never
   * again.
   */
  record Made(Account account, Optional<IssuedCode> code) {}

  /** A one-time code and when it ends. */
  record IssuedCode(String code, Instant expiresAt) {}

  /**
   * Makes an account. Raises {@code INVALID_ARGUMENT} when name, password or roles break the rules
   * and {@code ALREADY_EXISTS} when the name is taken.
   *
   * @param actor who does it
   */
  Made create(Wanted wanted, String actor) {
    Ready ready = ready(wanted);
    Instant now = clock.instant();
    Made made = store.write(tx -> insert(tx, ready, now));
    events.accountCreated(actor, made.account());
    return made;
  }

  /**
   * Makes the very first accounts, all or none. Raises {@code DENIED} when this node has or had an
   * account, else as {@link #create}.
   */
  List<Made> createFirst(List<Wanted> wanted, String actor) {
    List<Ready> ready = wanted.stream().map(this::ready).toList();
    Instant now = clock.instant();
    List<Made> made =
        store.write(
            tx -> {
              if (hadAccounts(tx)) {
                throw new TiscException(Reason.DENIED, "this node was set up before");
              }
              return ready.stream().map(one -> insert(tx, one, now)).toList();
            });
    made.forEach(one -> events.accountCreated(actor, one.account()));
    return made;
  }

  /** Whether there was ever an account. */
  boolean hadAccounts() {
    return store.read(Accounts::hadAccounts);
  }

  private static boolean hadAccounts(Tx tx) {
    return tx.first("SELECT one FROM account_setup", row -> true).isPresent();
  }

  /** An account whose values were checked and whose password is hashed. */
  private record Ready(Wanted wanted, String hash, Optional<String> code) {}

  private Ready ready(Wanted wanted) {
    AccountRules.name(wanted.name());
    requireRoles(wanted.roles());
    if (wanted.password().isEmpty()) {
      return new Ready(wanted, "", Optional.of(OneTimeCode.create()));
    }
    rules.require(wanted.password().get(), wanted.name());
    return new Ready(wanted, passwords.hash(wanted.password().get()), Optional.empty());
  }

  private void requireRoles(Set<Role> roles) {
    if (roles.isEmpty()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "an account needs at least one role");
    }
    policy.requireSeparate(roles);
  }

  private static Made insert(Tx tx, Ready ready, Instant now) {
    if (tx.first("SELECT count(*) AS n FROM accounts", row -> row.number("n")).orElse(0L)
        >= MAX_ACCOUNTS) {
      throw new TiscException(
          Reason.OUT_OF_SPACE, "a node has at most " + MAX_ACCOUNTS + " accounts");
    }
    String name = ready.wanted().name();
    Optional<IssuedCode> code = ready.code().map(text -> new IssuedCode(text, end(now)));
    int added =
        tx.update(
            "INSERT INTO accounts (name, password, roles, created, code, code_expires)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            name,
            ready.hash(),
            AccountRules.stored(ready.wanted().roles()),
            now,
            code.map(issued -> OneTimeCode.hash(issued.code())),
            code.map(IssuedCode::expiresAt));
    if (added == 0) {
      throw new TiscException(Reason.ALREADY_EXISTS, "there is an account '" + name + "' already");
    }
    tx.update("INSERT INTO account_setup (one, done) VALUES (1, ?) ON CONFLICT DO NOTHING", now);
    return new Made(
        new Account(
            name,
            ready.wanted().roles(),
            now,
            false,
            false,
            false,
            code.isPresent(),
            Optional.empty()),
        code);
  }

  private static Instant end(Instant begin) {
    return begin.plus(CODE_LIFE).truncatedTo(ChronoUnit.SECONDS);
  }

  /** All accounts by name. */
  List<Account> list() {
    Instant now = clock.instant();
    return store.read(
        tx ->
            tx.query(
                "SELECT " + COLUMNS + " FROM accounts ORDER BY name LIMIT ?",
                row -> account(row, now),
                MAX_ACCOUNTS));
  }

  /** An account, or empty when there is none of that name. */
  Optional<Account> find(String name) {
    return store.read(tx -> find(tx, name));
  }

  /** An account. Raises {@code NOT_FOUND} when there is none of that name. */
  Account require(String name) {
    return find(name).orElseThrow(Accounts::unknown);
  }

  private Optional<Account> find(Tx tx, String name) {
    Instant now = clock.instant();
    return tx.first(
        "SELECT " + COLUMNS + " FROM accounts WHERE name = ?", row -> account(row, now), name);
  }

  private Account require(Tx tx, String name) {
    return find(tx, name).orElseThrow(Accounts::unknown);
  }

  static TiscException unknown() {
    return new TiscException(Reason.NOT_FOUND, "there is no account of that name");
  }

  /**
   * Gives an account other roles and ends its sessions; its tokens lose what the account lost.
   * Raises {@code NOT_FOUND}, {@code INVALID_ARGUMENT} for no roles or roles that one person may
   * not hold together, {@code DENIED} for the own account.
   */
  Account setRoles(String name, Set<Role> roles, String actor) {
    requireOther(name, actor);
    requireRoles(roles);
    record Change(Account before, Account after) {}
    Change change =
        store.write(
            tx -> {
              Account before = require(tx, name);
              tx.update(
                  "UPDATE accounts SET roles = ? WHERE name = ?", AccountRules.stored(roles), name);
              if (!before.roles().equals(roles)) {
                Sessions.endAll(tx, name);
              }
              return new Change(before, require(tx, name));
            });
    if (!change.before().roles().equals(roles)) {
      events.rolesChanged(actor, name, roles, change.before().roles());
    }
    return change.after();
  }

  /** Closes an account to its owner, who is out at once, or opens it again. */
  Account setDisabled(String name, boolean disabled, String actor) {
    requireOther(name, actor);
    record Change(boolean changed, Account after) {}
    Change change =
        store.write(
            tx -> {
              boolean changed = require(tx, name).disabled() != disabled;
              tx.update(
                  "UPDATE accounts SET disabled = ?, suspended = 0 WHERE name = ?", disabled, name);
              if (disabled) {
                Sessions.endAll(tx, name);
              }
              return new Change(changed, require(tx, name));
            });
    if (change.changed()) {
      events.disabled(actor, name, disabled);
    }
    return change.after();
  }

  /**
   * Opens an account that a restored backup brought back, where somebody knows that it was neither
   * closed nor given another password since. Safe to repeat; an account that was disabled before
   * stays so. Raises {@code NOT_FOUND}, {@code DENIED}.
   *
   * @param tokens whether its tokens are good again too
   */
  Account confirm(String name, boolean tokens, String actor) {
    requireOther(name, actor);
    record Change(boolean changed, int tokens, Account after) {}
    Change change =
        store.write(
            tx -> {
              boolean suspended = require(tx, name).suspended();
              tx.update(
                  "UPDATE accounts SET disabled = 0, suspended = 0"
                      + " WHERE name = ? AND suspended = 1",
                  name);
              int freed = tokens ? Tokens.confirm(tx, name) : 0;
              return new Change(suspended, freed, require(tx, name));
            });
    if (change.changed() || change.tokens() > 0) {
      events.confirmed(actor, name, change.tokens());
    }
    return change.after();
  }

  /**
   * Removes an account with its tokens, sessions and all that it kept. Raises {@code NOT_FOUND},
   * {@code DENIED}.
   */
  void remove(String name, String actor) {
    requireOther(name, actor);
    store.write(
        tx -> {
          require(tx, name);
          belongings.forget(tx, name);
          return tx.update("DELETE FROM accounts WHERE name = ?", name);
        });
    events.removed(actor, name);
  }

  /**
   * Makes the account's password worthless and ends its sessions. Without a new password, a
   * one-time code is returned by which its owner chooses one within a day.
   *
   * @param withoutSecondFactor whether the second factor goes too, because it was lost
   */
  Optional<IssuedCode> reset(
      String name, Optional<String> password, boolean withoutSecondFactor, String actor) {
    requireOther(name, actor);
    password.ifPresent(text -> rules.require(text, name));
    Optional<IssuedCode> code =
        password.isPresent()
            ? Optional.empty()
            : Optional.of(new IssuedCode(OneTimeCode.create(), end(clock.instant())));
    String hash = password.map(passwords::hash).orElse("");
    boolean removed =
        store.write(
            tx -> {
              boolean had = require(tx, name).secondFactor();
              tx.update(
                  "UPDATE accounts SET password = ?, code = ?, code_expires = ? WHERE name = ?",
                  hash,
                  code.map(issued -> OneTimeCode.hash(issued.code())),
                  code.map(IssuedCode::expiresAt),
                  name);
              if (withoutSecondFactor) {
                SecondFactor.remove(tx, name);
              }
              Sessions.endAll(tx, name);
              return had && withoutSecondFactor;
            });
    events.passwordReset(actor, name, code.isPresent() ? "CODE" : "PASSWORD", removed);
    return code;
  }

  /**
   * Ends all sessions of an account, which its owner may begin anew. Raises {@code NOT_FOUND},
   * {@code DENIED}.
   *
   * @return how many there were
   */
  int endSessions(String name, String actor) {
    requireOther(name, actor);
    int ended =
        store.write(
            tx -> {
              require(tx, name);
              return Sessions.endAll(tx, name);
            });
    if (ended > 0) {
      events.sessionsEnded(actor, name, ended);
    }
    return ended;
  }

  private static void requireOther(String name, String actor) {
    if (name.equals(actor)) {
      throw new TiscException(
          Reason.DENIED,
          "nobody changes the own account this way; ask somebody else with SECURITY");
    }
  }

  private static Account account(Row row, Instant now) {
    return new Account(
        row.text("name"),
        AccountRules.roles(row.text("roles")),
        row.instant("created"),
        row.fact("disabled"),
        row.fact("suspended"),
        row.fact("second"),
        row.optionalInstant("code_expires").filter(now::isBefore).isPresent(),
        row.optionalInstant("signed_in"));
  }
}
