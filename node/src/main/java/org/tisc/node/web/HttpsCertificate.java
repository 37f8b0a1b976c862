package org.tisc.node.web;

import java.time.Instant;
import java.util.List;

/**
 * The certificate that browsers are shown.
 *
 * @param fingerprint its SHA-256 in pairs of hexadecimal digits, as people compare it
 * @param selfSigned whether it vouches for itself alone
 * @param names the host names and addresses that it is for, in lower case
 */
public record HttpsCertificate(
    String fingerprint, Instant notAfter, boolean selfSigned, List<String> names) {
  public HttpsCertificate {
    names = List.copyOf(names);
  }
}
