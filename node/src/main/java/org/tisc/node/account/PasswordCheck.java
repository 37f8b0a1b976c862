package org.tisc.node.account;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.SecretTokens;

/**
 * The one place where passwords are hashed: at most four at once, since each fills memory and a
 * processor for a tenth of a second. Who waits longer than ten seconds is told {@code BUSY}.
 * Thread-safe.
 */
final class PasswordCheck {
  private static final int AT_ONCE = 4;
  private static final long PATIENCE_SECONDS = 10;

  private final PasswordHasher hasher;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** A hash for the names that nobody has; made by the first check, whoever's it is. */
  private volatile @Nullable String nobodys;

  PasswordCheck(PasswordHasher hasher) {
    this.hasher = hasher;
  }

  /**
   * Whether the typed password is the stored one. Costs one check whatever is stored; an empty text
   * stands for an account that nobody has or that has no password.
   */
  boolean matches(String typed, String stored) {
    char[] chars = AccountRules.typedPassword(typed);
    try {
      boolean right =
          inTurn(
              () -> {
                String nobodys = nobodys();
                return hasher.verify(chars, stored.isEmpty() ? nobodys : stored);
              });
      return right && !stored.isEmpty();
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  private String nobodys() {
    String made = nobodys;
    if (made == null) {
      made = hasher.hash(SecretTokens.create().toCharArray());
      nobodys = made;
    }
    return made;
  }

  /** What to store of a password that keeps the rules. */
  String hash(String password) {
    char[] chars = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
    try {
      return inTurn(() -> hasher.hash(chars));
    } finally {
      Arrays.fill(chars, '\0');
    }
  }

  /** Whether the stored text should be made anew while the password is at hand. */
  boolean outdated(String stored) {
    return hasher.outdated(stored);
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new TiscException(Reason.BUSY, "too many passwords are being checked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.SHUTTING_DOWN, "the node is stopping", e);
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
