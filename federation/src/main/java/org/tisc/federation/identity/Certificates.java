package org.tisc.federation.identity;

import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Certificates as bytes. Thread-safe. */
public final class Certificates {
  /** The longest certificate that is read, in bytes; ours have about 500. */
  public static final int MAX_BYTES = 8192;

  private Certificates() {}

  /** The DER form. */
  public static byte[] encode(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate has no DER form", e);
    }
  }

  /** Reads the DER form of one certificate. Raises CERTIFICATE_REFUSED. */
  public static X509Certificate decode(byte[] der) {
    if (der.length == 0 || der.length > MAX_BYTES) {
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "A certificate has 1 to " + MAX_BYTES + " bytes, not " + der.length);
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new TiscException(Reason.CERTIFICATE_REFUSED, "A certificate cannot be read", e);
    }
  }

  /**
   * Wraps a key that nobody certified yet, so that a {@link KeyFile} can hold it. Nobody trusts the
   * certificate it carries.
   */
  public static Identity uncertified(KeyPair key, Instant now) {
    try {
      X500Name name = new X500Name("CN=not yet certified");
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          name,
                          java.math.BigInteger.ONE,
                          Date.from(now),
                          Date.from(now.plus(Duration.ofDays(1))),
                          name,
                          key.getPublic())
                      .build(
                          new JcaContentSignerBuilder(
                                  key.getPrivate() instanceof EdECPrivateKey
                                      ? "Ed25519"
                                      : "SHA256withECDSA")
                              .build(key.getPrivate())));
      return new Identity(key.getPrivate(), List.of(certificate));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("A placeholder certificate could not be made", e);
    }
  }
}
