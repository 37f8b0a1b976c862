package org.tisc.federation.identity;

/**
 * A node as a member of one network: the identity that certificates name and the roster lists. Its
 * URI form {@code tisc://<network>/<node>} is the only subject alternative name of a node's
 * certificate.
 */
public record PeerId(NetworkId network, NodeId node) implements Comparable<PeerId> {
  /** The URI form. */
  public String uri() {
    return "tisc://" + network.value() + "/" + node.value();
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
