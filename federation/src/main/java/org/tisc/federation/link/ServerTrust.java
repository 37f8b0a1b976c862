package org.tisc.federation.link;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.ChainVerifier.Side;
import org.tisc.federation.identity.PeerId;

/**
 * Judges callers' certificates: the network is the one the certificate names, its root is the only
 * one that counts, and it must be the network the server name asked for. Whether the member is on
 * the roster with this key is the gate's question, asked on every call.
 */
final class ServerTrust extends EngineTrust {
  private final LinkMemberships memberships;
  private final AtomicLong judged = new AtomicLong();

  ServerTrust(LinkMemberships memberships) {
    this.memberships = memberships;
  }

  /** How many chains were judged; equals the handshakes with a certificate while none resumes. */
  long judged() {
    return judged.get();
  }

  @Override
  void judgeClient(List<X509Certificate> chain, SSLEngine engine) {
    judged.incrementAndGet();
    PeerId id = ChainVerifier.peerId(chain.getFirst());
    LinkMembership membership =
        memberships
            .find(id.network())
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNKNOWN_NETWORK,
                        "The certificate names network " + id.network() + ", unknown here"));
    String asked = ServerNames.requested(engine.getHandshakeSession());
    if (!asked.equals(LinkMemberships.serverName(id.network()))) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH,
          "The certificate names network " + id.network() + ", the server name is " + asked);
    }
    membership.chains().verifyPeer(chain, Side.CLIENT);
  }
}
