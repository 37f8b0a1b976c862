package org.tisc.node.web;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the HTTP side listens.
 *
 * @param host the address to listen on; without HTTPS it must be a loopback one
 * @param port the port, 0 for any free one
 * @param names further host names and addresses by which browsers may call this node, without port
 * @param https the certificate; without it plain HTTP is spoken
 * @param idleTimeout how long a connection may be silent, between requests and inside one
 * @param maxConcurrent how many requests are answered at once; more are turned away as busy
 */
public record WebConfig(
    String host,
    int port,
    List<String> names,
    Optional<HttpsFiles> https,
    Duration idleTimeout,
    int maxConcurrent) {
  public WebConfig {
    names = List.copyOf(names);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (idleTimeout.isNegative() || idleTimeout.isZero() || maxConcurrent < 1) {
      throw new IllegalArgumentException("idleTimeout and maxConcurrent must be above 0");
    }
  }

  /** Plain HTTP. */
  public WebConfig(
      String host, int port, List<String> names, Duration idleTimeout, int maxConcurrent) {
    this(host, port, names, Optional.empty(), idleTimeout, maxConcurrent);
  }

  /** The usual limits: 30 s of silence, 256 requests at once. */
  public static WebConfig of(String host, int port) {
    return new WebConfig(host, port, List.of(), Optional.empty(), Duration.ofSeconds(30), 256);
  }

  /** The same with further names and a certificate. */
  public WebConfig with(List<String> further, Optional<HttpsFiles> files) {
    return new WebConfig(host, port, further, files, idleTimeout, maxConcurrent);
  }
}
