package org.tisc.federation.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with the certificate chain that speaks for it. Never printed: its text form names
 * the subject only.
 *
 * @param key the private key of the first certificate
 * @param chain leaf first, the network's root last
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("An identity needs at least its own certificate");
    }
  }

  /** The key's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The root's certificate. */
  public X509Certificate root() {
    return chain.getLast();
  }

  @Override
  public String toString() {
    return "Identity[" + certificate().getSubjectX500Principal() + "]";
  }
}
