package org.tisc.federation.membership;

/**
 * Something about a membership that its administrator should act on.
 *
 * @param code what it is
 * @param detail what is known about it, in English
 */
public record MembershipWarning(Code code, String detail) {
  /** What a warning is about. Names are stable; outsiders branch on them. */
  public enum Code {
    /** The roster ends within seven days. */
    ROSTER_ENDS_THIS_WEEK,
    /** The roster ends within 24 hours. */
    ROSTER_ENDS_TODAY,
    /** The roster has ended: calls between members are refused. */
    ROSTER_EXPIRED,
    /** The node's certificate ends within twenty days and was not renewed. */
    CERTIFICATE_ENDS_SOON,
    /** The node's certificate has ended: calls to peers are refused. */
    CERTIFICATE_EXPIRED,
    /** The last attempt to renew the certificate failed. */
    RENEWAL_FAILED,
    /** Issuing authority or roster key end soon and the root key that renews them is not here. */
    ROOT_KEY_NEEDED,
    /** The root key is being replaced, and the next step waits for members or for the command. */
    ROOT_ROTATION_OPEN,
    /** This node's certificate is under a root that the network has retired: peers refuse it. */
    ROOT_RETIRED,
    /** Two rosters of one version exist: somebody else holds the roster key, or it was restored. */
    ROSTER_EQUIVOCATION,
    /**
     * Two homes with this node's identity run at one time, such as a node and its restored copy.
     */
    THIS_NODE_TWICE,
    /** Two homes with a peer's identity run at one time. */
    PEER_TWICE
  }
}
