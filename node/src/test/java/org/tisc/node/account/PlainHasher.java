package org.tisc.node.account;

import java.util.concurrent.atomic.AtomicInteger;
import org.tisc.federation.identity.SecretTokens;

/** Stands in for the slow hash in tests and counts its checks. Thread-safe. */
final class PlainHasher implements PasswordHasher {
  private final AtomicInteger hashes = new AtomicInteger();
  private final AtomicInteger checks = new AtomicInteger();

  @Override
  public String hash(char[] password) {
    hashes.incrementAndGet();
    return text(password);
  }

  @Override
  public boolean verify(char[] password, String stored) {
    checks.incrementAndGet();
    return text(password).equals(stored) || ("old-" + text(password)).equals(stored);
  }

  @Override
  public boolean outdated(String stored) {
    return stored.startsWith("old-");
  }

  private static String text(char[] password) {
    return "plain:" + SecretTokens.hash(new String(password));
  }

  int hashes() {
    return hashes.get();
  }

  int checks() {
    return checks.get();
  }
}
