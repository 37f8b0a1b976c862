package org.tisc.node.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tisc.federation.policy.Decision;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.RuleSet;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Verb;
import org.tisc.node.document.DocumentParts;

/**
 * What a change of rules means to whom, now: every active peer, every collection, every verb,
 * decided by the rules before and after.
 *
 * @param gained what is allowed and was not
 * @param lost what was allowed and is not
 * @param altered what stays allowed, with other fields or another quota
 * @param complete false where there is so much that not all of it was looked at
 */
record Effects(List<Change> gained, List<Change> lost, List<Change> altered, boolean complete) {
  /** The most decisions that one preview asks for. */
  private static final int MOST_DECISIONS = 200_000;

  /** The most changes that are listed. */
  private static final int MOST_LISTED = 2_000;

  /**
   * One peer, one collection, one verb.
   *
   * @param hidden fields that may not be seen afterwards; absent where nothing is hidden
   */
  record Change(
      String network, String node, String collection, Verb verb, Optional<List<String>> hidden) {}

  static Effects of(
      RuleSet before,
      RuleSet after,
      List<Members.Peer> peers,
      List<String> collections,
      Instant now) {
    List<Change> gained = new ArrayList<>();
    List<Change> lost = new ArrayList<>();
    List<Change> altered = new ArrayList<>();
    int decisions = 0;
    for (Members.Peer peer : peers) {
      for (String collection : collections) {
        Target target = new Target.OneCollection(collection);
        for (Verb verb : Verb.values()) {
          if (++decisions > MOST_DECISIONS
              || gained.size() + lost.size() + altered.size() >= MOST_LISTED) {
            return new Effects(gained, lost, altered, false);
          }
          Decision was = before.decide(peer.asker(), target, verb, now);
          Decision is = after.decide(peer.asker(), target, verb, now);
          Change change =
              new Change(peer.network().value(), peer.node().value(), collection, verb, hidden(is));
          if (is.allowed() && !was.allowed()) {
            gained.add(change);
          } else if (was.allowed() && !is.allowed()) {
            lost.add(change);
          } else if (is.allowed() && !same(was, is)) {
            altered.add(change);
          }
        }
      }
    }
    return new Effects(gained, lost, altered, true);
  }

  private static boolean same(Decision was, Decision is) {
    Quota before = was.quota();
    return before.equals(is.quota()) && hidden(was).equals(hidden(is));
  }

  /** The fields that an allowed wish does not show; empty where it shows all. */
  static Optional<List<String>> hidden(Decision decision) {
    if (!decision.allowed() || decision.fields().whole()) {
      return Optional.empty();
    }
    Set<String> fields = DocumentParts.fields();
    List<String> hidden = fields.stream().filter(field -> !decision.fields().sees(field)).toList();
    return Optional.of(hidden).filter(some -> !some.isEmpty());
  }
}
