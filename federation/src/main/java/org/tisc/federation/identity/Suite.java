package org.tisc.federation.identity;

import java.util.Locale;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** The algorithms of one network, fixed when it is created. */
public enum Suite {
  /** P-256 certificates, TLS 1.3 with AES, Ed25519 signatures, SHA-256. */
  INTL,
  /** SM2 certificates, TLS 1.3 with SM4 (RFC 8998), SM3. Named, and refused by this release. */
  SM;

  /** Reads {@code intl} or {@code sm}. Raises INVALID_ARGUMENT on anything else. */
  public static Suite parse(String text) {
    return switch (text) {
      case "intl" -> INTL;
      case "sm" -> SM;
      default ->
          throw new TiscException(
              Reason.INVALID_ARGUMENT,
              "A suite is intl or sm, not: " + text.substring(0, Math.min(text.length(), 40)));
    };
  }

  /** The form of the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Raises UNSUPPORTED_SUITE unless this release can run a network of this suite. */
  public void requireSupported() {
    switch (this) {
      case INTL -> {}
      case SM ->
          throw new TiscException(
              Reason.UNSUPPORTED_SUITE, "The suite sm is not available in this release; use intl");
    }
  }
}
