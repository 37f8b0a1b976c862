package org.tisc.node.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Comparison of secrets. */
final class Constant {
  private Constant() {}

  /** Compares without telling by its time where the two differ. */
  static boolean same(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
