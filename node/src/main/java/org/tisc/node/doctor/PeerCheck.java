package org.tisc.node.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.BreakerState;
import org.tisc.federation.link.LinkFailure;
import org.tisc.federation.link.LinkHealth.Reach;
import org.tisc.federation.link.Refusals;

/** The links to peers, in both directions, and the callers that this node refused. */
final class PeerCheck {
  private PeerCheck() {}

  /**
   * What is known of one link.
   *
   * @param endpoint where the peer is dialled; empty for one that advertises nothing
   * @param failure why it is not reached
   * @param ownEndpoint where this node is dialled; empty where nobody can
   * @param settled whether the node runs for so long that a peer must have called
   */
  record Facts(
      PeerId peer,
      String endpoint,
      Optional<LinkFailure> failure,
      Reach outbound,
      Reach inbound,
      BreakerState breaker,
      String ownEndpoint,
      boolean settled) {}

  static List<Finding> of(List<Facts> peers) {
    List<Finding> found = new ArrayList<>();
    for (Facts peer : peers) {
      List<Finding> own = new ArrayList<>();
      peer.failure().map(failure -> outbound(peer, failure)).ifPresent(own::add);
      if (own.isEmpty() && peer.outbound() == Reach.UNKNOWN) {
        own.add(about(FindingCode.PEER_NO_CONTACT_YET, peer));
      }
      if (peer.breaker() == BreakerState.OPEN) {
        own.add(about(FindingCode.PEER_BREAKER_OPEN, peer));
      }
      boolean blocked =
          peer.failure()
              .filter(failure -> failure.trouble() == LinkFailure.Trouble.BLOCKED_HERE)
              .isPresent();
      if (!blocked) {
        inbound(peer).ifPresent(own::add);
      }
      found.addAll(own.isEmpty() ? List.of(about(FindingCode.PEER_GOOD, peer)) : own);
    }
    return found;
  }

  private static Finding outbound(Facts peer, LinkFailure failure) {
    return switch (failure.trouble()) {
      case NO_INBOUND -> about(FindingCode.PEER_DIALS_OUT_ONLY, peer);
      case BLOCKED_HERE ->
          about(FindingCode.PEER_BLOCKED_HERE, peer)
              .curedBy(
                  "tisc network unblock "
                      + peer.peer().node()
                      + " --network "
                      + peer.peer().network());
      case NOT_A_MEMBER_HERE, REFUSED_THERE ->
          about(FindingCode.PEER_REFUSES_US, peer, failure.reason(), failure.message());
      case BLOCKED_THERE -> about(FindingCode.PEER_BLOCKS_US, peer);
      case NAME_UNKNOWN -> about(FindingCode.PEER_NAME_UNKNOWN, peer);
      case CONNECTION_REFUSED -> about(FindingCode.PEER_REFUSES_CONNECTIONS, peer);
      case NO_ROUTE -> about(FindingCode.PEER_UNREACHABLE, peer);
      case NO_ANSWER -> about(FindingCode.PEER_SILENT, peer);
      case TLS_FAILED -> about(FindingCode.PEER_TLS_FAILED, peer, failure.message());
      case NOT_THE_PEER -> about(FindingCode.PEER_IS_SOMEBODY_ELSE, peer, failure.message());
      case INCOMPATIBLE -> about(FindingCode.PEER_INCOMPATIBLE, peer, failure.message());
      case OTHER -> about(FindingCode.PEER_FAILS, peer, failure.reason(), failure.message());
    };
  }

  private static Optional<Finding> inbound(Facts peer) {
    return switch (peer.inbound()) {
      case REFUSED -> Optional.of(about(FindingCode.PEER_CALLS_REFUSED_HERE, peer));
      case FAILING -> Optional.of(notHeard(peer));
      // A peer that is reached hears of this node at once; one that is not reached says nothing.
      case UNKNOWN ->
          peer.settled() && peer.outbound() == Reach.WORKING
              ? Optional.of(notHeard(peer))
              : Optional.empty();
      case WORKING, NO_INBOUND -> Optional.empty();
    };
  }

  private static Finding notHeard(Facts peer) {
    return about(FindingCode.PEER_NOT_HEARD, peer, peer.ownEndpoint());
  }

  private static Finding about(FindingCode code, Facts peer, Object... further) {
    Object[] values = new Object[further.length + 1];
    values[0] = peer.endpoint();
    System.arraycopy(further, 0, values, 1, further.length);
    return Finding.naming(code, name(peer.peer()), values);
  }

  /** A peer as findings name it. */
  static String name(PeerId peer) {
    return peer.network() + "/" + peer.node();
  }

  static List<Finding> refusals(List<Refusals.Refused> refused) {
    if (refused.isEmpty()) {
      return List.of(Finding.of(FindingCode.CALLERS_NONE_REFUSED));
    }
    return refused.stream()
        .map(
            one ->
                Finding.naming(
                    FindingCode.CALLER_REFUSED,
                    one.who(),
                    one.reason(),
                    one.message(),
                    one.count(),
                    one.at()))
        .toList();
  }
}
