package org.tisc.node.cli;

import java.net.URI;
import java.util.Optional;

/**
 * Where a node is and how to show who is asking.
 *
 * @param url base address without path
 * @param token bearer token; empty asks as nobody
 * @param pin SHA-256 fingerprint of the one certificate to trust instead of the machine's
 *     authorities
 */
public record NodeAddress(URI url, String token, Optional<String> pin) {
  /** An address that the machine's authorities vouch for, or a loopback one. */
  public NodeAddress(URI url, String token) {
    this(url, token, Optional.empty());
  }

  /** Without the token. */
  @Override
  public String toString() {
    return url.toString();
  }
}
