package org.tisc.federation.identity;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Certificate requests (PKCS#10, RFC 2986) for a member's P-256 key. Thread-safe. */
public final class CertificateRequests {
  /** The longest request that is read, in bytes; an honest one has about 400. */
  public static final int MAX_BYTES = 4096;

  private CertificateRequests() {}

  /** A request for this member, signed with the key to certify. */
  public static byte[] build(PeerId id, KeyPair key) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, id.uri())));
      return new JcaPKCS10CertificationRequestBuilder(
              new X500Name("CN=" + id.node().value()), key.getPublic())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("A certificate request could not be built", e);
    }
  }

  /**
   * Checks a request: size, P-256 key, ECDSA with SHA-256, proof of possession, and exactly the
   * expected name. Raises INVALID_CERTIFICATE_REQUEST.
   *
   * @return the key to certify
   */
  public static PublicKey check(byte[] request, PeerId expected) {
    if (request.length == 0 || request.length > MAX_BYTES) {
      throw refused("has " + request.length + " bytes, expected 1 to " + MAX_BYTES);
    }
    PKCS10CertificationRequest parsed;
    PublicKey key;
    try {
      parsed = new PKCS10CertificationRequest(request);
      requireAlgorithms(parsed);
      key = new JcaPEMKeyConverter().getPublicKey(parsed.getSubjectPublicKeyInfo());
      if (!parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw refused("is not signed with the key it asks to certify");
      }
    } catch (IOException | PKCSException | OperatorCreationException e) {
      throw new TiscException(
          Reason.INVALID_CERTIFICATE_REQUEST, "The certificate request cannot be read", e);
    } catch (TiscException e) {
      throw e;
    } catch (RuntimeException e) {
      // The parser answers some malformed structures with unchecked failures.
      throw new TiscException(
          Reason.INVALID_CERTIFICATE_REQUEST, "The certificate request is malformed", e);
    }
    requireName(parsed, expected);
    return key;
  }

  private static void requireAlgorithms(PKCS10CertificationRequest request) {
    if (!request
        .getSignatureAlgorithm()
        .getAlgorithm()
        .equals(X9ObjectIdentifiers.ecdsa_with_SHA256)) {
      throw refused("must be signed with ECDSA and SHA-256");
    }
    var algorithm = request.getSubjectPublicKeyInfo().getAlgorithm();
    if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
        || !X9ObjectIdentifiers.prime256v1.equals(algorithm.getParameters())) {
      throw refused("must ask for a key on the curve P-256");
    }
  }

  private static void requireName(PKCS10CertificationRequest request, PeerId expected) {
    try {
      GeneralName[] names = new GeneralName[0];
      for (Attribute attribute :
          request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
        var extensions =
            org.bouncycastle.asn1.x509.Extensions.getInstance(
                attribute.getAttrValues().getObjectAt(0));
        GeneralNames found =
            GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        names = found == null ? names : found.getNames();
      }
      if (names.length == 1
          && names[0].getTagNo() == GeneralName.uniformResourceIdentifier
          && names[0].getName().toString().equals(expected.uri())) {
        return;
      }
    } catch (RuntimeException e) {
      throw new TiscException(
          Reason.INVALID_CERTIFICATE_REQUEST, "The certificate request's names are malformed", e);
    }
    throw refused("must name exactly " + expected.uri());
  }

  private static TiscException refused(String what) {
    return new TiscException(Reason.INVALID_CERTIFICATE_REQUEST, "The certificate request " + what);
  }
}
