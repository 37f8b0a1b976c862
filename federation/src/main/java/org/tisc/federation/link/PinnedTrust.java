package org.tisc.federation.link;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.ChainVerifier.Side;
import org.tisc.federation.identity.KeyHash;
import org.tisc.federation.identity.NetworkId;

/**
 * Judges the node that an invitation names: its chain must lead to the root the invitation pins.
 */
final class PinnedTrust extends EngineTrust {
  private final NetworkId network;
  private final KeyHash root;
  private final InstantSource clock;

  PinnedTrust(NetworkId network, KeyHash root, InstantSource clock) {
    this.network = network;
    this.root = root;
    this.clock = clock;
  }

  @Override
  void judgeServer(List<X509Certificate> chain, SSLEngine engine) {
    X509Certificate pinned =
        chain.stream()
            .skip(1)
            .filter(one -> KeyHash.of(one.getPublicKey()).equals(root))
            .findFirst()
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.PEER_MISMATCH,
                        "The node's chain does not lead to the root that is pinned for network "
                            + network
                            + "; where the network's root key was replaced since the invitation"
                            + " was made, ask the coordinator for another one"));
    new ChainVerifier(network, pinned, clock).verifyPeer(chain, Side.SERVER);
  }
}
