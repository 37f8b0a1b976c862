package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an applicant shows that it holds an invitation: HMAC-SHA-256 (RFC 2104), domain-separated.
 */
final class Proof {
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] KEY_DOMAIN =
      "tisc invitation key v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOMAIN = "tisc enrolment v1\0".getBytes(StandardCharsets.US_ASCII);

  private Proof() {}

  /** The key derived from an invitation's secret; what the coordinator stores of it. */
  static byte[] key(ByteString secret) {
    return mac(secret.toByteArray(), KEY_DOMAIN, new byte[0]);
  }

  /** The proof over the exact bytes of an application. */
  static byte[] of(byte[] key, ByteString application) {
    return mac(key, DOMAIN, application.toByteArray());
  }

  /** Whether a proof holds; takes the same time either way. */
  static boolean holds(byte[] key, ByteString application, ByteString proof) {
    return MessageDigest.isEqual(of(key, application), proof.toByteArray());
  }

  private static byte[] mac(byte[] key, byte[] domain, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(domain);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
