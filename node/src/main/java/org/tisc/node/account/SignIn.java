package org.tisc.node.account;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.identity.SecretTokens;
import org.tisc.node.store.Store;

/**
 * Signing in with name and password. An unknown name, a disabled account and a wrong password look
 * alike and take the same time: each costs one check of a hash. Thread-safe; blocks on the store
 * and on a check that is slow on purpose.
 */
public final class SignIn {
  /** Checks at once: each fills memory and a processor for a tenth of a second. */
  private static final int CHECKS_AT_ONCE = 4;

  private final Store store;
  private final PasswordHasher hasher;
  private final Sessions sessions;
  private final AccountEvents events;
  private final SignInThrottle throttle;
  private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE);
  private final String nobodysHash;

  /** Computes one hash, for the names that nobody has. */
  public SignIn(
      Store store,
      PasswordHasher hasher,
      Sessions sessions,
      AuditLog audit,
      LongSupplier nanoTicker) {
    this.store = store;
    this.hasher = hasher;
    this.sessions = sessions;
    this.events = new AccountEvents(audit);
    this.throttle = new SignInThrottle(nanoTicker);
    this.nobodysHash = hasher.hash(SecretTokens.create().toCharArray());
  }

  /** What came of an attempt. */
  sealed interface Outcome {
    /** Let in; the id of the new session. */
    record Admitted(String session) implements Outcome {}

    /** Name or password wrong, or the account disabled. */
    record Refused() implements Outcome {}

    /** Too many failures before; not even looked at. */
    record MustWait(Duration remaining) implements Outcome {}
  }

  private record Stored(String hash, boolean disabled) {}

  /** Makes one attempt. {@code before} is the session that the browser had, which ends. */
  Outcome attempt(String name, String password, String address, Optional<String> before) {
    Optional<Duration> wait = throttle.attempt(name, address);
    if (wait.isPresent()) {
      return new Outcome.MustWait(wait.get());
    }
    Optional<Stored> stored =
        AccountRules.isName(name)
            ? store.read(
                tx ->
                    tx.first(
                        "SELECT password, disabled FROM accounts WHERE name = ?",
                        row -> new Stored(row.text("password"), row.fact("disabled")),
                        name))
            : Optional.empty();
    boolean right = check(password, stored.map(Stored::hash).orElse(nobodysHash));
    if (!right || stored.isEmpty() || stored.get().disabled()) {
      events.signInRefused(name, address, right && stored.isPresent() ? "DISABLED" : "WRONG");
      return new Outcome.Refused();
    }
    throttle.succeeded(name, address);
    String session = sessions.begin(name, before);
    events.signedIn(name, address);
    return new Outcome.Admitted(session);
  }

  private boolean check(String password, String hash) {
    char[] chars = AccountRules.typedPassword(password);
    checks.acquireUninterruptibly();
    try {
      return hasher.verify(chars, hash);
    } finally {
      checks.release();
      Arrays.fill(chars, '\0');
    }
  }
}
