package org.tisc.federation.identity;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A node's certificate as an attacker would have it: right in all but what the test changes. */
public final class Forgery {
  private static final AtomicLong SERIAL = new AtomicLong(1000);

  private final List<GeneralName> names = new ArrayList<>();
  private List<KeyPurposeId> purposes =
      List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
  private Instant from = Instant.now().minus(Duration.ofMinutes(5));
  private Instant until = Instant.now().plus(Duration.ofDays(100));
  private boolean authority;

  /** A certificate with these URI names. */
  public static Forgery named(String... uris) {
    Forgery forgery = new Forgery();
    for (String uri : uris) {
      forgery.names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    }
    return forgery;
  }

  /** With a further name of the domain name system. */
  public Forgery andDns(String name) {
    names.add(new GeneralName(GeneralName.dNSName, name));
    return this;
  }

  /** Valid between these moments. */
  public Forgery valid(Instant begin, Instant end) {
    from = begin;
    until = end;
    return this;
  }

  /** Without any extended key usage. */
  public Forgery withoutUsage() {
    purposes = List.of();
    return this;
  }

  /** For servers only. */
  public Forgery serverOnly() {
    purposes = List.of(KeyPurposeId.id_kp_serverAuth);
    return this;
  }

  /** Marked as an authority. */
  public Forgery authority() {
    authority = true;
    return this;
  }

  /** Signed by this identity, whose chain is appended. */
  public Identity signedBy(Identity issuer) {
    KeyPair key = KeyPairs.p256();
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        build(
            key,
            X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
            issuer));
    chain.addAll(issuer.chain());
    return new Identity(key.getPrivate(), chain);
  }

  /** Signed by its own key. */
  public Identity selfSigned() {
    KeyPair key = KeyPairs.p256();
    return new Identity(
        key.getPrivate(),
        List.of(build(key, new X500Name("CN=self"), Certificates.uncertified(key, Instant.now()))));
  }

  private X509Certificate build(KeyPair key, X500Name issuer, Identity signer) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              new X500Name("CN=self"),
              key.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      if (!purposes.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      }
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
