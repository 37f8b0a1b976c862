package org.tisc.federation.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The name of a public key: SHA-256 over its SubjectPublicKeyInfo (RFC 5280 §4.1). A key keeps its
 * name through every certificate made for it.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record KeyHash(String hex) implements Comparable<KeyHash> {
  /** Length in bytes. */
  public static final int BYTES = 32;

  public KeyHash {
    if (hex.length() != 2 * BYTES || !Labels.all(hex, Labels::hexDigit)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "A key hash is 64 digits of 0-9 and a-f, not " + hex.length());
    }
  }

  /** The hash of a key. */
  public static KeyHash of(PublicKey key) {
    return ofSpki(key.getEncoded());
  }

  /** The hash of a key given as SubjectPublicKeyInfo in DER. */
  public static KeyHash ofSpki(byte[] spki) {
    try {
      return of(MessageDigest.getInstance("SHA-256").digest(spki));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** A hash from its 32 bytes. Raises INVALID_ARGUMENT on any other length. */
  public static KeyHash of(byte[] bytes) {
    return new KeyHash(HexFormat.of().formatHex(bytes));
  }

  /** The 32 bytes, in a new array. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(KeyHash other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
