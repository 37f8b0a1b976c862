package org.tisc.node.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.store.Store;
import org.tisc.node.web.Caller;

/**
 * Browser sessions: an id of 256 random bits, new at every sign-in, stored as its hash. A session
 * ends after 15 minutes without use and after 8 hours in any case. Thread-safe.
 */
public final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(15);
  static final Duration LONGEST = Duration.ofHours(8);

  /** Use is noted this often, so that reading a page does not cost a write. */
  private static final Duration NOTED = Duration.ofMinutes(1);

  private final Store store;
  private final InstantSource clock;

  /** Sessions in an open store, whose migrations of this room were run. */
  public Sessions(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Begins a session, ends the one the browser had, and sweeps those that are over. */
  String begin(String account, Optional<String> before) {
    String id = SecretTokens.create();
    Instant now = clock.instant();
    return store.write(
        tx -> {
          tx.update(
              "DELETE FROM account_sessions WHERE used <= ? OR created <= ? OR session = ?",
              now.minus(IDLE),
              now.minus(LONGEST),
              before.map(Credentials::digest));
          tx.update(
              "INSERT INTO account_sessions (session, account, created, used)"
                  + " VALUES (?, ?, ?, ?)",
              SecretTokens.hash(id),
              account,
              now,
              now);
          return id;
        });
  }

  private record Found(Caller caller, Instant created, Instant used) {}

  /** Whose session this is, if it is not over; counts as use. */
  Optional<Caller> caller(String id) {
    String digest = SecretTokens.hash(id);
    Instant now = clock.instant();
    Optional<Found> found =
        store
            .read(
                tx ->
                    tx.first(
                        "SELECT a.name, a.roles, s.created, s.used FROM account_sessions s"
                            + " JOIN accounts a ON a.name = s.account"
                            + " WHERE s.session = ? AND a.disabled = 0",
                        row ->
                            new Found(
                                new Caller(row.text("name"), AccountRules.roles(row.text("roles"))),
                                row.instant("created"),
                                row.instant("used")),
                        digest))
            .filter(session -> session.used().plus(IDLE).isAfter(now))
            .filter(session -> session.created().plus(LONGEST).isAfter(now));
    if (found.filter(session -> !session.used().plus(NOTED).isAfter(now)).isPresent()) {
      store.write(
          tx -> tx.update("UPDATE account_sessions SET used = ? WHERE session = ?", now, digest));
    }
    return found.map(Found::caller);
  }

  /** Ends a session; nothing happens when there is none. */
  void end(String id) {
    String digest = SecretTokens.hash(id);
    store.write(tx -> tx.update("DELETE FROM account_sessions WHERE session = ?", digest));
  }
}
