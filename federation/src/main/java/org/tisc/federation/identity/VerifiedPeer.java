package org.tisc.federation.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Who a checked certificate speaks for.
 *
 * @param id the member it names
 * @param key the name of its key
 * @param notAfter until when it is valid
 */
public record VerifiedPeer(PeerId id, KeyHash key, Instant notAfter) {
  /**
   * Reads a certificate whose chain was verified already, as on an open connection. Raises
   * CERTIFICATE_REFUSED when it does not name exactly one member.
   */
  public static VerifiedPeer of(X509Certificate leaf) {
    return new VerifiedPeer(
        ChainVerifier.peerId(leaf),
        KeyHash.of(leaf.getPublicKey()),
        leaf.getNotAfter().toInstant());
  }
}
