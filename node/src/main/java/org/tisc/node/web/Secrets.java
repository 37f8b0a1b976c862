package org.tisc.node.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Random names and what is derived from them. Thread-safe. */
final class Secrets {
  private static final int SECRET_BYTES = 32;
  private static final int REQUEST_ID_BYTES = 9;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** 256 random bits in URL-safe Base64: nobody guesses it. */
  static String fresh() {
    return random(SECRET_BYTES);
  }

  /** 72 random bits: unique enough to find a line in a log. */
  static String requestId() {
    return random(REQUEST_ID_BYTES);
  }

  /** The token for forms of a session or visit: it tells nothing about the session's id. */
  static String formToken(String session) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sha256("tisc form token\n" + session));
  }

  /** Compares without telling by its time where the two differ. */
  static boolean same(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
