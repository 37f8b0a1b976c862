package org.tisc.federation.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Ed25519 signatures (RFC 8032) over exact bytes, separated by domain: what is signed is the
 * domain, one zero byte and the bytes, so that a signature made for one purpose is none for
 * another. Thread-safe.
 */
public final class Signatures {
  /** The length of every signature in bytes. */
  public static final int BYTES = 64;

  /**
   * What keys in use were decoded to. It has the public half, too, once it has signed, whose
   * computing costs as much as a signature.
   */
  private static final Map<PrivateKey, Ed25519PrivateKeyParameters> DECODED =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Signatures() {}

  /**
   * Signs.
   *
   * @param domain printable ASCII naming purpose and version, such as {@code tisc roster v1}
   */
  public static byte[] sign(PrivateKey key, String domain, byte[] bytes) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, DECODED.computeIfAbsent(key, Signatures::privateParameters));
    update(signer, domain, bytes);
    return signer.generateSignature();
  }

  /** Whether the signature is this key's for these bytes; false also for a key of another kind. */
  public static boolean verify(PublicKey key, String domain, byte[] bytes, byte[] signature) {
    if (signature.length != BYTES) {
      return false;
    }
    AsymmetricKeyParameter parameters;
    try {
      parameters = PublicKeyFactory.createKey(key.getEncoded());
    } catch (IOException | RuntimeException e) {
      return false;
    }
    if (!(parameters instanceof Ed25519PublicKeyParameters ed25519)) {
      return false;
    }
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, ed25519);
    update(verifier, domain, bytes);
    return verifier.verifySignature(signature);
  }

  /** Reads a public Ed25519 key from its SubjectPublicKeyInfo. Raises INVALID_ARGUMENT. */
  public static PublicKey decode(byte[] spki) {
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "A signing key cannot be read", e);
    }
  }

  private static Ed25519PrivateKeyParameters privateParameters(PrivateKey key) {
    try {
      if (PrivateKeyFactory.createKey(key.getEncoded())
          instanceof Ed25519PrivateKeyParameters ed25519) {
        return ed25519;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("The signing key is not readable", e);
    }
    throw new IllegalArgumentException("The signing key is not an Ed25519 key");
  }

  private static void update(Ed25519Signer signer, String domain, byte[] bytes) {
    byte[] prefix = domain.getBytes(StandardCharsets.US_ASCII);
    signer.update(prefix, 0, prefix.length);
    signer.update((byte) 0);
    signer.update(bytes, 0, bytes.length);
  }
}
