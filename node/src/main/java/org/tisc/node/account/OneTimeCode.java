package org.tisc.node.account;

import java.security.SecureRandom;
import java.util.Locale;
import org.tisc.federation.identity.SecretTokens;

/**
 * Codes that people copy by hand: groups of five letters and digits without the look-alikes I, L, O
 * and U. Each holds enough random bits that its plain SHA-256 may be stored. Thread-safe.
 */
final class OneTimeCode {
  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int GROUP = 5;
  private static final int MAX_TYPED = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private OneTimeCode() {}

  /** 125 random bits: opens an account or the first set-up. */
  static String create() {
    return groups(5);
  }

  /** 100 random bits: stands in for a lost authenticator. */
  static String recovery() {
    return groups(4);
  }

  private static String groups(int count) {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < count * GROUP; i++) {
      if (i > 0 && i % GROUP == 0) {
        code.append('-');
      }
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /** What is stored of a code, from how somebody typed it: case, spaces and look-alikes aside. */
  static String hash(String typed) {
    StringBuilder plain = new StringBuilder();
    String bounded = typed.length() > MAX_TYPED ? "" : typed.toUpperCase(Locale.ROOT);
    bounded
        .chars()
        .map(c -> c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c)
        .filter(c -> LETTERS.indexOf(c) >= 0)
        .forEach(c -> plain.append((char) c));
    return SecretTokens.hash("one-time code\n" + plain);
  }

  /** Whether the typed code is the one whose hash was stored; takes the same time either way. */
  static boolean matches(String typed, String storedHash) {
    return Constant.same(hash(typed), storedHash);
  }
}
