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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Decides whether a certificate speaks for a member of one network: a path to a root that counts in
 * that network and no other (RFC 5280 §6.1), valid now, exactly one alternative name and that of
 * this network, the usage asked for. Whether the member is still one is the roster's business.
 *
 * <p>While the root key changes hands two roots count. Which ones do, the roster in force says; so
 * they change while connections are open. Thread-safe.
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
  private final InstantSource clock;
  private volatile List<X509Certificate> roots;

  /** A verifier for one network with this root. */
  public ChainVerifier(NetworkId network, X509Certificate root, InstantSource clock) {
    this.network = network;
    this.roots = List.of(root);
    this.clock = clock;
  }

  /** The network whose members this verifies. */
  public NetworkId network() {
    return network;
  }

  /** The root that certifies the network's roster keys and authorities at present. */
  public X509Certificate root() {
    return roots.getFirst();
  }

  /** Whether certificates under this root count. */
  public boolean trusts(X509Certificate root) {
    return roots.stream().anyMatch(one -> one.equals(root));
  }

  /**
   * Certificates under these roots, and no others, count from now on.
   *
   * @param present the one that certifies roster keys and authorities
   * @param beside one that is to follow, or that went before and still counts
   */
  public void trust(X509Certificate present, List<X509Certificate> beside) {
    List<X509Certificate> all = new ArrayList<>();
    all.add(present);
    all.addAll(beside);
    roots = List.copyOf(all);
  }

  /**
   * Checks a member's chain, leaf first, with or without the root at its end; what stands behind a
   * root that counts, such as the way from an earlier root, is not looked at. Raises
   * CERTIFICATE_REFUSED, CERTIFICATE_EXPIRED, or NETWORK_MISMATCH when it names another network.
   */
  public VerifiedPeer verifyPeer(List<X509Certificate> chain, Side side) {
    requirePath(chain, roots);
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
    requirePath(List.of(certificate), roots);
    if (certificate.getBasicConstraints() != 0) {
      throw refused("is not that of an issuing authority");
    }
  }

  /**
   * Checks the certificate of a roster key, issued by the present root itself; failures as for a
   * peer.
   */
  public void verifyRosterKey(X509Certificate certificate) {
    verifyRosterKey(certificate, root());
  }

  /** The same for a roster key that this root issued. */
  public void verifyRosterKey(X509Certificate certificate, X509Certificate root) {
    requirePath(List.of(certificate), List.of(root));
    requireUsage(certificate, KeyPurposes.ROSTER);
  }

  /**
   * Checks that a root is another one's successor: it certifies itself, and the earlier root has
   * certified the same name and key as an authority. Raises CERTIFICATE_REFUSED,
   * CERTIFICATE_EXPIRED.
   *
   * @param root the later root
   * @param voucher its key, certified by the earlier root
   * @param earlier the earlier root
   */
  public void verifySuccessor(
      X509Certificate root, X509Certificate voucher, X509Certificate earlier) {
    requirePath(List.of(voucher), List.of(earlier));
    requirePath(List.of(root), List.of(root));
    if (!same(root, voucher)
        || !root.getIssuerX500Principal().equals(earlier.getSubjectX500Principal())
        || root.getBasicConstraints() < 1
        || voucher.getBasicConstraints() < 1) {
      throw refused("is of no root that the root before it has certified");
    }
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

  private void requirePath(List<X509Certificate> chain, List<X509Certificate> anchors) {
    if (chain.isEmpty() || chain.size() > MAX_CHAIN) {
      throw refused("chain has " + chain.size() + " certificates, expected 1 to " + MAX_CHAIN);
    }
    // A chain may show the way to an earlier root; for whoever trusts a later one it ends there.
    for (int i = 1; i < chain.size(); i++) {
      for (X509Certificate anchor : anchors) {
        if (same(chain.get(i), anchor)) {
          requirePath(chain.subList(0, i), anchor);
          return;
        }
      }
    }
    for (X509Certificate anchor : anchors.subList(1, anchors.size())) {
      if (issued(anchor, chain.getLast())) {
        requirePath(chain, anchor);
        return;
      }
    }
    requirePath(chain, anchors.getFirst());
  }

  /** Whether both are of one name and key, whoever certified them. */
  private static boolean same(X509Certificate one, X509Certificate other) {
    return one.getPublicKey().equals(other.getPublicKey())
        && one.getSubjectX500Principal().equals(other.getSubjectX500Principal());
  }

  private static boolean issued(X509Certificate root, X509Certificate certificate) {
    try {
      certificate.verify(root.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException _) {
      return false;
    }
  }

  private void requirePath(List<X509Certificate> path, X509Certificate root) {
    Instant now = clock.instant();
    for (X509Certificate certificate : path) {
      requireDate(certificate, now);
    }
    requireDate(root, now);
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
