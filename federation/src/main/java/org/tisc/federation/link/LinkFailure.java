package org.tisc.federation.link;

import org.tisc.federation.error.Reason;

/**
 * Why the peer is not reached, as far as this side can tell.
 *
 * @param trouble what kind of failure it is
 * @param reason the stable code
 * @param message for a person, in English
 */
public record LinkFailure(Trouble trouble, Reason reason, String message) {
  /** What kind of failure it is; each has another cure. */
  public enum Trouble {
    /** The peer advertises no endpoint. */
    NO_INBOUND,
    /** This node's administrator blocks the peer. */
    BLOCKED_HERE,
    /** This node itself is no active member any more. */
    NOT_A_MEMBER_HERE,
    /** The peer's administrator blocks this node. */
    BLOCKED_THERE,
    /** The name of the peer's endpoint is not known to the name service. */
    NAME_UNKNOWN,
    /** The peer's machine answers that nobody listens there. */
    CONNECTION_REFUSED,
    /** There is no way to the peer's address. */
    NO_ROUTE,
    /** Nothing answers: neither yes nor no. */
    NO_ANSWER,
    /** The connection was made, but no TLS over it. */
    TLS_FAILED,
    /** Who answers there is not the peer, or has no valid certificate. */
    NOT_THE_PEER,
    /** The peer does not let this node in. */
    REFUSED_THERE,
    /** The two releases do not understand each other. */
    INCOMPATIBLE,
    /** Something else. */
    OTHER
  }
}
