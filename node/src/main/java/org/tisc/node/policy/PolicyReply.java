package org.tisc.node.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.federation.policy.Decision;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.PolicyVersion;
import org.tisc.federation.policy.Rule;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Verb;
import org.tisc.federation.roster.MemberRole;

/** The JSON objects of this room. */
final class PolicyReply {
  private PolicyReply() {}

  /**
   * One rule.
   *
   * @param peer whom it is about, in the text form
   * @param collection what it is about, in the text form
   * @param fields absent where it names none
   * @param text all of it in one line
   */
  record RuleView(
      String rule,
      Effect effect,
      String peer,
      String collection,
      List<Verb> verbs,
      Optional<Set<String>> fields,
      Optional<Integer> perMinute,
      Optional<Long> bulkPerDay,
      Optional<Instant> validFrom,
      Optional<Instant> validUntil,
      String madeBy,
      Instant madeAt,
      Optional<String> note,
      String text) {
    static RuleView of(Rule rule) {
      Terms terms = rule.terms();
      return new RuleView(
          rule.id(),
          terms.effect(),
          terms.subject().text(),
          terms.target().text(),
          terms.verbs().stream().sorted().toList(),
          Optional.<Set<String>>of(new TreeSet<>(terms.fields())).filter(some -> !some.isEmpty()),
          terms.quota().perMinute(),
          terms.quota().bulkPerDay(),
          terms.validity().from(),
          terms.validity().until(),
          rule.madeBy(),
          rule.madeAt(),
          Optional.of(rule.note()).filter(note -> !note.isEmpty()),
          terms.text());
    }
  }

  /** All rules of one version. */
  record Rules(long version, List<RuleView> rules) {
    static Rules of(RuleSet rules) {
      return new Rules(rules.version(), rules.rules().stream().map(RuleView::of).toList());
    }
  }

  /** The versions kept, newest first. */
  record History(List<Version> versions) {}

  /** One version; the rules only where it was asked for alone. */
  record Version(
      long version,
      String madeBy,
      Instant madeAt,
      List<String> added,
      List<String> removed,
      Optional<List<RuleView>> rules) {
    static Version of(PolicyVersion version, boolean whole) {
      return new Version(
          version.rules().version(),
          version.madeBy(),
          version.madeAt(),
          version.added(),
          version.removed(),
          whole ? Optional.of(Rules.of(version.rules()).rules()) : Optional.empty());
    }
  }

  /** What a change does, or would do. */
  record Changed(
      long version,
      boolean preview,
      List<RuleView> added,
      List<RuleView> removed,
      List<Effects.Change> gained,
      List<Effects.Change> lost,
      List<Effects.Change> altered,
      boolean complete) {}

  /** What the rules say to one peer about one collection, in each network it is a member of. */
  record Explanation(String peer, String collection, long version, List<InNetwork> networks) {}

  /** In one network; a member that is not active is refused by the gate before any rule. */
  record InNetwork(
      String network, String node, MemberRole role, boolean active, List<Said> verbs) {}

  /**
   * What is said to one verb.
   *
   * @param rule the rule that decides; absent where none is about it
   * @param withheldBy rules that take fields away
   * @param hidden fields that may not be seen; absent where all may, or nothing is allowed
   * @param bulkToday documents that the peer took today under this rule, where it has a day's quota
   */
  record Said(
      Verb verb,
      boolean allowed,
      Decision.Because because,
      Optional<RuleView> rule,
      Optional<List<String>> withheldBy,
      Optional<List<String>> hidden,
      Optional<Long> bulkToday) {}
}
