package org.tisc.federation.sync;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.LinkMembership;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/** The members by the roster in force, without whom this node's administrator blocks. */
record RosterCircle(LinkMembership membership) implements Circle {
  @Override
  public PeerId self() {
    return membership.self();
  }

  @Override
  public List<NodeId> members() {
    Optional<Roster> roster = membership.rosters().current();
    if (roster.isEmpty() || !active(self().node())) {
      return List.of();
    }
    return roster.get().members().stream()
        .filter(member -> member.active() && !member.node().equals(self().node()))
        .map(Member::node)
        .toList();
  }

  @Override
  public boolean active(NodeId node) {
    return member(node).filter(Member::active).isPresent();
  }

  @Override
  public boolean shut(NodeId peer) {
    return membership.blocked().contains(peer) || !active(peer) || !active(self().node());
  }

  @Override
  public boolean proves(Statement statement) {
    for (FeedKey key : member(statement.reader()).map(Member::feedKeys).orElse(List.of())) {
      if (Arrays.equals(key.hash().bytes(), statement.key().toByteArray())) {
        return key.verifies(Statement.DOMAIN, statement.bytes(), statement.signature());
      }
    }
    return false;
  }

  private Optional<Member> member(NodeId node) {
    return membership.rosters().current().flatMap(roster -> roster.member(node));
  }
}
