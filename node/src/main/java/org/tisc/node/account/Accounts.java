package org.tisc.node.account;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Role;

/** The accounts of this node and their bearer tokens. Thread-safe; blocks on the store. */
public final class Accounts {
  /** Lets scanners of repositories and logs recognise a token that leaked. */
  private static final String TOKEN_PREFIX = "tisc_";

  private static final int MAX_ACCOUNTS = 10_000;
  private static final int MAX_TOKENS_PER_ACCOUNT = 100;

  private final Store store;
  private final PasswordHasher hasher;
  private final InstantSource clock;
  private final AccountEvents events;

  /** Accounts in an open store, whose migrations of this room were run. */
  public Accounts(Store store, PasswordHasher hasher, InstantSource clock, AuditLog audit) {
    this.store = store;
    this.hasher = hasher;
    this.clock = clock;
    this.events = new AccountEvents(audit);
  }

  /**
   * Makes an account. Raises {@code INVALID_ARGUMENT} when name, password or roles break the rules
   * and {@code ALREADY_EXISTS} when the name is taken.
   *
   * @param password 12 to 128 characters
   * @param roles at least one
   * @param actor who does it
   */
  public Account create(String name, String password, Set<Role> roles, String actor) {
    AccountRules.name(name);
    if (roles.isEmpty()) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "an account needs at least one role");
    }
    char[] chars = AccountRules.newPassword(password);
    String hash;
    try {
      hash = hasher.hash(chars);
    } finally {
      Arrays.fill(chars, '\0');
    }
    Instant now = clock.instant();
    store.write(
        tx -> {
          if (count(tx, "SELECT count(*) AS n FROM accounts") >= MAX_ACCOUNTS) {
            throw new TiscException(
                Reason.OUT_OF_SPACE, "a node has at most " + MAX_ACCOUNTS + " accounts");
          }
          int added =
              tx.update(
                  "INSERT INTO accounts (name, password, roles, created) VALUES (?, ?, ?, ?)"
                      + " ON CONFLICT DO NOTHING",
                  name,
                  hash,
                  AccountRules.stored(roles),
                  now);
          if (added == 0) {
            throw new TiscException(
                Reason.ALREADY_EXISTS, "there is an account '" + name + "' already");
          }
          return added;
        });
    events.accountCreated(actor, name, roles);
    return new Account(name, roles, now, false);
  }

  /** All accounts by name. */
  public List<Account> list() {
    return store.read(
        tx ->
            tx.query(
                "SELECT name, roles, created, disabled FROM accounts ORDER BY name LIMIT ?",
                Accounts::account,
                MAX_ACCOUNTS));
  }

  /** An account, or empty when there is none of that name. */
  public Optional<Account> find(String name) {
    return store.read(
        tx ->
            tx.first(
                "SELECT name, roles, created, disabled FROM accounts WHERE name = ?",
                Accounts::account,
                name));
  }

  /**
   * Issues a bearer token and returns it; it is never shown again. Raises {@code NOT_FOUND} when
   * there is no such account, {@code INVALID_ARGUMENT} when it lacks one of the roles or the time
   * is over already.
   *
   * @param roles what the token may do at most; empty for all roles of the account
   */
  public String issueToken(
      String name, Set<Role> roles, Optional<Instant> expiresAt, String label, String actor) {
    if (label.isBlank() || label.length() > AccountRules.MAX_LABEL_LENGTH) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a token needs a label of 1 to " + AccountRules.MAX_LABEL_LENGTH + " characters");
    }
    Instant now = clock.instant();
    if (expiresAt.filter(time -> !time.isAfter(now)).isPresent()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "expiresAt must be in the future, not " + expiresAt.get());
    }
    String token = TOKEN_PREFIX + SecretTokens.create();
    Set<Role> granted =
        store.write(
            tx -> {
              Account account =
                  tx.first(
                          "SELECT name, roles, created, disabled FROM accounts WHERE name = ?",
                          Accounts::account,
                          name)
                      .orElseThrow(
                          () ->
                              new TiscException(
                                  Reason.NOT_FOUND, "there is no account of that name"));
              if (!account.roles().containsAll(roles)) {
                throw new TiscException(
                    Reason.INVALID_ARGUMENT,
                    "a token has only roles of its account: "
                        + AccountRules.stored(account.roles()));
              }
              tx.update("DELETE FROM account_tokens WHERE account = ? AND expires <= ?", name, now);
              if (count(tx, "SELECT count(*) AS n FROM account_tokens WHERE account = ?", name)
                  >= MAX_TOKENS_PER_ACCOUNT) {
                throw new TiscException(
                    Reason.OUT_OF_SPACE,
                    "an account has at most " + MAX_TOKENS_PER_ACCOUNT + " tokens");
              }
              Set<Role> subset = roles.isEmpty() ? account.roles() : roles;
              tx.update(
                  "INSERT INTO account_tokens (token, account, roles, label, created, expires)"
                      + " VALUES (?, ?, ?, ?, ?, ?)",
                  SecretTokens.hash(token),
                  name,
                  AccountRules.stored(subset),
                  label,
                  now,
                  expiresAt);
              return subset;
            });
    events.tokenCreated(actor, name, granted, label, expiresAt);
    return token;
  }

  /** Whose token this is: the roles it was given, as far as its account still has them. */
  Optional<Caller> byToken(String token) {
    Instant now = clock.instant();
    return store
        .read(
            tx ->
                tx.first(
                    "SELECT a.name, a.roles, t.roles AS granted, t.expires FROM account_tokens t"
                        + " JOIN accounts a ON a.name = t.account"
                        + " WHERE t.token = ? AND a.disabled = 0",
                    row -> new TokenRow(caller(row), row.optionalInstant("expires")),
                    SecretTokens.hash(token)))
        .filter(row -> row.expires().filter(time -> !time.isAfter(now)).isEmpty())
        .map(TokenRow::caller);
  }

  private record TokenRow(Caller caller, Optional<Instant> expires) {}

  private static Caller caller(Row row) {
    Set<Role> roles = AccountRules.roles(row.text("granted"));
    roles.retainAll(AccountRules.roles(row.text("roles")));
    return new Caller(row.text("name"), roles);
  }

  private static Account account(Row row) {
    return new Account(
        row.text("name"),
        AccountRules.roles(row.text("roles")),
        row.instant("created"),
        row.fact("disabled"));
  }

  private static long count(Tx tx, String sql, Object... values) {
    return tx.first(sql, row -> row.number("n"), values).orElse(0L);
  }
}
