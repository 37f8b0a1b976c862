package org.tisc.federation.error;

/**
 * What sort of failure a {@link Reason} is, and so what the one who meets it can do. The litmus for
 * neighbours: {@code UNAVAILABLE} repeat this call; {@code CONFLICT} read again, then repeat the
 * whole sequence; {@code NOT_READY} do not repeat until somebody repaired the state named in the
 * message.
 */
public enum Kind {
  /**
   * The request can never succeed as it stands; the message names the value and what was expected.
   */
  INVALID(400, false),
  /** The caller has not shown who it is. */
  UNAUTHENTICATED(401, false),
  /** The caller is known and may not do this. */
  DENIED(403, false),
  /** What the request names does not exist, or the caller may not know that it does. */
  ABSENT(404, false),
  /** What the request would create exists already, with other content. */
  EXISTS(409, false),
  /** The state moved since the caller read it; read again, then repeat. */
  CONFLICT(409, false),
  /** The node or the network is in a state that somebody must repair first. */
  NOT_READY(409, false),
  /** The position asked for is no longer kept; continue from a fresh start. */
  BEHIND(410, false),
  /** A limit that protects this node was met; later the same request may pass. */
  EXHAUSTED(429, true),
  /** The other side could not be reached or is going down. */
  UNAVAILABLE(503, true),
  /** The deadline passed first. */
  TIMED_OUT(504, true),
  /** A mistake of ours; the caller gets a request id only. */
  INTERNAL(500, false);

  private final int httpStatus;
  private final boolean retryable;

  Kind(int httpStatus, boolean retryable) {
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** The HTTP status (RFC 9110) that carries a failure of this kind. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether repeating the same idempotent request later, with jitter, may succeed unaided. */
  public boolean retryable() {
    return retryable;
  }
}
