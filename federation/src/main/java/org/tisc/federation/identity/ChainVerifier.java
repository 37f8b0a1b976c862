package org.tisc.federation.identity;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Decides whether a certificate speaks for a member of one network: a path to that network's root
 * and no other (RFC 5280 §6.1), valid now, exactly one alternative name and that of this network,
 * the usage asked for. Whether the member is still one is the roster's business. Thread-safe.
 */
public final class ChainVerifier {
  // The platform's own validator meets a host that begins with a digit, which our ids may, with a
  // NullPointerException in its name constraint check; this one reads the host as plain text.
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
  private static final int MAX_CHAIN = 4;
  private static final int URI_NAME = 6;

  /** On which side of a connection the certificate's owner is. */
  public enum Side {
    /** It dialled. */
    CLIENT,
    /** It was dialled. */
    SERVER
  }

  private final NetworkId network;
  private final X509Certificate root;
  private final InstantSource clock;

  /** A verifier for one network with this root. */
  public ChainVerifier(NetworkId network, X509Certificate root, InstantSource clock) {
    this.network = network;
    this.root = root;
    this.clock = clock;
  }

  /** The network whose members this verifies. */
  public NetworkId network() {
    return network;
  }

  /** The root every path must end in. */
  public X509Certificate root() {
    return root;
  }

  /**
   * Checks a member's chain, leaf first, with or without the root at its end. Raises
   * CERTIFICATE_REFUSED, CERTIFICATE_EXPIRED, or NETWORK_MISMATCH when it names another network.
   */
  public VerifiedPeer verifyPeer(List<X509Certificate> chain, Side side) {
    requirePath(chain);
    X509Certificate leaf = chain.getFirst();
    requireUsage(leaf, side == Side.CLIENT ? KeyPurposes.CLIENT : KeyPurposes.SERVER);
    VerifiedPeer peer = VerifiedPeer.of(chain);
    if (!peer.id().network().equals(network)) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH,
          "The certificate names network " + peer.id().network() + ", expected " + network);
    }
    return peer;
  }

  /** Checks the certificate of an issuing authority, issued by the root itself. */
  public void verifyIssuing(X509Certificate certificate) {
    requirePath(List.of(certificate));
    if (certificate.getBasicConstraints() != 0) {
      throw refused("is not that of an issuing authority");
    }
  }

  /** Checks the certificate of a roster key, issued by the root itself; failures as for a peer. */
  public void verifyRosterKey(X509Certificate certificate) {
    requirePath(List.of(certificate));
    requireUsage(certificate, KeyPurposes.ROSTER);
  }

  /**
   * The member that a certificate names, without any check of its chain. Raises CERTIFICATE_REFUSED
   * unless there is exactly one alternative name and it is a member's.
   */
  public static PeerId peerId(X509Certificate leaf) {
    Collection<List<?>> names;
    try {
      names = leaf.getSubjectAlternativeNames();
    } catch (CertificateException e) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The certificate's alternative names are malformed", e);
    }
    if (names == null || names.size() != 1) {
      throw refused(
          "has " + (names == null ? 0 : names.size()) + " alternative names, expected exactly one");
    }
    List<?> name = names.iterator().next();
    if (!Integer.valueOf(URI_NAME).equals(name.get(0)) || !(name.get(1) instanceof String uri)) {
      throw refused("has an alternative name that is not a URI");
    }
    try {
      return PeerId.parse(uri);
    } catch (TiscException e) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The certificate's name is not a member's: " + e.getMessage(),
          e);
    }
  }

  private void requirePath(List<X509Certificate> chain) {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw refused("chain has " + chain.size() + " certificates, expected 1 to " + MAX_CHAIN);
    }
    Instant now = clock.instant();
    for (X509Certificate certificate : chain) {
      requireDate(certificate, now);
    }
    List<X509Certificate> path =
        chain.size() > 1 && chain.getLast().equals(root)
            ? chain.subList(0, chain.size() - 1)
            : chain;
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX", PROVIDER).validate(certPath, parameters);
    } catch (CertPathValidatorException e) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The certificate does not lead to the root of network " + network + ": " + e.getMessage(),
          e);
    } catch (GeneralSecurityException e) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The certificate chain cannot be checked", e);
    } catch (RuntimeException e) {
      // A hostile extension must not end in anything but a refusal.
      throw new TiscException(Reason.CERTIFICATE_REFUSED, "The certificate chain is malformed", e);
    }
  }

  private static void requireDate(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      throw new TiscException(
          Reason.CERTIFICATE_EXPIRED,
          "A certificate of the chain is valid from "
              + from
              + " until "
              + until
              + "; it is "
              + now);
    }
  }

  private static void requireUsage(X509Certificate leaf, String purpose) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      if (purposes == null || !purposes.contains(purpose)) {
        throw refused("lacks the extended key usage " + purpose);
      }
    } catch (CertificateException e) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED, "The certificate's extended key usage is malformed", e);
    }
    if (leaf.getBasicConstraints() >= 0) {
      throw refused("is an authority's, expected a member's");
    }
  }

  private static TiscException refused(String what) {
    return new TiscException(Reason.CERTIFICATE_REFUSED, "The certificate " + what);
  }
}
