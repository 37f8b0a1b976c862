package org.tisc.federation.roster;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.Signatures;
import org.tisc.federation.identity.Terms;
import org.tisc.federation.roster.NetworkRoot.State;

/** Decides whether signed bytes are a roster of one network. Thread-safe. */
public final class RosterVerifier {
  private final ChainVerifier chains;

  /** A verifier for the network and root of this chain verifier. */
  public RosterVerifier(ChainVerifier chains) {
    this.chains = chains;
  }

  /**
   * The members as a roster proves them to somebody who has nothing but the network's root. The
   * roster key may have ended since; it must have been good when it signed. Raises as {@link
   * #verify}, and INVALID_ROSTER for bytes that are none.
   */
  public static Roster whenSigned(NetworkId network, X509Certificate root, SignedRoster signed) {
    Instant signedAt = RosterProtos.decode(signed.bytes()).issuedAt();
    return new RosterVerifier(new ChainVerifier(network, root, InstantSource.fixed(signedAt)))
        .verify(signed);
  }

  /** Whose certificates count by the roster in force. */
  public ChainVerifier chains() {
    return chains;
  }

  /**
   * Checks signer, signature and content. An expired roster passes: it is still the newest word on
   * who is a member. One that stands under a later root passes if its roots lead there from the
   * present one, each vouched for by the one before; one under an earlier root does not. Raises
   * INVALID_ROSTER, TOO_LARGE, CERTIFICATE_REFUSED, CERTIFICATE_EXPIRED.
   */
  public Roster verify(SignedRoster signed) {
    X509Certificate signer = Certificates.decode(signed.signerCertificate().toByteArray());
    if (signed.bytes().size() > RosterProtos.MAX_BYTES) {
      throw new TiscException(
          Reason.TOO_LARGE,
          "A roster has at most "
              + RosterProtos.MAX_BYTES
              + " bytes, not "
              + signed.bytes().size());
    }
    Roster roster = RosterProtos.decode(signed.bytes());
    chains.verifyRosterKey(signer, root(roster.roots()));
    if (!Signatures.verify(
        signer.getPublicKey(),
        SignedRoster.DOMAIN,
        signed.bytes().toByteArray(),
        signed.signature().toByteArray())) {
      throw new TiscException(
          Reason.INVALID_ROSTER, "The roster's signature is not that of its signer");
    }
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

  /** What this roster says of roots holds from now on; to be called when it comes into force. */
  public void follow(Roster roster) {
    roster
        .roots()
        .find(State.CURRENT)
        .ifPresentOrElse(
            current ->
                chains.trust(
                    current.certificate(),
                    roster.roots().all().stream()
                        .filter(one -> one.state() == State.NEXT || one.state() == State.FORMER)
                        .map(NetworkRoot::certificate)
                        .toList()),
            () -> chains.trust(chains.root(), List.of()));
  }

  /** The root that a roster with these roots must stand under. */
  private X509Certificate root(NetworkRoots roots) {
    X509Certificate present = chains.root();
    if (roots.all().isEmpty()) {
      return present;
    }
    List<NetworkRoot> later =
        roots.all().stream().dropWhile(one -> !one.certificate().equals(present)).toList();
    if (later.stream().noneMatch(one -> one.state() == State.CURRENT)) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The roster's roots do not lead on from the present root of network " + chains.network());
    }
    for (int i = 1; i < later.size(); i++) {
      chains.verifySuccessor(
          later.get(i).certificate(),
          later.get(i).voucher().orElseThrow(),
          later.get(i - 1).certificate());
    }
    return roots.find(State.CURRENT).orElseThrow().certificate();
  }
}
