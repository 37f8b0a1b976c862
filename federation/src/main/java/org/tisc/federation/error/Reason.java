package org.tisc.federation.error;

import java.util.Locale;

/**
 * The stable code of a failure. Outsiders branch on it, never on text, so a published name is never
 * reused or renamed. Over HTTP it is also the last part of the problem's {@code type} (RFC 9457),
 * in lower case with hyphens.
 */
public enum Reason {
  /** A value breaks the rules of its field. */
  INVALID_ARGUMENT(Kind.INVALID),
  /** The query text does not follow the query language; violations carry the position. */
  INVALID_QUERY(Kind.INVALID),
  /** The query has more clauses, nesting or expansion than the node allows. */
  QUERY_TOO_LARGE(Kind.INVALID),
  /** A message, file or field is longer than its bound. */
  TOO_LARGE(Kind.INVALID),
  /** The path exists, but not for this HTTP method. */
  METHOD_NOT_ALLOWED(Kind.INVALID),
  /** The invitation string is damaged or not an invitation. */
  INVALID_INVITATION(Kind.INVALID),
  /** A certificate request is malformed, weak, or names somebody else. */
  INVALID_CERTIFICATE_REQUEST(Kind.INVALID),
  /** The roster is malformed, not validly signed, or not this network's. */
  INVALID_ROSTER(Kind.INVALID),
  /** An entry of a feed is malformed, not validly signed, or does not follow the one before. */
  INVALID_ENTRY(Kind.INVALID),
  /** The backup is incomplete, damaged, changed, or of a form this release does not know. */
  INVALID_BACKUP(Kind.INVALID),
  /** The cryptographic suite is not one this release can use. */
  UNSUPPORTED_SUITE(Kind.INVALID),
  /** The caller gave no token, certificate or password, or one that is not valid. */
  UNAUTHENTICATED(Kind.UNAUTHENTICATED),
  /** The certificate breaks the network's rules or does not lead to the network's root. */
  CERTIFICATE_REFUSED(Kind.UNAUTHENTICATED),
  /** The certificate's time is over, or has not begun. */
  CERTIFICATE_EXPIRED(Kind.UNAUTHENTICATED),
  /** The invitation's proof does not match: wrong secret, or unknown invitation. */
  INVITATION_REFUSED(Kind.UNAUTHENTICATED),
  /** The caller's role or the provider's policy does not permit this. */
  DENIED(Kind.DENIED),
  /** The caller is not an active member of the network, or its key is not the one on the roster. */
  NOT_A_MEMBER(Kind.DENIED),
  /** One of the two nodes is blocked at the other by its administrator. */
  BLOCKED(Kind.DENIED),
  /** Certificate, server name and request name different networks. */
  NETWORK_MISMATCH(Kind.DENIED),
  /** The other side proved to be somebody else than the roster says. */
  PEER_MISMATCH(Kind.DENIED),
  /** The invitation was used before, with another key. */
  INVITATION_USED(Kind.DENIED),
  /** The invitation's time is over. */
  INVITATION_EXPIRED(Kind.DENIED),
  /** What the request names is not here. */
  NOT_FOUND(Kind.ABSENT),
  /** The network is not one this node is a member of. */
  UNKNOWN_NETWORK(Kind.ABSENT),
  /** The collection does not exist, or the caller may not know of it. */
  UNKNOWN_COLLECTION(Kind.ABSENT),
  /** The name is taken. */
  ALREADY_EXISTS(Kind.EXISTS),
  /** Somebody changed the state first. */
  STALE_REVISION(Kind.CONFLICT),
  /** The roster's validity is over; the coordinator must sign a newer one. */
  ROSTER_EXPIRED(Kind.NOT_READY),
  /** Two rosters of one version exist; the coordinator must explain and sign a newer one. */
  ROSTER_EQUIVOCATION(Kind.NOT_READY),
  /** A file with keys can be read by others, is damaged, or its passphrase is wrong. */
  KEY_FILE_REFUSED(Kind.NOT_READY),
  /** The coordinator's administrator has not approved the node yet; the same request later. */
  APPROVAL_PENDING(Kind.NOT_READY),
  /** This node is not the network's coordinator, who alone can do this. */
  NOT_COORDINATOR(Kind.NOT_READY),
  /** The roster lists no key of this node for feeds yet, so nobody could check what it shares. */
  FEED_KEY_MISSING(Kind.NOT_READY),
  /** The node was restored and has not heard from a peer how far its own feeds went. */
  FEED_HEAD_UNKNOWN(Kind.NOT_READY),
  /** The feed's origin made two entries for one place; only a new epoch goes on. */
  FEED_FORKED(Kind.NOT_READY),
  /** A second person must review it before it is published. */
  REVIEW_NEEDED(Kind.NOT_READY),
  /** The two nodes share no common version of the contract or of the scoring profile. */
  INCOMPATIBLE(Kind.NOT_READY),
  /** A query needs a statistic that nobody supplied; never replaced by a local one. */
  STATISTICS_MISSING(Kind.NOT_READY),
  /** A peer said otherwise of a part of its index, which never changes, than it said before. */
  STATISTICS_CONTRADICT(Kind.NOT_READY),
  /** The pinned snapshot of an index is gone. */
  SNAPSHOT_EXPIRED(Kind.BEHIND),
  /** Too many requests at once, or too costly ones, from this caller. */
  BUSY(Kind.EXHAUSTED),
  /** The provider's rules give this peer no more for now; the field retryAfterSeconds says when. */
  QUOTA_EXCEEDED(Kind.EXHAUSTED),
  /** The disk is full or a quota is reached. */
  OUT_OF_SPACE(Kind.EXHAUSTED),
  /** The peer or the local node could not be reached. */
  UNAVAILABLE(Kind.UNAVAILABLE),
  /** The last calls to the peer got no answer, so that for a while none are tried. */
  BREAKER_OPEN(Kind.UNAVAILABLE),
  /** The node is stopping. */
  SHUTTING_DOWN(Kind.UNAVAILABLE),
  /** The deadline passed. */
  TIMED_OUT(Kind.TIMED_OUT),
  /** The caller gave up. */
  CANCELLED(Kind.TIMED_OUT),
  /** A mistake of ours. */
  INTERNAL(Kind.INTERNAL);

  private final Kind kind;

  Reason(Kind kind) {
    this.kind = kind;
  }

  /** The kind, which decides status codes and retries. */
  public Kind kind() {
    return kind;
  }

  /** The reason as a path segment: {@code NOT_A_MEMBER} becomes {@code not-a-member}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
