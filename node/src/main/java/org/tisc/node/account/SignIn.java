package org.tisc.node.account;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;
import org.tisc.node.web.Role;

/**
 * Signing in with name and password, then with the second factor where the account has one. An
 * unknown name, a disabled account and a wrong password look alike and take the same time: each
 * costs one check of a hash. Thread-safe; blocks on the store and on a check that is slow on
 * purpose.
 */
final class SignIn {
  private final Store store;
  private final PasswordCheck passwords;
  private final Sessions sessions;
  private final SecondFactor secondFactor;
  private final AccountPolicy policy;
  private final SignInThrottle throttle;
  private final AccountEvents events;

  SignIn(
      Store store,
      PasswordCheck passwords,
      Sessions sessions,
      SecondFactor secondFactor,
      AccountPolicy policy,
      SignInThrottle throttle,
      AccountEvents events) {
    this.store = store;
    this.passwords = passwords;
    this.sessions = sessions;
    this.secondFactor = secondFactor;
    this.policy = policy;
    this.throttle = throttle;
    this.events = events;
  }

  /** What came of an attempt. */
  sealed interface Outcome {
    /** Let in; the id of the new session. */
    record Admitted(String session) implements Outcome {}

    /** The password was right; the session waits for the second factor and is worth nothing yet. */
    record CodeNeeded(String session) implements Outcome {}

    /** Name, password or code wrong, or the account disabled. */
    record Refused() implements Outcome {}

    /** The session that waited for the second factor is over. */
    record Over() implements Outcome {}

    /** Too many failures before; not even looked at. */
    record MustWait(Duration remaining) implements Outcome {}
  }

  private record Stored(String hash, boolean disabled, Set<Role> roles, boolean secondFactor) {
    static final Stored NOBODY = new Stored("", true, Set.of(), false);

    static Stored of(Row row) {
      return new Stored(
          row.text("password"),
          row.fact("disabled"),
          AccountRules.roles(row.text("roles")),
          row.fact("second"));
    }
  }

  /** Makes one attempt. {@code before} is the session that the browser had, which ends. */
  Outcome attempt(String name, String password, String address, Optional<String> before) {
    Optional<Duration> wait = throttle.attempt(name, address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    Stored stored = AccountRules.isName(name) ? stored(name) : Stored.NOBODY;
    boolean right = passwords.matches(password, stored.hash());
    if (!right || stored.disabled()) {
      return refused(name, address, right ? "DISABLED" : "WRONG");
    }
    Sessions.Stage stage =
        stored.secondFactor()
            ? Sessions.Stage.CODE
            : policy.needsSecondFactor(stored.roles()) ? Sessions.Stage.ENROL : Sessions.Stage.FULL;
    String hash = upToDate(name, password, stored.hash());
    Optional<String> session = sessions.begin(name, hash, stage, address, before);
    if (session.isEmpty()) {
      return refused(name, address, "WRONG");
    }
    if (stage == Sessions.Stage.CODE) {
      throttle.passed(name, address);
      return new Outcome.CodeNeeded(session.get());
    }
    signedIn(name, address);
    return new Outcome.Admitted(session.get());
  }

  private Stored stored(String name) {
    return store
        .read(
            tx ->
                tx.first(
                    "SELECT password, disabled, roles, totp IS NOT NULL AS second FROM accounts"
                        + " WHERE name = ?",
                    Stored::of,
                    name))
        .orElse(Stored.NOBODY);
  }

  /** The stored hash, made anew with today's parameters where it has older ones. */
  private String upToDate(String name, String password, String hash) {
    if (!passwords.outdated(hash)) {
      return hash;
    }
    String fresh = passwords.hash(password);
    int changed =
        store.write(
            tx ->
                tx.update(
                    "UPDATE accounts SET password = ? WHERE name = ? AND password = ?",
                    fresh,
                    name,
                    hash));
    return changed > 0 ? fresh : hash;
  }

  /** Shows the second factor for a session that waits for it; it gets a new id then. */
  Outcome attemptCode(String session, String typed, String address) {
    Optional<String> waiting = sessions.waiting(session);
    if (waiting.isEmpty()) {
      return new Outcome.Over();
    }
    String name = waiting.get();
    Optional<Duration> wait = throttle.attempt(name, address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    if (!secondFactor.accepts(name, typed, address)) {
      sessions.wrongCode(session);
      return refused(name, address, "CODE");
    }
    Optional<String> renewed = store.write(tx -> Sessions.renew(tx, session, Sessions.Stage.FULL));
    if (renewed.isEmpty()) {
      return new Outcome.Over();
    }
    signedIn(name, address);
    return new Outcome.Admitted(renewed.get());
  }

  private void signedIn(String name, String address) {
    throttle.succeeded(name, address);
    sessions.noteSignIn(name);
    events.signedIn(name, address);
  }

  private Outcome refused(String name, String address, String reason) {
    events.signInRefused(name, address, reason);
    int failures = throttle.failures(name, address);
    if (failures > 0 && failures % SignInThrottle.ALERT_FAILURES == 0) {
      events.signInAlert(name, address, failures);
    }
    return new Outcome.Refused();
  }
}
