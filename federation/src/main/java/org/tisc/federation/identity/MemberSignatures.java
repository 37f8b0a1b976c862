package org.tisc.federation.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Signatures by a member's connection key (ECDSA on P-256 with SHA-256) over exact bytes, separated
 * by domain as {@link Signatures} are. Thread-safe.
 */
public final class MemberSignatures {
  private static final String ALGORITHM = "SHA256withECDSA";
  private static final int MAX_KEY_BYTES = 1024;

  private MemberSignatures() {}

  /**
   * Signs.
   *
   * @param domain printable ASCII naming purpose and version
   */
  public static byte[] sign(PrivateKey key, String domain, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      update(signature, domain, bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The key cannot sign", e);
    }
  }

  /** Whether the signature is this key's for these bytes; false also for malformed ones. */
  public static boolean verify(PublicKey key, String domain, byte[] bytes, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      update(signature, domain, bytes);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Reads a public key from its SubjectPublicKeyInfo. Raises UNAUTHENTICATED. */
  public static PublicKey decode(byte[] spki) {
    if (spki.length > MAX_KEY_BYTES) {
      throw new TiscException(
          Reason.UNAUTHENTICATED, "A public key has at most " + MAX_KEY_BYTES + " bytes");
    }
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException e) {
      throw new TiscException(Reason.UNAUTHENTICATED, "A public key cannot be read", e);
    }
  }

  private static void update(Signature signature, String domain, byte[] bytes)
      throws GeneralSecurityException {
    signature.update(domain.getBytes(StandardCharsets.US_ASCII));
    signature.update((byte) 0);
    signature.update(bytes);
  }
}
