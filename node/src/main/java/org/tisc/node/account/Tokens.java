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
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Role;

/**
 * Bearer tokens of accounts for scripts and portals: 256 random bits of which only the hash is
 * stored. Each has an end, and is worth at any moment no more than its account. Thread-safe; blocks
 * on the store.
 */
final class Tokens {
  /** How long a token is good where nothing is said. */
  static final Duration USUAL_LIFE = Duration.ofDays(90);

  static final Duration LONGEST_LIFE = Duration.ofDays(366);

  /** Lets scanners of repositories and logs recognise a token that leaked. */
  private static final String PREFIX = "tisc_";

  private static final int MAX_PER_ACCOUNT = 100;

  /** Digits of the stored hash that name a token; they help nobody to find the token. */
  private static final int ID_DIGITS = 16;

  private final Store store;
  private final InstantSource clock;
  private final AccountEvents events;

  Tokens(Store store, InstantSource clock, AccountEvents events) {
    this.store = store;
    this.clock = clock;
    this.events = events;
  }

  /**
   * What a token may do and how long.
   *
   * @param roles some of the account's; empty for all that it has at this moment
   * @param scopes the only permissions out of those of the roles; empty for all of them
   */
  record Wanted(
      String label, Set<Role> roles, Set<Permission> scopes, Optional<Instant> expiresAt) {
    Wanted {
      roles = Set.copyOf(roles);
      scopes = Set.copyOf(scopes);
    }
  }

  /** A token as it may be shown again and again: not itself. */
  record Listed(
      String id,
      String label,
      List<Role> roles,
      List<Permission> scopes,
      Instant createdAt,
      Instant expiresAt,
      boolean suspended) {}

  /** A token at the only time that it is shown. */
  record Issued(String token, Listed listed) {}

  /**
   * Issues a token. Raises {@code NOT_FOUND} when there is no such account, {@code
   * INVALID_ARGUMENT} when it lacks one of the roles, none of them holds one of the scopes, or the
   * end is over or too far away.
   */
  Issued issue(String account, Wanted wanted, String actor) {
    String label = AccountRules.label(wanted.label());
    Instant now = clock.instant();
    Instant expires =
        wanted.expiresAt().orElse(now.plus(USUAL_LIFE)).truncatedTo(ChronoUnit.SECONDS);
    if (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST_LIFE))) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "expiresAt must be in the future, by at most " + LONGEST_LIFE.toDays() + " days");
    }
    String token = PREFIX + SecretTokens.create();
    String hash = SecretTokens.hash(token);
    Listed listed =
        store.write(
            tx -> {
              Set<Role> held =
                  tx.first(
                          "SELECT roles FROM accounts WHERE name = ?",
                          row -> AccountRules.roles(row.text("roles")),
                          account)
                      .orElseThrow(Accounts::unknown);
              Set<Role> roles = wanted.roles().isEmpty() ? held : wanted.roles();
              requireHeld(held, roles, wanted.scopes());
              tx.update(
                  "DELETE FROM account_tokens WHERE account = ? AND expires <= ?", account, now);
              long count =
                  tx.first(
                          "SELECT count(*) AS n FROM account_tokens WHERE account = ?",
                          row -> row.number("n"),
                          account)
                      .orElse(0L);
              if (count >= MAX_PER_ACCOUNT) {
                throw new TiscException(
                    Reason.OUT_OF_SPACE, "an account has at most " + MAX_PER_ACCOUNT + " tokens");
              }
              tx.update(
                  "INSERT INTO account_tokens"
                      + " (token, account, roles, scopes, label, created, expires)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                  hash,
                  account,
                  AccountRules.stored(roles),
                  AccountRules.storedScopes(wanted.scopes()),
                  label,
                  now,
                  expires);
              return new Listed(
                  id(hash),
                  label,
                  roles.stream().sorted().toList(),
                  wanted.scopes().stream().sorted().toList(),
                  now,
                  expires,
                  false);
            });
    events.tokenCreated(actor, account, listed);
    return new Issued(token, listed);
  }

  private static void requireHeld(Set<Role> held, Set<Role> roles, Set<Permission> scopes) {
    if (!held.containsAll(roles)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "a token has only roles of its account: " + AccountRules.stored(held));
    }
    for (Permission scope : scopes) {
      if (scope == Permission.PUBLIC || scope.roles().stream().noneMatch(roles::contains)) {
        throw new TiscException(
            Reason.INVALID_ARGUMENT, "none of the token's roles holds the scope " + scope);
      }
    }
  }

  /** The tokens of an account that are good, the newest first. Raises {@code NOT_FOUND}. */
  List<Listed> list(String account) {
    Instant now = clock.instant();
    return store.read(
        tx -> {
          if (tx.first("SELECT name FROM accounts WHERE name = ?", row -> true, account)
              .isEmpty()) {
            throw Accounts.unknown();
          }
          return tx.query(
              "SELECT token, label, roles, scopes, created, expires, suspended FROM account_tokens"
                  + " WHERE account = ? AND expires > ? ORDER BY created DESC, token LIMIT ?",
              Tokens::listed,
              account,
              now,
              MAX_PER_ACCOUNT);
        });
  }

  private static Listed listed(Row row) {
    String scopes = row.text("scopes");
    return new Listed(
        id(row.text("token")),
        row.text("label"),
        AccountRules.roles(row.text("roles")).stream().sorted().toList(),
        scopes.isEmpty() ? List.of() : AccountRules.scopes(scopes).stream().sorted().toList(),
        row.instant("created"),
        row.instant("expires"),
        row.fact("suspended"));
  }

  private static String id(String hash) {
    return hash.substring(0, ID_DIGITS);
  }

  /** Makes the tokens good again that a restored backup brought back; how many there were. */
  static int confirm(Tx tx, String account) {
    return tx.update(
        "UPDATE account_tokens SET suspended = 0 WHERE account = ? AND suspended = 1", account);
  }

  /** Takes a token back; it is worth nothing from now on. Raises {@code NOT_FOUND}. */
  void revoke(String account, String id, String actor) {
    String label =
        store.write(
            tx -> {
              String found =
                  tx.first(
                          "SELECT label FROM account_tokens"
                              + " WHERE account = ? AND substr(token, 1, ?) = ?",
                          row -> row.text("label"),
                          account,
                          ID_DIGITS,
                          id)
                      .orElseThrow(
                          () ->
                              new TiscException(
                                  Reason.NOT_FOUND, "the account has no token of that id"));
              tx.update(
                  "DELETE FROM account_tokens WHERE account = ? AND substr(token, 1, ?) = ?",
                  account,
                  ID_DIGITS,
                  id);
              return found;
            });
    events.tokenRevoked(actor, account, id, label);
  }

  /** Whose token this is: the roles it was given, as far as its account still has them. */
  Optional<Caller> caller(String token) {
    Instant now = clock.instant();
    return store.read(
        tx ->
            tx.first(
                "SELECT a.name, a.roles, t.roles AS granted, t.scopes FROM account_tokens t"
                    + " JOIN accounts a ON a.name = t.account"
                    + " WHERE t.token = ? AND t.expires > ? AND t.suspended = 0 AND a.disabled = 0",
                Tokens::caller,
                SecretTokens.hash(token),
                now));
  }

  private static Caller caller(Row row) {
    Set<Role> roles = AccountRules.roles(row.text("granted"));
    roles.retainAll(AccountRules.roles(row.text("roles")));
    return new Caller(
        row.text("name"), roles, AccountRules.scopes(row.text("scopes")), Optional.empty());
  }
}
