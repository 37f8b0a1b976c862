package org.tisc.federation.link;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.ChainVerifier.Side;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;

/**
 * Judges the one peer that a channel dials: exactly the expected member, and, unless the channel
 * only fetches a roster, with a key of the roster in force. So nothing is ever sent to somebody who
 * holds a certificate that the roster does not know.
 */
final class ClientTrust extends EngineTrust {
  private final LinkMembership membership;
  private final PeerId expected;
  private final boolean rosterOnly;

  ClientTrust(LinkMembership membership, PeerId expected, boolean rosterOnly) {
    this.membership = membership;
    this.expected = expected;
    this.rosterOnly = rosterOnly;
  }

  @Override
  void judgeServer(List<X509Certificate> chain, SSLEngine engine) {
    VerifiedPeer peer = verified(chain);
    if (!peer.id().equals(expected)) {
      throw new TiscException(
          Reason.PEER_MISMATCH, "The peer is " + peer.id() + ", expected " + expected);
    }
    Standing.retired(peer, membership)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    if (!rosterOnly
        && membership
            .rosters()
            .current()
            .flatMap(roster -> roster.member(expected.node()))
            .filter(member -> member.mayUse(peer.key()))
            .isEmpty()) {
      throw new TiscException(
          Reason.NOT_A_MEMBER,
          "The peer "
              + expected
              + " shows a key that roster version "
              + membership.rosters().version()
              + " does not list");
    }
  }

  private VerifiedPeer verified(List<X509Certificate> chain) {
    try {
      return membership.chains().verifyPeer(chain, Side.SERVER);
    } catch (TiscException e) {
      if (e.reason() != Reason.CERTIFICATE_REFUSED
          || chain.stream().anyMatch(membership.chains()::trusts)) {
        throw e;
      }
      throw new TiscException(
          Reason.CERTIFICATE_REFUSED,
          e.getMessage()
              + "; where the network's root key was replaced while this node was away, ask the"
              + " coordinator for an invitation that replaces the key, and use it with 'tisc"
              + " network rekey'",
          e);
    }
  }
}
