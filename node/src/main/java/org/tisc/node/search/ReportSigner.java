package org.tisc.node.search;

import com.google.protobuf.ByteString;
import java.security.cert.X509Certificate;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.roster.SignedRoster;

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
   * @param root what the roster's signature leads to
   */
  record Signed(ByteString signature, String keyHash, X509Certificate root, SignedRoster roster) {}
}
