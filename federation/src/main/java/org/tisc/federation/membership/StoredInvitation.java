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
 * @param replaces whether it gives a member another key instead of making a new member
 * @param approved whether the administrator approved the key, where that is needed
 * @param usedAt when the key came; the epoch while open
 * @param certificates the chain that was issued, leaf first, DER in base64; empty until then
 */
record StoredInvitation(
    String network,
    String node,
    String proofKey,
    Instant expiresAt,
    State state,
    String key,
    boolean replaces,
    boolean approved,
    Instant usedAt,
    List<String> certificates) {
  /** How far an invitation is. */
  enum State {
    /** Nobody used it yet. */
    OPEN,
    /** One key used it; whether a certificate was signed is unknown. */
    USED,
    /** The certificate is signed and kept here. */
    ISSUED,
    /** A member's key was replaced; a later change of its key is never undone by this one. */
    DONE,
    /** Nobody may use it any more, not even again: the node was removed after it was made. */
    VOID
  }

  StoredInvitation {
    certificates = List.copyOf(certificates);
  }

  /** An invitation that nobody used yet. */
  static StoredInvitation open(
      String network, String node, String proofKey, Instant expiresAt, boolean replaces) {
    return new StoredInvitation(
        network,
        node,
        proofKey,
        expiresAt,
        State.OPEN,
        "",
        replaces,
        false,
        Instant.EPOCH,
        List.of());
  }

  StoredInvitation usedBy(String keyHash, Instant now) {
    return with(State.USED, keyHash, approved, now, certificates);
  }

  StoredInvitation approve() {
    return with(state, key, true, usedAt, certificates);
  }

  StoredInvitation issued(List<String> chain) {
    return with(State.ISSUED, key, approved, usedAt, chain);
  }

  StoredInvitation done() {
    return with(State.DONE, key, approved, usedAt, certificates);
  }

  StoredInvitation voided() {
    return with(State.VOID, key, approved, usedAt, List.of());
  }

  private StoredInvitation with(
      State next, String keyHash, boolean approval, Instant used, List<String> chain) {
    return new StoredInvitation(
        network, node, proofKey, expiresAt, next, keyHash, replaces, approval, used, chain);
  }
}
