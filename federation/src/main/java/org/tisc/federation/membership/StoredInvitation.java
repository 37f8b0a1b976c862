package org.tisc.federation.membership;

import java.time.Instant;
import java.util.List;

/**
 * What the coordinator keeps of an invitation. Its states follow each other and never go back; each
 * is on disk before anything is done because of it.
 *
 * @param network the network
 * @param node who is invited
 * @param proofKey the key that proofs are checked with, in base64; not the secret
 * @param expiresAt until when it can be used
 * @param state how far it is
 * @param key the hash of the key it was used for; empty while open
 * @param certificates the chain that was issued, leaf first, DER in base64; empty until then
 */
record StoredInvitation(
    String network,
    String node,
    String proofKey,
    Instant expiresAt,
    State state,
    String key,
    List<String> certificates) {
  /** How far an invitation is. */
  enum State {
    /** Nobody used it yet. */
    OPEN,
    /** One key used it; whether a certificate was signed is unknown. */
    USED,
    /** The certificate is signed and kept here. */
    ISSUED
  }

  StoredInvitation {
    certificates = List.copyOf(certificates);
  }

  StoredInvitation usedBy(String keyHash) {
    return new StoredInvitation(
        network, node, proofKey, expiresAt, State.USED, keyHash, certificates);
  }

  StoredInvitation issued(List<String> chain) {
    return new StoredInvitation(network, node, proofKey, expiresAt, State.ISSUED, key, chain);
  }
}
