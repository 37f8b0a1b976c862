package org.tisc.node.account;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.store.Tx;

/**
 * The second factor of accounts: a code of an authenticator app, or one of ten recovery codes that
 * work once each. Thread-safe; blocks on the store.
 */
final class SecondFactor {
  private static final int RECOVERY_CODES = 10;

  private final Store store;
  private final InstantSource clock;
  private final AccountEvents events;

  SecondFactor(Store store, InstantSource clock, AccountEvents events) {
    this.store = store;
    this.clock = clock;
    this.events = events;
  }

  private record Stored(Optional<String> secret, Optional<String> offer, long lastStep) {}

  private static Optional<Stored> stored(Tx tx, String account) {
    return tx.first(
        "SELECT totp, totp_offer, totp_step FROM accounts WHERE name = ?",
        SecondFactor::stored,
        account);
  }

  private static Stored stored(Row row) {
    return new Stored(
        row.optionalText("totp"), row.optionalText("totp_offer"), row.number("totp_step"));
  }

  /** Whether the account has one. */
  boolean present(String account) {
    return store
        .read(tx -> stored(tx, account))
        .filter(found -> found.secret().isPresent())
        .isPresent();
  }

  /**
   * The secret that waits to be confirmed; the same until it is, so that a page can be loaded
   * again.
   */
  String offer(String account) {
    return store
        .read(tx -> stored(tx, account))
        .flatMap(Stored::offer)
        .orElseGet(
            () ->
                store.write(
                    tx -> {
                      String fresh = Totp.secret();
                      tx.update(
                          "UPDATE accounts SET totp_offer = ? WHERE name = ? AND totp_offer IS"
                              + " NULL",
                          fresh,
                          account);
                      return stored(tx, account)
                          .flatMap(Stored::offer)
                          .orElseThrow(Accounts::unknown);
                    }));
  }

  /**
   * What came of a confirmation.
   *
   * @param recovery the recovery codes, shown now and never again
   * @param session the new id of the session, which may now do everything
   */
  record Confirmed(List<String> recovery, Optional<String> session) {}

  /**
   * Makes the offered secret the second factor when the code proves that the app has it, and ends
   * the account's other sessions. Empty when the code is not right.
   */
  Optional<Confirmed> confirm(String account, String typed, String session, String address) {
    Optional<Confirmed> confirmed =
        store.write(
            tx -> {
              Optional<Stored> found = stored(tx, account);
              Optional<String> offer = found.flatMap(Stored::offer);
              OptionalLong step =
                  offer.isEmpty()
                      ? OptionalLong.empty()
                      : Totp.match(offer.get(), typed, clock.instant(), 0);
              if (step.isEmpty()) {
                return Optional.empty();
              }
              tx.update(
                  "UPDATE accounts SET totp = totp_offer, totp_offer = NULL, totp_step = ?"
                      + " WHERE name = ?",
                  step.getAsLong(),
                  account);
              tx.update("DELETE FROM account_recovery WHERE account = ?", account);
              List<String> codes =
                  Stream.generate(OneTimeCode::recovery).limit(RECOVERY_CODES).toList();
              for (String code : codes) {
                tx.update(
                    "INSERT INTO account_recovery (account, code) VALUES (?, ?)",
                    account,
                    OneTimeCode.hash(code));
              }
              Sessions.endOthers(tx, account, session);
              return Optional.of(
                  new Confirmed(codes, Sessions.renew(tx, session, Sessions.Stage.FULL)));
            });
    if (confirmed.isPresent()) {
      events.secondFactorAdded(account, address);
    }
    return confirmed;
  }

  /**
   * Whether the typed code opens the account; a code of the app counts once, a recovery code is
   * used up.
   */
  boolean accepts(String account, String typed, String address) {
    record Result(boolean right, Optional<Long> recoveryLeft) {}
    Result result =
        store.write(
            tx -> {
              Optional<Stored> found = stored(tx, account);
              Optional<String> secret = found.flatMap(Stored::secret);
              OptionalLong step =
                  secret.isEmpty()
                      ? OptionalLong.empty()
                      : Totp.match(
                          secret.get(),
                          typed,
                          clock.instant(),
                          found.map(Stored::lastStep).orElse(0L));
              if (step.isPresent()) {
                tx.update(
                    "UPDATE accounts SET totp_step = ? WHERE name = ?", step.getAsLong(), account);
                return new Result(true, Optional.empty());
              }
              int used =
                  tx.update(
                      "DELETE FROM account_recovery WHERE account = ? AND code = ?",
                      account,
                      OneTimeCode.hash(typed));
              return new Result(
                  used > 0, used > 0 ? Optional.of(recoveryLeft(tx, account)) : Optional.empty());
            });
    result.recoveryLeft().ifPresent(left -> events.recoveryCodeUsed(account, address, left));
    return result.right();
  }

  /** How many recovery codes are left. */
  long recoveryLeft(String account) {
    return store.read(tx -> recoveryLeft(tx, account));
  }

  private static long recoveryLeft(Tx tx, String account) {
    return tx.first(
            "SELECT count(*) AS n FROM account_recovery WHERE account = ?",
            row -> row.number("n"),
            account)
        .orElse(0L);
  }

  /** Gives up the second factor. */
  void remove(String account, String address) {
    store.write(
        tx -> {
          remove(tx, account);
          return account;
        });
    events.secondFactorRemoved(account, address);
  }

  static void remove(Tx tx, String account) {
    // The last step stays: a code that was watched must not open a later factor's door.
    tx.update("UPDATE accounts SET totp = NULL, totp_offer = NULL WHERE name = ?", account);
    tx.update("DELETE FROM account_recovery WHERE account = ?", account);
  }
}
