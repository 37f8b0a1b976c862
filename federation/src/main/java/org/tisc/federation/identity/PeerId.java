package org.tisc.federation.identity;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A node as a member of one network: the identity that certificates name and the roster lists. Its
 * URI form {@code tisc://<network>/<node>} is the only subject alternative name of a node's
 * certificate.
 */
public record PeerId(NetworkId network, NodeId node) implements Comparable<PeerId> {
  private static final String SCHEME = "tisc://";

  /**
   * Reads the URI form, character for character: no case folding, escapes, port, user, query or
   * trailing slash. Raises INVALID_ARGUMENT on anything else.
   */
  public static PeerId parse(String uri) {
    int slash = uri.startsWith(SCHEME) ? uri.indexOf('/', SCHEME.length()) : -1;
    if (slash < 0) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A member's name is tisc://network/node; this is not: "
              + uri.substring(0, Math.min(uri.length(), 80)));
    }
    return new PeerId(
        new NetworkId(uri.substring(SCHEME.length(), slash)), new NodeId(uri.substring(slash + 1)));
  }

  /** The URI form. */
  public String uri() {
    return SCHEME + network.value() + "/" + node.value();
  }

  @Override
  public int compareTo(PeerId other) {
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : node.compareTo(other.node);
  }

  @Override
  public String toString() {
    return uri();
  }
}
