package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.TiscException;

class SharingTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private static RuleSet shared(RuleSet rules, String collection, String share) {
    return rules.shared(collection, Sharing.parse(share), "test", NOW);
  }

  private static RuleSet with(RuleSet rules, Terms terms) {
    return rules.changed(_ -> false, List.of(terms), "test", NOW, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "network:jjj", "peers:a", "peers:a,b,c"})
  void whatIsSharedReadsBackAsItWasSaid(String share) {
    RuleSet rules = shared(RuleSet.EMPTY, "patents", share);
    assertThat(rules.share("patents")).isEqualTo(share);
    assertThat(rules.share("marks")).isEqualTo("none");
    // Saying it again changes nothing, saying something else replaces it.
    assertThat(shared(rules, "patents", share)).isSameAs(rules);
    assertThat(shared(rules, "patents", "peers:z").share("patents")).isEqualTo("peers:z");
    assertThat(shared(rules, "patents", "none").rules()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "everybody", "network:", "network:A", "peers:", "peers:a,,b", "rules"})
  void anythingElseIsRefused(String share) {
    assertThatThrownBy(() -> Sharing.parse(share)).isInstanceOf(TiscException.class);
  }

  @Test
  void theShortFormNeverHidesThatSomebodyElseGetsIn() {
    RuleSet shared = shared(RuleSet.EMPTY, "patents", "network:jjj");
    Target patents = new Target.OneCollection("patents");
    List<Terms> more =
        List.of(
            Terms.everything(Subject.parse("any"), new Target.EveryCollection()),
            Terms.everything(Subject.parse("network:csj"), patents),
            Terms.everything(Subject.parse("peer:csj/shanghai"), patents),
            Terms.everything(Subject.parse("role:COORDINATOR"), patents),
            Preset.RESTRICTED.terms(Subject.parse("peer:a"), patents),
            deny(Subject.parse("peer:a"), patents, Set.of("claims")));
    for (Terms terms : more) {
      assertThat(with(shared, terms).share("patents")).as(terms.text()).isEqualTo("rules");
    }
    // And where nobody gets in, it says so.
    assertThat(with(RuleSet.EMPTY, deny(Subject.parse("any"), patents, Set.of())).share("patents"))
        .isEqualTo("none");
  }

  private static Terms deny(Subject subject, Target target, Set<String> fields) {
    return new Terms(
        Effect.DENY,
        subject,
        target,
        EnumSet.allOf(Verb.class),
        fields,
        Quota.NONE,
        Validity.ALWAYS);
  }

  @Test
  void sharingOtherwiseLeavesTheOtherRulesOfTheCollectionAlone() {
    Target patents = new Target.OneCollection("patents");
    Terms denied = deny(Subject.parse("peer:b"), patents, Set.of());
    RuleSet rules = shared(with(RuleSet.EMPTY, denied), "patents", "network:jjj");
    assertThat(shared(rules, "patents", "none").rules())
        .extracting(Rule::terms)
        .containsExactly(denied);
    assertThat(rules.forgotten("patents", "test", NOW).rules()).isEmpty();
  }

  @Test
  void thePresetOpenIsWhatSharingSays() {
    Target patents = new Target.OneCollection("patents");
    assertThat(with(RuleSet.EMPTY, Preset.OPEN.terms(Subject.parse("network:jjj"), patents)))
        .extracting(rules -> rules.share("patents"))
        .isEqualTo("network:jjj");
  }
}
