package org.tisc.node.search;

import com.google.protobuf.ByteString;
import org.tisc.federation.identity.NetworkId;

/** Signs what this node says, as a member of a network. */
@FunctionalInterface
public interface ReportSigner {
  /** What is signed together with the bytes, and keeps these from being anything else. */
  String DOMAIN = "tisc search report v1";

  /** Signs bytes. Raises UNKNOWN_NETWORK, and NOT_FOUND where this node has no key in it yet. */
  Signed sign(NetworkId network, byte[] bytes);

  /**
   * A signature and what proves whose it is.
   *
   * @param keyHash of the key, which the roster lists for this node
   * @param root the certificate that the roster's signature leads to, in DER
   * @param rootKeyHash of the root's key
   * @param roster as {@code SignedRoster} serialises it
   */
  record Signed(
      ByteString signature,
      String keyHash,
      ByteString root,
      String rootKeyHash,
      ByteString roster) {}
}
