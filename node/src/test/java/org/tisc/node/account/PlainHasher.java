package org.tisc.node.account;

import java.util.concurrent.atomic.AtomicInteger;
import org.tisc.federation.identity.SecretTokens;

/** Stands in for the slow hash in tests and counts its checks. Thread-safe. */
final class PlainHasher implements PasswordHasher {
  private final AtomicInteger checks = new AtomicInteger();

  @Override
  public String hash(char[] password) {
    return "plain:" + SecretTokens.hash(new String(password));
  }

  @Override
  public boolean verify(char[] password, String stored) {
    checks.incrementAndGet();
    return hash(password).equals(stored);
  }

  int checks() {
    return checks.get();
  }
}
