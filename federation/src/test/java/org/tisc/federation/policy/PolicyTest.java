package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.state.InMemoryStateStore;
import org.tisc.federation.state.StateDocument;

class PolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final InMemoryStateStore store = new InMemoryStateStore();
  private final RecordedPolicyEvents events = new RecordedPolicyEvents();
  private final Policy policy = open();

  private Policy open() {
    return new Policy(store, () -> NOW, events);
  }

  private static Terms allow(String peer, String collection) {
    return Terms.everything(Subject.parse(peer), Target.parse(collection));
  }

  private static Terms narrow() {
    return new Terms(
        Effect.ALLOW,
        Subject.parse("jjj/tianjin"),
        Target.parse("patents"),
        EnumSet.of(Verb.SEARCH, Verb.FETCH),
        Set.of("title", "abstract"),
        new Quota(Optional.of(10), Optional.of(20L)),
        new Validity(Optional.of(NOW), Optional.of(NOW.plusSeconds(60))));
  }

  @Test
  void everyPartOfARuleSurvivesARestart() {
    policy.add("li", Optional.empty(), narrow(), "合作协议 2026-17");
    policy.add("li", Optional.empty(), allow("any", "any"), "");
    assertThat(open().rules()).isEqualTo(policy.rules());
    Rule rule = open().rules().rules().getFirst();
    assertThat(rule.terms()).isEqualTo(narrow());
    assertThat(rule.note()).isEqualTo("合作协议 2026-17");
    assertThat(rule.madeBy()).isEqualTo("li");
    assertThat(rule.madeAt()).isEqualTo(NOW);
  }

  @Test
  void aChangeByWhoeverHasSeenAnotherVersionIsRefused() {
    long seen = policy.rules().version();
    policy.add("li", Optional.of(seen), allow("any", "a"), "");
    assertReason(
        Reason.STALE_REVISION, () -> policy.add("wu", Optional.of(seen), allow("any", "b"), ""));
    assertReason(Reason.STALE_REVISION, () -> policy.remove("wu", Optional.of(seen), 1));
    assertReason(Reason.NOT_FOUND, () -> policy.remove("wu", Optional.empty(), 7));
    assertThat(policy.rules().rules()).hasSize(1);
  }

  @Test
  void theAuditHearsWhoChangedWhatFromWhichVersionToWhich() {
    policy.add("li", Optional.empty(), allow("any", "a"), "");
    policy.remove("wu", Optional.empty(), 1);
    policy.share("wu", "patents", Sharing.parse("none"));
    assertThat(events.changes())
        .extracting("actor", "before", "version")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("li", 0L, 1L),
            org.assertj.core.groups.Tuple.tuple("wu", 1L, 2L));
    assertThat(events.changes().get(1).removed()).extracting(Rule::id).containsExactly("r1");
    assertThat(events.changes().getFirst().digest()).matches("[0-9a-f]{64}");
  }

  @Test
  void theHistoryHoldsTheNewestVersionsWithWhoMadeThem() {
    for (int i = 0; i < Policy.HISTORY + 10; i++) {
      policy.share("li", "patents", Sharing.parse(i % 2 == 0 ? "network:jjj" : "peers:a"));
    }
    List<PolicyVersion> history = policy.history();
    assertThat(history).hasSize(Policy.HISTORY);
    assertThat(history.getFirst().rules()).isEqualTo(policy.rules());
    assertThat(history.getLast().rules().version()).isEqualTo(11);
    assertThat(history.getFirst().madeBy()).isEqualTo("li");
    assertThat(history.getFirst().added()).containsExactly("r60");
    assertThat(history.getFirst().removed())
        .containsExactly("r59 allow network:jjj collection:patents search,fetch,bulk");
  }

  @Test
  void aFailingDiskLeavesTheRulesOfBeforeAndNothingIsLostByTryingAgain() {
    policy.add("li", Optional.empty(), allow("any", "a"), "");
    RuleSet before = policy.rules();
    for (int writes = 0; writes < 2; writes++) {
      store.failAfter(writes);
      assertReason(
          Reason.INTERNAL, () -> policy.add("li", Optional.empty(), allow("any", "b"), ""));
      assertThat(policy.rules()).isEqualTo(before);
      assertThat(open().rules()).isEqualTo(before);
      assertThat(policy.history()).extracting(PolicyVersion::rules).containsExactly(before);
    }
    assertThat(events.changes()).hasSize(1);
    policy.add("li", Optional.empty(), allow("any", "c"), "");
    assertThat(open().rules().rules())
        .extracting(rule -> rule.terms().target().text())
        .containsExactly("collection:a", "collection:c");
    assertThat(policy.history()).hasSize(2);
  }

  @Test
  void damagedRulesOpenNothing() {
    policy.add("li", Optional.empty(), allow("any", "a"), "");
    StateDocument stored = store.read("policy", "rules").orElseThrow();
    for (String damage :
        List.of(
            "",
            "{}",
            "[]",
            stored.content().toStringUtf8().replace("\"ALLOW\"", "\"MAYBE\""),
            stored.content().toStringUtf8().replace("\"any\"", "\"everybody:x\""),
            stored.content().toStringUtf8().replace("tisc.policy/1", "tisc.policy/2"))) {
      StateDocument now = store.read("policy", "rules").orElseThrow();
      store.write("policy", "rules", now.revision(), ByteString.copyFromUtf8(damage));
      assertReason(Reason.INTERNAL, this::open);
    }
  }

  @Test
  void sharesOfBeforeBecomeRulesOnce() {
    Map<String, Sharing> shares =
        Map.of(
            "patents", Sharing.parse("network:jjj"),
            "marks", Sharing.parse("peers:a,b"),
            "own", Sharing.parse("none"));
    policy.adopt(shares);
    RuleSet adopted = policy.rules();
    for (Map.Entry<String, Sharing> share : shares.entrySet()) {
      assertThat(adopted.share(share.getKey())).isEqualTo(share.getValue().text());
    }
    assertThat(open().adopt(shares)).isEqualTo(adopted);
    assertThat(adopted.rules()).hasSize(3).extracting(Rule::madeBy).containsOnly("node");
  }

  @Test
  void aNameThatIsFreeAgainHasNoRulesOfItsOwn() {
    policy.share("li", "patents", Sharing.parse("network:jjj"));
    policy.add("li", Optional.empty(), allow("any", "any"), "");
    policy.forget("li", "patents");
    assertThat(policy.rules().rules())
        .extracting(rule -> rule.terms().target().text())
        .containsExactly("any");
  }

  @Test
  void thereAreOnlySoManyRules() {
    for (int i = 0; i < 20; i++) {
      StringBuilder peers = new StringBuilder("peers:p0");
      for (int j = 1; j < 50; j++) {
        peers.append(",p").append(j);
      }
      policy.share("li", "c" + i, Sharing.parse(peers.toString()));
    }
    assertThat(policy.rules().rules()).hasSize(RuleSet.MAX_RULES);
    assertReason(
        Reason.INVALID_ARGUMENT,
        () -> policy.add("li", Optional.empty(), allow("any", "more"), ""));
  }

  private static void assertReason(Reason expected, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            TiscException.class, failure -> assertThat(failure.reason()).isEqualTo(expected));
  }
}
