package org.tisc.federation.identity;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * The term of a roster key or an issuing authority: counts how often the root gave a network's
 * coordination into other hands or keys. Only the root can begin one, so nothing that was signed in
 * an earlier term outweighs anything of a later one. Stands in the certificate; 0 where none does.
 */
public final class Terms {
  /** The highest term. */
  public static final long MAX = 999_999;

  private Terms() {}

  /** The term that a certificate was made for. Raises CERTIFICATE_REFUSED on a malformed one. */
  public static long of(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(KeyPurposes.TERM.getId());
    if (extension == null) {
      return 0;
    }
    try {
      BigInteger term =
          ASN1Integer.getInstance(ASN1OctetString.getInstance(extension).getOctets()).getValue();
      if (term.signum() < 0 || term.compareTo(BigInteger.valueOf(MAX)) > 0) {
        throw new TiscException(
            Reason.CERTIFICATE_REFUSED, "A certificate names a term that is none: " + term);
      }
      return term.longValueExact();
    } catch (IllegalArgumentException e) {
      throw new TiscException(Reason.CERTIFICATE_REFUSED, "A certificate's term cannot be read", e);
    }
  }
}
