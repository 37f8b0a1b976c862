package org.tisc.node.web;

import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;

/** What every answer says to browsers: nothing foreign, nothing framed, nothing kept. */
final class SecurityHeaders {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /** A year: browsers then never try plain HTTP, nor let anybody click a bad certificate away. */
  private static final String HTTPS_ONLY = "max-age=31536000";

  private final BooleanSupplier httpsOnly;

  /**
   * Headers for every answer.
   *
   * @param httpsOnly whether browsers are told to use HTTPS for ever: with a certificate that
   *     somebody vouches for, never with a self-signed one
   */
  SecurityHeaders(BooleanSupplier httpsOnly) {
    this.httpsOnly = httpsOnly;
  }

  void put(HttpFields.Mutable headers, String requestId) {
    if (httpsOnly.getAsBoolean()) {
      headers.put("Strict-Transport-Security", HTTPS_ONLY);
    }
    headers.put("X-Request-Id", requestId);
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
  }
}
