package org.tisc.federation.roster;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.tisc.federation.identity.KeyHash;

/**
 * One root of a network, as the roster lists it while or after the root key changes hands.
 *
 * @param certificate the root's own certificate
 * @param voucher its name and key certified by the root before it; empty for the first of a list
 * @param state what it counts for
 * @param since the roster version that announced it while it is NEXT, otherwise the first one that
 *     stands under it; 0 for the root the network began with
 */
public record NetworkRoot(
    X509Certificate certificate, Optional<X509Certificate> voucher, State state, long since) {

  /** What a root counts for. */
  public enum State {
    /** Announced: certificates under it count, rosters under it come next. */
    NEXT,
    /** Certifies roster keys and issuing authorities. */
    CURRENT,
    /** Members' certificates under it still count, rosters do not. */
    FORMER,
    /** Nothing under it counts. */
    RETIRED
  }

  /** The name of its key, by which people and invitations call it. */
  public KeyHash key() {
    return KeyHash.of(certificate.getPublicKey());
  }

  /** The first term of its authorities; meaningless while it is NEXT. */
  public long firstTerm() {
    return since / Roster.TERM;
  }

  NetworkRoot as(State changed, long version) {
    return new NetworkRoot(certificate, voucher, changed, version);
  }

  NetworkRoot as(State changed) {
    return as(changed, since);
  }
}
