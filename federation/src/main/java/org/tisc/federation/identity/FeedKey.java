package org.tisc.federation.identity;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A public key that signs what a member shares in feeds: Ed25519, as the one SubjectPublicKeyInfo
 * that RFC 8410 allows for it. Thread-safe.
 */
public final class FeedKey {
  private static final int SPKI_BYTES = 44;
  private static final int POINT_BYTES = 32;

  private final ByteString spki;
  private final KeyHash hash;
  private final PublicKey key;

  /**
   * A key from its SubjectPublicKeyInfo in DER. Raises INVALID_ARGUMENT for anything else, and for
   * points by which several messages would have one signature.
   */
  public FeedKey(ByteString spki) {
    this.spki = spki;
    byte[] bytes = spki.toByteArray();
    if (bytes.length != SPKI_BYTES) {
      throw refused();
    }
    try {
      this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes));
    } catch (GeneralSecurityException e) {
      throw new TiscException(Reason.INVALID_ARGUMENT, String.valueOf(refused().getMessage()), e);
    }
    if (!Arrays.equals(key.getEncoded(), bytes)
        || !Ed25519.validatePublicKeyFull(bytes, SPKI_BYTES - POINT_BYTES)) {
      throw refused();
    }
    this.hash = KeyHash.ofSpki(bytes);
  }

  /** The same for a key at hand. Raises INVALID_ARGUMENT when it is not an Ed25519 key. */
  public static FeedKey of(PublicKey key) {
    return new FeedKey(ByteString.copyFrom(key.getEncoded()));
  }

  /** The SubjectPublicKeyInfo in DER. */
  public ByteString spki() {
    return spki;
  }

  /** The key's name. */
  public KeyHash hash() {
    return hash;
  }

  /** Whether the signature is this key's for these bytes. */
  public boolean verifies(String domain, ByteString bytes, ByteString signature) {
    return Signatures.verify(key, domain, bytes.toByteArray(), signature.toByteArray());
  }

  private static TiscException refused() {
    return new TiscException(
        Reason.INVALID_ARGUMENT, "A key for feeds is a sound Ed25519 key in its RFC 8410 form");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeedKey that && spki.equals(that.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return hash.hex();
  }
}
