package org.tisc.node.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.WebCertificates;
import org.tisc.node.config.NodeConfig;

/** The certificate of the HTTP side. */
final class HttpsCheck {
  private static final Duration SOON = Duration.ofDays(30);

  private HttpsCheck() {}

  /** How it is configured and what could be read. */
  sealed interface Facts {
    /** None is configured. */
    record None() implements Facts {}

    /** It cannot be used. */
    record Refused(String why) implements Facts {}

    /** It was read. */
    record Read(Instant notBefore, Instant notAfter) implements Facts {}

    static Facts of(NodeConfig config) {
      NodeConfig.Http http = config.http();
      if (http.certificateFile().isEmpty()) {
        return new None();
      }
      try {
        Identity identity =
            http.keyFile()
                .map(config::resolve)
                .map(key -> WebCertificates.pem(config.resolve(file(http)), key))
                .orElseGet(
                    () ->
                        WebCertificates.pkcs12(
                            config.resolve(file(http)),
                            config.resolve(http.keyPassphraseFile().orElseThrow())));
        X509Certificate certificate = identity.certificate();
        return new Read(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
      } catch (TiscException e) {
        return new Refused(String.valueOf(e.getMessage()));
      }
    }

    private static java.nio.file.Path file(NodeConfig.Http http) {
      return http.certificateFile().orElseThrow();
    }
  }

  static List<Finding> of(Facts facts, Instant now) {
    return List.of(
        switch (facts) {
          case Facts.None none -> Finding.of(FindingCode.HTTPS_NONE);
          case Facts.Refused refused ->
              Finding.naming(FindingCode.HTTPS_REFUSED, refused.why())
                  .curedBy("tisc certificate --make");
          case Facts.Read read -> judge(read, now);
        });
  }

  private static Finding judge(Facts.Read read, Instant now) {
    if (now.isBefore(read.notBefore())) {
      return Finding.naming(FindingCode.HTTPS_NOT_YET_VALID, read.notBefore());
    }
    if (now.isAfter(read.notAfter())) {
      return Finding.naming(FindingCode.HTTPS_EXPIRED, read.notAfter())
          .curedBy("tisc certificate --make");
    }
    return now.plus(SOON).isAfter(read.notAfter())
        ? Finding.naming(FindingCode.HTTPS_ENDS_SOON, read.notAfter())
            .curedBy("tisc certificate --make")
        : Finding.naming(FindingCode.HTTPS_GOOD, read.notAfter());
  }
}
