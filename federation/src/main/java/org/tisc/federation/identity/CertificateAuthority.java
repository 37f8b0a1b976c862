package org.tisc.federation.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the certificates of one network (RFC 5280): the root certifies an issuing authority and
 * the roster key, the issuing authority certifies nodes. The name constraint stands in the issuing
 * certificate, since validators ignore one in the root. Thread-safe.
 */
public final class CertificateAuthority {
  /** How long a root lives. */
  public static final Duration ROOT_LIFE = Duration.ofDays(3652);

  /** How long an issuing authority and a roster key live. */
  public static final Duration ISSUING_LIFE = Duration.ofDays(365);

  /** How long a node's certificate lives: 60 days without the coordinator never meet its end. */
  public static final Duration NODE_LIFE = Duration.ofDays(100);

  /** How far certificates are dated back, so that a peer whose clock is late accepts them. */
  public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Identity signer;

  /** An authority that signs with this identity, whose chain ends in the root. */
  public CertificateAuthority(Identity signer) {
    this.signer = signer;
  }

  /** Makes a network's root: a fresh key that certifies itself. */
  public static Identity createRoot(NetworkId network, Instant now) {
    KeyPair key = KeyPairs.p256();
    X500Name name = rootName(network);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name, serial(), from(now), Date.from(now.plus(ROOT_LIFE)), name, key.getPublic());
      authority(builder, 1);
      keyIdentifiers(builder, key.getPublic(), key.getPublic());
      return new Identity(key.getPrivate(), List.of(sign(builder, key.getPrivate())));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The root certificate could not be made", e);
    }
  }

  /**
   * Vouches for the root that is to follow the one that signs here: certifies its name and key, so
   * that whoever trusts this root can trust that one.
   */
  public X509Certificate vouch(X509Certificate next, Instant now) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name(signer.certificate()),
              serial(),
              from(now),
              signer.certificate().getNotAfter(),
              name(next),
              next.getPublicKey());
      keyIdentifiers(builder, next.getPublicKey(), signer.certificate().getPublicKey());
      authority(builder, 1);
      return sign(builder, signer.key());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The next root could not be vouched for", e);
    }
  }

  /** The issuing authority of a network's first term, without a mark of a term. */
  public Identity createIssuing(NetworkId network, Instant now) {
    return createIssuing(network, 0, now);
  }

  /** Certifies a fresh issuing authority that may name members of this network only. */
  public Identity createIssuing(NetworkId network, long term, Instant now) {
    KeyPair key = KeyPairs.p256();
    return new Identity(key.getPrivate(), certifyIssuing(network, term, key.getPublic(), now));
  }

  /** Certifies somebody's key as the issuing authority of a term; its own certificate first. */
  public List<X509Certificate> certifyIssuing(
      NetworkId network, long term, PublicKey key, Instant now) {
    try {
      JcaX509v3CertificateBuilder builder =
          builder("CN=TISC issuing authority,O=" + network, key, now, ISSUING_LIFE);
      term(builder, term);
      authority(builder, 0);
      builder.addExtension(
          Extension.nameConstraints,
          true,
          new NameConstraints(
              new GeneralSubtree[] {
                new GeneralSubtree(
                    new GeneralName(GeneralName.uniformResourceIdentifier, network.value()))
              },
              null));
      return chain(builder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The issuing certificate could not be made", e);
    }
  }

  /** The roster key of a network's first term. */
  public Identity createRosterKey(NetworkId network, Instant now) {
    return createRosterKey(network, 0, now);
  }

  /** Certifies a fresh Ed25519 key for signing the network's roster, and for nothing else. */
  public Identity createRosterKey(NetworkId network, long term, Instant now) {
    KeyPair key = KeyPairs.ed25519();
    return new Identity(key.getPrivate(), certifyRosterKey(network, term, key.getPublic(), now));
  }

  /** Certifies somebody's key as the roster key of a term; its own certificate first. */
  public List<X509Certificate> certifyRosterKey(
      NetworkId network, long term, PublicKey key, Instant now) {
    try {
      JcaX509v3CertificateBuilder builder =
          builder("CN=TISC roster key,O=" + network, key, now, ISSUING_LIFE);
      term(builder, term);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposes.ROSTER_SIGNING));
      return chain(builder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The roster key's certificate could not be made", e);
    }
  }

  /**
   * Certifies a member's key for {@link #NODE_LIFE}, at most as long as the issuing authority
   * itself is valid.
   *
   * @return leaf first, the root last
   */
  public List<X509Certificate> issueNode(PeerId id, PublicKey key, Instant now) {
    try {
      JcaX509v3CertificateBuilder builder =
          builder("CN=" + id.node() + ",O=" + id.network(), key, now, NODE_LIFE);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.uri())));
      return chain(builder);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The certificate of " + id + " could not be made", e);
    }
  }

  private JcaX509v3CertificateBuilder builder(
      String subject, PublicKey key, Instant now, Duration life)
      throws IOException, GeneralSecurityException {
    X509Certificate issuer = signer.certificate();
    Instant end = now.plus(life);
    Instant bound = issuer.getNotAfter().toInstant();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name(issuer),
            serial(),
            from(now),
            Date.from(end.isAfter(bound) ? bound : end),
            new X500Name(subject),
            key);
    keyIdentifiers(builder, key, issuer.getPublicKey());
    return builder;
  }

  private List<X509Certificate> chain(JcaX509v3CertificateBuilder builder)
      throws GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(sign(builder, signer.key()));
    chain.addAll(signer.chain());
    return List.copyOf(chain);
  }

  private static void authority(JcaX509v3CertificateBuilder builder, int pathLength)
      throws IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  /** Not critical, so that releases which know no terms still accept the certificate. */
  private static void term(JcaX509v3CertificateBuilder builder, long term) throws IOException {
    if (term > 0) {
      builder.addExtension(KeyPurposes.TERM, false, new ASN1Integer(term));
    }
  }

  private static void keyIdentifiers(
      JcaX509v3CertificateBuilder builder, PublicKey subject, PublicKey issuer)
      throws IOException, GeneralSecurityException {
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(subject));
    builder.addExtension(
        Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X500Name rootName(NetworkId network) {
    return new X500Name("CN=TISC root,O=" + network);
  }

  /** 127 random bits: unique without a counter, positive as RFC 5280 §4.1.2.2 asks. */
  private static BigInteger serial() {
    return new BigInteger(127, RANDOM).setBit(126);
  }

  private static Date from(Instant now) {
    return Date.from(now.minus(CLOCK_SKEW));
  }
}
