package org.tisc.node.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Permission;

/**
 * Browser sessions: an id of 256 random bits, new at every sign-in and every change of what it may
 * do, stored as its hash. A session ends after 15 minutes without use and after 8 hours in any
 * case. Thread-safe.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(15);
  static final Duration LONGEST = Duration.ofHours(8);

  /** How long a password that was right waits for the second factor. */
  static final Duration CODE_WAIT = Duration.ofMinutes(5);

  /** Where somebody goes who must set up a second factor first. */
  static final String ENROLMENT = "/account/second-factor";

  /** Use is noted this often, so that reading a page does not cost a write. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private static final int ID_DIGITS = 16;
  private static final int MAX_LISTED = 1_000;

  private final Store store;
  private final InstantSource clock;

  Sessions(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** How far the owner of a session has come. */
  enum Stage {
    /** The password was right, the second factor is missing: nobody yet. */
    CODE,
    /** Signed in, but must set up a second factor before anything else. */
    ENROL,
    /** Signed in. */
    FULL
  }

  /**
   * Begins a session, ends the one the browser had, and sweeps those that are over.
   *
   * @param password the stored hash that the password was checked against: when it was replaced
   *     meanwhile, or the account disabled, there is no session
   */
  Optional<String> begin(
      String account, String password, Stage stage, String address, Optional<String> before) {
    String id = SecretTokens.create();
    Instant now = clock.instant();
    int added =
        store.write(
            tx -> {
              sweep(tx, now);
              before.ifPresent(old -> end(tx, old));
              return tx.update(
                  "INSERT INTO account_sessions (session, account, created, used, stage, address)"
                      + " SELECT ?, name, ?, ?, ?, ? FROM accounts"
                      + " WHERE name = ? AND password = ? AND disabled = 0",
                  SecretTokens.hash(id),
                  now,
                  now,
                  stage,
                  address,
                  account,
                  password);
            });
    return added == 0 ? Optional.empty() : Optional.of(id);
  }

  private static void sweep(Tx tx, Instant now) {
    tx.update(
        "DELETE FROM account_sessions WHERE used <= ? OR created <= ?"
            + " OR (stage = ? AND created <= ?)",
        now.minus(IDLE),
        now.minus(LONGEST),
        Stage.CODE,
        now.minus(CODE_WAIT));
  }

  /** Puts a new id at another stage in the place of a session's id; empty when that is over. */
  static Optional<String> renew(Tx tx, String id, Stage stage) {
    String fresh = SecretTokens.create();
    int changed =
        tx.update(
            "UPDATE account_sessions SET session = ?, stage = ? WHERE session = ?",
            SecretTokens.hash(fresh),
            stage,
            SecretTokens.hash(id));
    return changed == 0 ? Optional.empty() : Optional.of(fresh);
  }

  private record Found(String account, String roles, Stage stage, Instant created, Instant used) {
    boolean over(Instant now) {
      return !used.plus(IDLE).isAfter(now)
          || !created.plus(LONGEST).isAfter(now)
          || (stage == Stage.CODE && !created.plus(CODE_WAIT).isAfter(now));
    }
  }

  private Optional<Found> find(String digest, Instant now) {
    return store
        .read(
            tx ->
                tx.first(
                    "SELECT a.name, a.roles, s.stage, s.created, s.used FROM account_sessions s"
                        + " JOIN accounts a ON a.name = s.account"
                        + " WHERE s.session = ? AND a.disabled = 0",
                    Sessions::found,
                    digest))
        .filter(session -> !session.over(now));
  }

  private static Found found(Row row) {
    return new Found(
        row.text("name"),
        row.text("roles"),
        Stage.valueOf(row.text("stage")),
        row.instant("created"),
        row.instant("used"));
  }

  /** Whose session this is, if it is not over and its owner known; counts as use. */
  Optional<Caller> caller(String id) {
    String digest = SecretTokens.hash(id);
    Instant now = clock.instant();
    Optional<Found> found = find(digest, now).filter(session -> session.stage() != Stage.CODE);
    if (found.filter(session -> !session.used().plus(NOTED).isAfter(now)).isPresent()) {
      store.write(
          tx -> tx.update("UPDATE account_sessions SET used = ? WHERE session = ?", now, digest));
    }
    return found.map(Sessions::caller);
  }

  private static Caller caller(Found session) {
    return session.stage() == Stage.FULL
        ? new Caller(session.account(), AccountRules.roles(session.roles()))
        : new Caller(
            session.account(),
            AccountRules.roles(session.roles()),
            Set.of(Permission.ACCOUNT_OWN),
            Optional.of(ENROLMENT));
  }

  /** Notes on an account that its owner signed in now. */
  void noteSignIn(String account) {
    Instant now = clock.instant();
    store.write(tx -> tx.update("UPDATE accounts SET signed_in = ? WHERE name = ?", now, account));
  }

  /** Whose session waits for the second factor. */
  Optional<String> waiting(String id) {
    return find(SecretTokens.hash(id), clock.instant())
        .filter(session -> session.stage() == Stage.CODE)
        .map(Found::account);
  }

  /** Notes a wrong code; after the fifth the password is asked again. */
  void wrongCode(String id) {
    String digest = SecretTokens.hash(id);
    store.write(
        tx -> {
          tx.update(
              "UPDATE account_sessions SET failures = failures + 1 WHERE session = ?", digest);
          return tx.update(
              "DELETE FROM account_sessions WHERE session = ? AND failures >= ?",
              digest,
              SignInThrottle.FREE_FAILURES);
        });
  }

  /**
   * A session as its owner sees it.
   *
   * @param id names it to end it; worth nothing else
   * @param current whether it is the one that asks
   */
  public record Listed(
      String id, String address, Instant createdAt, Instant usedAt, boolean current) {}

  /** The sessions of another's account that are not over, the newest first. */
  List<Listed> list(String account) {
    return list(account, "");
  }

  /** The sessions of an account that are not over, the newest first. */
  List<Listed> list(String account, String current) {
    Instant now = clock.instant();
    String own = SecretTokens.hash(current);
    return store.read(
        tx ->
            tx.query(
                "SELECT session, address, created, used FROM account_sessions WHERE account = ?"
                    + " AND used > ? AND created > ? AND stage <> ?"
                    + " ORDER BY created DESC, session LIMIT ?",
                row ->
                    new Listed(
                        row.text("session").substring(0, ID_DIGITS),
                        row.text("address"),
                        row.instant("created"),
                        row.instant("used"),
                        row.text("session").equals(own)),
                account,
                now.minus(IDLE),
                now.minus(LONGEST),
                Stage.CODE,
                MAX_LISTED));
  }

  /** Ends a session; nothing happens when there is none. */
  void end(String id) {
    store.write(tx -> end(tx, id));
  }

  private static int end(Tx tx, String id) {
    return tx.update("DELETE FROM account_sessions WHERE session = ?", SecretTokens.hash(id));
  }

  /** Ends the account's session of that listed id; whether there was one. */
  boolean endListed(String account, String listed) {
    return store.write(
            tx ->
                tx.update(
                    "DELETE FROM account_sessions WHERE account = ? AND substr(session, 1, ?) = ?",
                    account,
                    ID_DIGITS,
                    listed))
        > 0;
  }

  /** Ends all sessions of an account; how many there were, those included that were over. */
  static int endAll(Tx tx, String account) {
    return tx.update("DELETE FROM account_sessions WHERE account = ?", account);
  }

  /** Ends all sessions of an account but one. */
  static void endOthers(Tx tx, String account, String id) {
    tx.update(
        "DELETE FROM account_sessions WHERE account = ? AND session <> ?",
        account,
        SecretTokens.hash(id));
  }
}
