package org.tisc.federation.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Makes fresh keys. Thread-safe; a key takes well under a millisecond. */
public final class KeyPairs {
  private KeyPairs() {}

  /** A key on P-256 (FIPS 186-5), for certificates and connections. */
  public static KeyPair p256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java platform cannot make P-256 keys", e);
    }
  }

  /** An Ed25519 key (RFC 8032), for signatures over documents. */
  public static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java platform cannot make Ed25519 keys", e);
    }
  }
}
