package org.tisc.federation.link;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * Whether somebody whose certificate was verified may be talked to at this moment: the one
 * judgement for calls when they begin and while they run, for streams on every frame, and for
 * connections. Thread-safe; never blocks.
 */
final class Standing {
  private final LinkMemberships memberships;
  private final InstantSource clock;

  Standing(LinkMemberships memberships, InstantSource clock) {
    this.memberships = memberships;
    this.clock = clock;
  }

  /** Why a call of this member would be refused now, whoever let it in before; empty if not. */
  Optional<TiscException> refusalOf(VerifiedPeer peer) {
    LinkMembership membership = memberships.find(peer.id().network()).orElse(null);
    if (membership == null) {
      return Optional.of(
          new TiscException(
              Reason.UNKNOWN_NETWORK,
              "This node is a member of network " + peer.id().network() + " no more"));
    }
    return bearer(peer, membership).or(() -> member(peer, membership));
  }

  /**
   * Why the bearer of the certificate gets nothing, not even a roster: this node's administrator
   * has blocked it, or the certificate's time or its authority's term is over.
   */
  Optional<TiscException> bearer(VerifiedPeer peer, LinkMembership membership) {
    if (membership.blocked().contains(peer.id().node())) {
      return Optional.of(
          new TiscException(
              Reason.BLOCKED,
              peer.id() + " is blocked by the administrator of " + membership.self().node()));
    }
    if (clock.instant().isAfter(peer.notAfter())) {
      return Optional.of(
          new TiscException(
              Reason.CERTIFICATE_EXPIRED,
              "The certificate of " + peer.id() + " was valid until " + peer.notAfter()));
    }
    return retired(peer, membership);
  }

  /**
   * Why a certificate counts for nothing although its chain does, or did when its connection began:
   * its root is retired; or its authority is of a term that is over, and no roster vouches for its
   * key. So whoever holds the keys of a former coordinator certifies nobody.
   */
  static Optional<TiscException> retired(VerifiedPeer peer, LinkMembership membership) {
    Optional<Roster> current = membership.rosters().current();
    if (current.filter(roster -> peer.term() < roster.roots().leastTerm()).isPresent()) {
      return Optional.of(
          new TiscException(
              Reason.CERTIFICATE_REFUSED,
              "The certificate of "
                  + peer.id()
                  + " is under a root that the network has retired; that node needs 'tisc network"
                  + " renew', or an invitation that replaces its key"));
    }
    return current
        .filter(
            roster ->
                peer.term() < roster.term()
                    && roster
                        .member(peer.id().node())
                        .filter(member -> member.tlsKeys().contains(peer.key()))
                        .isEmpty())
        .map(
            roster ->
                new TiscException(
                    Reason.CERTIFICATE_REFUSED,
                    "The certificate of "
                        + peer.id()
                        + " was issued in term "
                        + peer.term()
                        + ", which is over, and roster version "
                        + roster.version()
                        + " does not list its key"));
  }

  /** Why the peer is no active member with this key, as far as this node can tell. */
  Optional<TiscException> member(VerifiedPeer peer, LinkMembership membership) {
    Instant now = clock.instant();
    Optional<Roster> current = membership.rosters().current();
    if (current.isEmpty() || !current.get().validAt(now)) {
      return Optional.of(rosterExpired(membership, current));
    }
    Roster roster = current.get();
    if (!isActive(roster, membership.self().node())) {
      return Optional.of(
          new TiscException(
              Reason.NOT_A_MEMBER,
              membership.self()
                  + " itself is not an active member by roster version "
                  + roster.version()));
    }
    Optional<Member> member = roster.member(peer.id().node());
    if (member.isEmpty() || !member.get().active()) {
      return Optional.of(
          new TiscException(
              Reason.NOT_A_MEMBER,
              peer.id() + " is not an active member by roster version " + roster.version()));
    }
    if (!member.get().mayUse(peer.key())) {
      return Optional.of(
          new TiscException(
              Reason.NOT_A_MEMBER,
              peer.id()
                  + " shows a key that roster version "
                  + roster.version()
                  + " does not list"));
    }
    return Optional.empty();
  }

  private static boolean isActive(Roster roster, NodeId node) {
    return roster.member(node).filter(Member::active).isPresent();
  }

  private static TiscException rosterExpired(LinkMembership membership, Optional<Roster> current) {
    return new TiscException(
        Reason.ROSTER_EXPIRED,
        "The roster of network "
            + membership.self().network()
            + " at "
            + membership.self().node()
            + current
                .map(
                    roster ->
                        " was valid until "
                            + roster.validUntil()
                            + "; its coordinator "
                            + roster.coordinator().node()
                            + " must run again and sign a newer one")
                .orElse(" is missing"));
  }
}
