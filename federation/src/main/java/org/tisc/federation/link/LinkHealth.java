package org.tisc.federation.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the connection to one peer is doing, for people: nothing is decided by it.
 *
 * @param outbound whether this node's calls reach the peer
 * @param inbound whether the peer's calls reach this node
 * @param lastContact when anything last came from the peer, in whatever direction it was asked
 * @param stream who dialled the stream in use
 * @param breaker whether calls are tried
 * @param roundTrip the last one on the stream
 * @param clockAhead how far the peer's clock is ahead of this node's, to half a round trip
 * @param ignoredFrames frames of kinds and topics that this release does not know
 */
public record LinkHealth(
    Direction outbound,
    Direction inbound,
    Optional<Instant> lastContact,
    StreamUse stream,
    BreakerState breaker,
    Optional<Duration> roundTrip,
    Optional<Duration> clockAhead,
    long ignoredFrames) {
  /** Whether calls of one direction arrive. */
  public enum Reach {
    /** Nothing is known yet. */
    UNKNOWN,
    /** The last one was answered. */
    WORKING,
    /** The last one was not, or none came for a while. */
    FAILING,
    /** They arrive and are refused. */
    REFUSED,
    /** Nobody can dial in this direction: the other end advertises no endpoint. */
    NO_INBOUND
  }

  /**
   * One direction.
   *
   * @param lastAt when a call of it last arrived and was let in
   */
  public record Direction(Reach reach, Optional<Instant> lastAt) {}

  /** Who dialled the stream in use. */
  public enum StreamUse {
    /** There is none. */
    NONE,
    /** This node. */
    OURS,
    /** The peer. */
    THEIRS
  }
}
