package org.tisc.node.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Asker;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.roster.Member;
import org.tisc.federation.roster.Roster;

/** The rules of sharing: what names something that is not there, and what is open to nobody. */
final class RuleCheck {
  private RuleCheck() {}

  /**
   * What is known.
   *
   * @param collections the names of all collections
   * @param rosters of the networks that this node is in
   */
  record Facts(NodeId self, RuleSet rules, List<String> collections, List<Roster> rosters) {}

  static List<Finding> of(Facts facts, Instant now) {
    List<Finding> found = new ArrayList<>();
    for (Rule rule : facts.rules().rules()) {
      broken(rule, facts, now).ifPresent(found::add);
    }
    List<Asker> members =
        facts.rosters().stream()
            .flatMap(roster -> roster.members().stream().map(member -> asker(roster, member)))
            .flatMap(Optional::stream)
            .filter(asker -> !asker.peer().node().equals(facts.self()))
            .toList();
    if (!members.isEmpty()) {
      for (String collection : facts.collections()) {
        if (members.stream().noneMatch(one -> searches(facts.rules(), one, collection, now))) {
          found.add(
              Finding.naming(FindingCode.COLLECTION_CLOSED, collection)
                  .curedBy("tisc collection share " + collection + " network:ID"));
        }
      }
    }
    if (found.isEmpty()) {
      found.add(Finding.naming(FindingCode.RULES_GOOD, facts.rules().rules().size()));
    }
    return found;
  }

  private static Optional<Asker> asker(Roster roster, Member member) {
    return member.active()
        ? Optional.of(new Asker(new PeerId(roster.network(), member.node()), member.role()))
        : Optional.empty();
  }

  private static boolean searches(RuleSet rules, Asker asker, String collection, Instant now) {
    return rules.decide(asker, new Target.OneCollection(collection), Verb.SEARCH, now).allowed();
  }

  private static Optional<Finding> broken(Rule rule, Facts facts, Instant now) {
    Optional<Instant> end = rule.terms().validity().until();
    if (end.isPresent() && !now.isBefore(end.get())) {
      return about(FindingCode.RULE_EXPIRED, rule, end.get());
    }
    if (rule.terms().target() instanceof Target.OneCollection one
        && !facts.collections().contains(one.name())) {
      return about(FindingCode.RULE_UNKNOWN_COLLECTION, rule, one.name());
    }
    return switch (rule.terms().subject()) {
      case Subject.Anyone anyone -> Optional.empty();
      case Subject.InNetwork in -> network(rule, Optional.of(in.network()), facts);
      case Subject.WithRole role -> network(rule, role.network(), facts);
      case Subject.Peer peer ->
          network(rule, peer.network(), facts).or(() -> peer(rule, peer, facts));
    };
  }

  private static Optional<Finding> network(Rule rule, Optional<NetworkId> named, Facts facts) {
    Set<NetworkId> own = facts.rosters().stream().map(Roster::network).collect(Collectors.toSet());
    return named
        .filter(network -> !own.contains(network))
        .flatMap(network -> about(FindingCode.RULE_UNKNOWN_NETWORK, rule, network));
  }

  private static Optional<Finding> peer(Rule rule, Subject.Peer peer, Facts facts) {
    boolean known =
        facts.rosters().stream()
            .filter(
                roster -> peer.network().isEmpty() || peer.network().get().equals(roster.network()))
            .flatMap(roster -> roster.member(peer.node()).stream())
            .anyMatch(Member::active);
    return known ? Optional.empty() : about(FindingCode.RULE_UNKNOWN_PEER, rule, peer.node());
  }

  private static Optional<Finding> about(FindingCode code, Rule rule, Object named) {
    return Optional.of(
        Finding.naming(code, rule.id(), named).curedBy("tisc policy remove " + rule.id()));
  }
}
