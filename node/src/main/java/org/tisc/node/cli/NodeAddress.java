package org.tisc.node.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a node is and how to show who is asking.
 *
 * @param url base address without path
 * @param token bearer token; empty asks as nobody
 * @param certificate PEM file of the certificate to trust instead of the machine's authorities
 */
public record NodeAddress(URI url, String token, Optional<Path> certificate) {
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
