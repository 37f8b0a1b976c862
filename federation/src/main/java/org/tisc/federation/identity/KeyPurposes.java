package org.tisc.federation.identity;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** The extended key usages of our certificates (RFC 5280 §4.2.1.12). */
final class KeyPurposes {
  static final String CLIENT = KeyPurposeId.id_kp_clientAuth.getId();
  static final String SERVER = KeyPurposeId.id_kp_serverAuth.getId();

  /** Signing rosters: an arc of our own under 2.25, the arc of UUIDs (ITU-T X.667). */
  static final String ROSTER = "2.25.150764724498624060825577423273814489275";

  static final KeyPurposeId ROSTER_SIGNING =
      KeyPurposeId.getInstance(new ASN1ObjectIdentifier(ROSTER));

  /** The term that an authority's certificate is made for; beside {@link #ROSTER} on our arc. */
  static final ASN1ObjectIdentifier TERM =
      new ASN1ObjectIdentifier("2.25.150764724498624060825577423273814489276");

  private KeyPurposes() {}
}
