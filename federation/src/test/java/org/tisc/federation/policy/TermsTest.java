package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

class TermsTest {
  private static final Subject ANYONE = new Subject.Anyone();
  private static final Target EVERY = new Target.EveryCollection();

  @ParameterizedTest
  @CsvSource({
    "any,any",
    "tianjin,peer:tianjin",
    "jjj/tianjin,peer:jjj/tianjin",
    "peer:any,peer:any",
    "network:jjj,network:jjj",
    "role:coordinator,role:COORDINATOR",
    "role:jjj/MEMBER,role:jjj/MEMBER"
  })
  void subjectsAreReadAndWritten(String text, String canonical) {
    assertThat(Subject.parse(text).text()).isEqualTo(canonical);
    assertThat(Subject.parse(canonical)).isEqualTo(Subject.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Tianjin", "a/b/c", "jjj/", "/tianjin", "role:KING", "group:x", "any/any/any"})
  void otherSubjectsAreRefused(String text) {
    assertRefused(() -> Subject.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "any,any",
    "patents,collection:patents",
    "collection:any,collection:any",
    "topic:positions,topic:positions"
  })
  void targetsAreReadAndWritten(String text, String canonical) {
    assertThat(Target.parse(text).text()).isEqualTo(canonical);
    assertThat(Target.parse(canonical)).isEqualTo(Target.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Patents", "a b", "topic:", "topic:A", "kind:PATENT", "../x"})
  void otherTargetsAreRefused(String text) {
    assertRefused(() -> Target.parse(text));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    EnumSet<Verb> search = EnumSet.of(Verb.SEARCH);
    Set<String> many =
        IntStream.range(0, 101).mapToObj(i -> "field" + i).collect(Collectors.toSet());
    assertRefused(() -> terms(Effect.ALLOW, EVERY, EnumSet.noneOf(Verb.class), Set.of()));
    assertRefused(() -> terms(Effect.ALLOW, EVERY, search, many));
    assertRefused(() -> terms(Effect.ALLOW, EVERY, search, Set.of("ti tle")));
    assertRefused(() -> terms(Effect.DENY, EVERY, search, Set.of("key")));
    assertRefused(() -> terms(Effect.ALLOW, new Target.Topic("x"), search, Set.of("title")));
    assertRefused(
        () ->
            new Terms(
                Effect.DENY,
                ANYONE,
                EVERY,
                search,
                Set.of(),
                new Quota(Optional.of(1), Optional.empty()),
                Validity.ALWAYS));
    assertRefused(() -> new Quota(Optional.of(0), Optional.empty()));
    assertRefused(() -> new Quota(Optional.empty(), Optional.of(-1L)));
    assertRefused(() -> new Validity(Optional.of(Instant.EPOCH), Optional.of(Instant.EPOCH)));
    assertRefused(
        () ->
            new Rule(1, terms(Effect.ALLOW, EVERY, search, Set.of()), "x", Instant.EPOCH, "a\nb"));
    assertRefused(() -> Rule.number("12"));
    assertRefused(() -> Verb.parse("read"));
    assertRefused(() -> Preset.parse("closed"));
  }

  @Test
  void equalTermsHaveOneTextWithAllThatTheySay() {
    Terms terms =
        new Terms(
            Effect.ALLOW,
            Subject.parse("jjj/tianjin"),
            Target.parse("patents"),
            EnumSet.of(Verb.BULK, Verb.SEARCH),
            Set.of("title", "abstract"),
            new Quota(Optional.of(30), Optional.of(1_000L)),
            new Validity(Optional.of(Instant.EPOCH), Optional.empty()));
    assertThat(terms.text())
        .isEqualTo(
            "allow peer:jjj/tianjin collection:patents search,bulk fields=abstract,title"
                + " perMinute=30 bulkPerDay=1000 from=1970-01-01T00:00:00Z");
  }

  @Test
  void presetsGrowFromRestrictedToOpen() {
    Set<Verb> before = new HashSet<>();
    for (Preset preset : new Preset[] {Preset.RESTRICTED, Preset.STANDARD, Preset.OPEN}) {
      Terms terms = preset.terms(ANYONE, EVERY);
      assertThat(terms.verbs()).containsAll(before);
      before.addAll(terms.verbs());
    }
    // A word without field name is searched in these three, so a restricted peer can ask plainly.
    assertThat(Preset.RESTRICTED.terms(ANYONE, EVERY).fields())
        .contains("title", "abstract", "claims")
        .doesNotContain("description", "inventor", "extra");
    assertThat(Preset.OPEN.terms(ANYONE, EVERY).unlimited()).isTrue();
  }

  private static Terms terms(Effect effect, Target target, Set<Verb> verbs, Set<String> fields) {
    return new Terms(effect, ANYONE, target, verbs, fields, Quota.NONE, Validity.ALWAYS);
  }

  private static void assertRefused(Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INVALID_ARGUMENT));
  }
}
