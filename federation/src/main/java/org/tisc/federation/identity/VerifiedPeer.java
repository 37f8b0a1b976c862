package org.tisc.federation.identity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who a checked certificate speaks for.
 *
 * @param id the member it names
 * @param key the name of its key
 * @param notAfter until when it is valid
 * @param term the term of the authority that issued it
 */
public record VerifiedPeer(PeerId id, KeyHash key, Instant notAfter, long term) {
  /**
   * Reads a chain, leaf first, that was verified already, as on an open connection. Raises
   * CERTIFICATE_REFUSED when it does not name exactly one member.
   */
  public static VerifiedPeer of(List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    return new VerifiedPeer(
        ChainVerifier.peerId(leaf),
        KeyHash.of(leaf.getPublicKey()),
        leaf.getNotAfter().toInstant(),
        chain.size() > 1 ? Terms.of(chain.get(1)) : 0);
  }
}
