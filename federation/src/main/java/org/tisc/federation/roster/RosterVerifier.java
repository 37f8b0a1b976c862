package org.tisc.federation.roster;

import java.security.cert.X509Certificate;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.Signatures;
import org.tisc.federation.identity.Terms;

/** Decides whether signed bytes are a roster of one network. Thread-safe. */
public final class RosterVerifier {
  private final ChainVerifier chains;

  /** A verifier for the network and root of this chain verifier. */
  public RosterVerifier(ChainVerifier chains) {
    this.chains = chains;
  }

  /**
   * Checks signer, signature and content. An expired roster passes: it is still the newest word on
   * who is a member. Raises INVALID_ROSTER, TOO_LARGE, CERTIFICATE_REFUSED, CERTIFICATE_EXPIRED.
   */
  public Roster verify(SignedRoster signed) {
    X509Certificate signer = Certificates.decode(signed.signerCertificate().toByteArray());
    chains.verifyRosterKey(signer);
    if (signed.bytes().size() > RosterProtos.MAX_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "A roster has at most "
              + RosterProtos.MAX_BYTES
              + " bytes, not "
              + signed.bytes().size());
    }
    if (!Signatures.verify(
        signer.getPublicKey(),
        SignedRoster.DOMAIN,
        signed.bytes().toByteArray(),
        signed.signature().toByteArray())) {
      throw new TiscException(
          Reason.INVALID_ROSTER, "The roster's signature is not that of its signer");
    }
    Roster roster = RosterProtos.decode(signed.bytes());
    if (!roster.network().equals(chains.network())) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "The roster is of network " + roster.network() + ", expected " + chains.network());
    }
    if (roster.term() != Terms.of(signer)) {
      throw new TiscException(
          Reason.INVALID_ROSTER,
          "The roster is of term "
              + roster.term()
              + ", its signer's key of term "
              + Terms.of(signer));
    }
    return roster;
  }
}
