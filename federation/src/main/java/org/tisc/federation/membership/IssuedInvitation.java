package org.tisc.federation.membership;

import java.time.Instant;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;

/**
 * An invitation for the one who is invited.
 *
 * @param invitation the full text with its secret: to be handed over, never to be logged
 * @param id its public part, by which log and audit speak of it
 * @param node who is invited
 * @param network into which network
 * @param expiresAt until when it can be used
 */
public record IssuedInvitation(
    String invitation, String id, NodeId node, NetworkId network, Instant expiresAt) {
  @Override
  public String toString() {
    return "IssuedInvitation[" + id + " for " + node + "]";
  }
}
