package org.tisc.federation.membership;

import java.time.InstantSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.roster.Removal;
import org.tisc.federation.roster.Roster;
import org.tisc.federation.roster.SignedRemoval;

/**
 * The part of a member that the coordinator named as deputy: signs removals, so that a compromised
 * node is cut off while the coordinator is away, and nothing else.
 */
final class Deputy {
  private final OwnMembership membership;
  private final InstantSource clock;

  private Deputy(OwnMembership membership, InstantSource clock) {
    this.membership = membership;
    this.clock = clock;
  }

  /** The deputy's part of a membership. Raises NOT_COORDINATOR where this node is none. */
  static Deputy of(OwnMembership membership, InstantSource clock) {
    if (membership.roster().member(membership.node()).filter(Member::deputy).isEmpty()) {
      throw new TiscException(
          Reason.NOT_COORDINATOR,
          "This node does not coordinate network "
              + membership.network()
              + " and is no deputy in it");
    }
    return new Deputy(membership, clock);
  }

  /**
   * Takes a member out until the coordinator's next roster says so itself. Safe to repeat. Raises
   * NOT_FOUND, INVALID_ARGUMENT for the coordinator and for deputies, BUSY.
   */
  void remove(NodeId node) {
    Roster roster = membership.roster();
    Member member =
        roster
            .member(node)
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.NOT_FOUND,
                        "Node " + node + " is no member of network " + membership.network()));
    if (member.role() == MemberRole.COORDINATOR || member.deputy()) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "A deputy takes out ordinary members only, and "
              + node
              + " is a deputy or the coordinator");
    }
    if (!member.active()) {
      return;
    }
    Removal removal =
        new Removal(
            membership.network(), node, member.admission(), membership.node(), clock.instant());
    membership.link().rosters().offer(SignedRemoval.sign(removal, membership.link().identity()));
  }
}
