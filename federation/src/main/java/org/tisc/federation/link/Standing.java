package org.tisc.federation.link;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/**
 * Whether somebody whose certificate was verified may be talked to at this moment: the same
 * judgement for calls when they begin, for streams on every frame, and for connections whenever a
 * roster comes into force. Thread-safe; never blocks.
 */
final class Standing {
  private final LinkMemberships memberships;
  private final InstantSource clock;
  private volatile Set<PeerId> blocked = Set.of();

  Standing(LinkMemberships memberships, InstantSource clock) {
    this.memberships = memberships;
    this.clock = clock;
  }

  /** From now on exactly these are refused whatever the roster says. */
  void block(Set<PeerId> peers) {
    blocked = Set.copyOf(peers);
  }

  /** Why this node's own administrator wants nothing to do with the peer; empty when nothing. */
  Optional<TiscException> blocked(PeerId peer) {
    return blocked.contains(peer)
        ? Optional.of(
            new TiscException(
                Reason.DENIED, peer + " is blocked by the administrator of this node"))
        : Optional.empty();
  }

  /** Why the certificate cannot count any more; empty when it does. */
  Optional<TiscException> certificate(VerifiedPeer peer) {
    return clock.instant().isAfter(peer.notAfter())
        ? Optional.of(
            new TiscException(
                Reason.CERTIFICATE_EXPIRED,
                "The certificate of " + peer.id() + " was valid until " + peer.notAfter()))
        : Optional.empty();
  }

  /** Why the peer is no active member with this key; empty when it is. */
  Optional<TiscException> member(VerifiedPeer peer) {
    Optional<TiscException> block = blocked(peer.id());
    if (block.isPresent()) {
      return block;
    }
    Instant now = clock.instant();
    Optional<LinkMembership> membership = memberships.find(peer.id().network());
    if (membership.isEmpty()) {
      return Optional.of(
          new TiscException(
              Reason.UNKNOWN_NETWORK, "This node is no member of " + peer.id().network()));
    }
    Optional<Roster> current = membership.get().rosters().current();
    if (current.isEmpty() || !current.get().validAt(now)) {
      return Optional.of(
          new TiscException(
              Reason.ROSTER_EXPIRED,
              "The roster of network "
                  + peer.id().network()
                  + " at "
                  + membership.get().self().node()
                  + " is not valid any more"));
    }
    Roster roster = current.get();
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

  /** {@link #certificate} and {@link #member}. */
  Optional<TiscException> refusal(VerifiedPeer peer) {
    return certificate(peer).or(() -> member(peer));
  }
}
