package org.tisc.node.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.tisc.node.store.Store;

/**
 * What people do with their own password: change it, or choose it with a one-time code.
 * Thread-safe; blocks on the store and on hashes that are slow on purpose.
 */
final class OwnAccount {
  private final Store store;
  private final PasswordCheck passwords;
  private final PasswordRules rules;
  private final SignInThrottle throttle;
  private final InstantSource clock;
  private final AccountEvents events;

  OwnAccount(
      Store store,
      PasswordCheck passwords,
      PasswordRules rules,
      SignInThrottle throttle,
      InstantSource clock,
      AccountEvents events) {
    this.store = store;
    this.passwords = passwords;
    this.rules = rules;
    this.throttle = throttle;
    this.clock = clock;
    this.events = events;
  }

  /** What came of a change. */
  sealed interface Outcome {
    /** Done; the new id of the session, where there was one. */
    record Done(Optional<String> session) implements Outcome {}

    /** The new password breaks a rule. */
    record Flawed(PasswordRules.Flaw flaw) implements Outcome {}

    /** The old password, the name or the code is not right. */
    record Refused() implements Outcome {}

    /** Too many failures before. */
    record MustWait(Duration remaining) implements Outcome {}
  }

  /** Changes the password, gives the session a new id and ends all others. */
  Outcome changePassword(
      String account, String old, String wanted, String session, String address) {
    Optional<PasswordRules.Flaw> flaw = rules.flaw(wanted, account);
    if (flaw.isPresent()) {
      return new Outcome.Flawed(flaw.get());
    }
    Optional<Duration> wait = throttle.attempt(account, address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    String stored =
        store
            .read(
                tx ->
                    tx.first(
                        "SELECT password FROM accounts WHERE name = ?",
                        row -> row.text("password"),
                        account))
            .orElse("");
    if (!passwords.matches(old, stored)) {
      events.signInRefused(account, address, "WRONG");
      return new Outcome.Refused();
    }
    throttle.passed(account, address);
    String hash = passwords.hash(wanted);
    Optional<String> renewed =
        store.write(
            tx -> {
              int changed =
                  tx.update(
                      "UPDATE accounts SET password = ? WHERE name = ? AND password = ?",
                      hash,
                      account,
                      stored);
              if (changed == 0) {
                return Optional.empty();
              }
              Sessions.endOthers(tx, account, session);
              return Sessions.renew(tx, session, Sessions.Stage.FULL);
            });
    if (renewed.isEmpty()) {
      return new Outcome.Refused();
    }
    events.passwordChanged(account, "PASSWORD", address);
    return new Outcome.Done(renewed);
  }

  private record Waiting(String code, Instant expires) {}

  /**
   * Turns a one-time code into a password, once. An unknown name and a wrong or old code look
   * alike; none of them costs a hash of a password.
   */
  Outcome redeem(String account, String code, String wanted, String address) {
    Optional<PasswordRules.Flaw> flaw = rules.flaw(wanted, account);
    if (flaw.isPresent()) {
      return new Outcome.Flawed(flaw.get());
    }
    Optional<Duration> wait = throttle.attempt(account, address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    Optional<Waiting> waiting =
        AccountRules.isName(account)
            ? store.read(
                tx ->
                    tx.first(
                        "SELECT code, code_expires FROM accounts"
                            + " WHERE name = ? AND code IS NOT NULL AND disabled = 0",
                        row -> new Waiting(row.text("code"), row.instant("code_expires")),
                        account))
            : Optional.empty();
    boolean right =
        OneTimeCode.matches(code, waiting.map(Waiting::code).orElse(""))
            && waiting.filter(one -> one.expires().isAfter(clock.instant())).isPresent();
    if (!right) {
      events.signInRefused(account, address, "CODE");
      return new Outcome.Refused();
    }
    String hash = passwords.hash(wanted);
    int changed =
        store.write(
            tx -> {
              Sessions.endAll(tx, account);
              return tx.update(
                  "UPDATE accounts SET password = ?, code = NULL, code_expires = NULL"
                      + " WHERE name = ? AND code = ?",
                  hash,
                  account,
                  OneTimeCode.hash(code));
            });
    if (changed == 0) {
      return new Outcome.Refused();
    }
    throttle.passed(account, address);
    events.passwordChanged(account, "CODE", address);
    return new Outcome.Done(Optional.empty());
  }
}
