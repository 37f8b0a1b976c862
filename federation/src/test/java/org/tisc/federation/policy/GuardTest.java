package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.roster.MemberRole;
import org.tisc.federation.state.InMemoryStateStore;

class GuardTest {
  private static final PeerId TIANJIN = new PeerId(new NetworkId("jjj"), new NodeId("tianjin"));
  private static final PeerId BEIJING = new PeerId(new NetworkId("jjj"), new NodeId("beijing"));

  private final InMemoryStateStore store = new InMemoryStateStore();
  private final RecordedPolicyEvents events = new RecordedPolicyEvents();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Policy policy = new Policy(store, () -> now, events);
  private final Guard guard =
      new Guard(
          policy,
          new Usage(store, () -> now, ZoneOffset.UTC),
          peer -> peer.equals(BEIJING) ? MemberRole.COORDINATOR : MemberRole.MEMBER,
          () -> now,
          events);

  private void allow(String peer, Set<Verb> verbs, Set<String> fields, Quota quota) {
    policy.add(
        "li",
        Optional.empty(),
        new Terms(
            Effect.ALLOW,
            Subject.parse(peer),
            Target.parse("patents"),
            verbs,
            fields,
            quota,
            Validity.ALWAYS),
        "");
  }

  private static TiscException refused(Runnable call) {
    TiscException failure = catchThrowableOfType(TiscException.class, call::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  private static String fact(TiscException failure, String name) {
    return Objects.requireNonNull(failure.fields().get(name), name);
  }

  @Test
  void rolesComeFromTheRoster() {
    allow("role:jjj/COORDINATOR", EnumSet.of(Verb.SEARCH), Set.of(), Quota.NONE);
    assertThat(guard.rights(BEIJING).may(Verb.SEARCH, "patents")).isTrue();
    assertThat(guard.rights(TIANJIN).may(Verb.SEARCH, "patents")).isFalse();
  }

  @Test
  void aCallIsJudgedByTheRulesOfItsBeginningAndTheNextByTheNewOnes() {
    allow("tianjin", EnumSet.of(Verb.SEARCH), Set.of(), Quota.NONE);
    Rights call = guard.rights(TIANJIN);
    policy.remove("li", Optional.empty(), 1);
    assertThat(call.may(Verb.SEARCH, "patents")).isTrue();
    assertThat(guard.rights(TIANJIN).may(Verb.SEARCH, "patents")).isFalse();
  }

  @Test
  void aFieldThatIsNotOpenIsNamedAsThePeerNamedItWithADecisionThatTheAuditKnows() {
    allow("tianjin", EnumSet.of(Verb.SEARCH), Set.of("title", "applicant"), Quota.NONE);
    Rights rights = guard.rights(TIANJIN);
    List<String> patents = List.of("patents");
    rights.requireFields(patents, Map.of("title", Set.of("title"), "key", Set.of("key")));
    rights.requireFields(patents, Map.of("applicantExact", Set.of("applicant")));
    // A field that tells the content of several needs them all.
    TiscException failure =
        refused(
            () ->
                rights.requireFields(
                    patents, Map.of("names", Set.of("title", "applicant", "inventor"))));
    assertThat(failure.reason()).isEqualTo(Reason.DENIED);
    assertThat(failure.fields()).containsEntry("field", "names").containsEntry("verb", "SEARCH");
    assertThat(failure).hasMessageContaining("names").hasMessageContaining("d-");
    assertThat(events.refusals())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.peer()).isEqualTo(TIANJIN);
              assertThat(told.refusal().decision()).isEqualTo(fact(failure, "decision"));
              assertThat(told.refusal().rule()).contains("r1");
              assertThat(told.refusal().field()).contains("names");
              assertThat(told.refusal().version()).isEqualTo(1);
            });
  }

  @Test
  void aFloodOfRefusalsIsAFewLinesOfAuditAndEachHasAnId() {
    allow("tianjin", EnumSet.of(Verb.SEARCH), Set.of("title"), Quota.NONE);
    Set<String> ids = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1_000; i++) {
        String field = "field" + i;
        TiscException failure =
            refused(
                () ->
                    guard
                        .rights(TIANJIN)
                        .requireFields(List.of("patents"), Map.of(field, Set.of(field))));
        ids.add(fact(failure, "decision"));
      }
    }
    assertThat(events.refusals()).hasSize(Guard.REFUSALS_A_MINUTE + 1);
    assertThat(ids).hasSize(Guard.REFUSALS_A_MINUTE + 1);
    assertThat(events.refusals())
        .extracting(told -> told.refusal().decision())
        .containsExactlyInAnyOrderElementsOf(ids);
    // Another peer is not affected, and the next minute begins anew.
    allow("beijing", EnumSet.of(Verb.SEARCH), Set.of("title"), Quota.NONE);
    refused(() -> throwing(guard.rights(BEIJING).refusal(Verb.FETCH, "patents")));
    now = now.plusSeconds(60);
    refused(() -> throwing(guard.rights(TIANJIN).refusal(Verb.FETCH, "patents")));
    assertThat(events.refusals()).hasSize(Guard.REFUSALS_A_MINUTE + 3);
  }

  private static void throwing(TiscException failure) {
    throw failure;
  }

  @Test
  void everyPeerHasTheRequestsOfAMinuteForItself() {
    allow(
        "network:jjj",
        EnumSet.of(Verb.SEARCH),
        Set.of(),
        new Quota(Optional.of(2), Optional.empty()));
    List<String> patents = List.of("patents");
    for (PeerId peer : List.of(TIANJIN, BEIJING)) {
      guard.rights(peer).countRequest(Verb.SEARCH, patents, "statistics");
      guard.rights(peer).countRequest(Verb.SEARCH, patents, "statistics");
      TiscException failure =
          refused(() -> guard.rights(peer).countRequest(Verb.SEARCH, patents, "statistics"));
      assertThat(failure.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
      assertThat(failure.fields()).containsEntry("retryAfterSeconds", "60");
    }
    now = now.plusSeconds(60);
    guard.rights(TIANJIN).countRequest(Verb.SEARCH, patents, "statistics");
  }

  @Test
  void readingEndsAndBulkBegins() {
    allow("tianjin", EnumSet.of(Verb.SEARCH, Verb.FETCH), Set.of(), Quota.NONE);
    for (int i = 0; i < Bulk.READING_PER_DAY; i++) {
      guard.rights(TIANJIN).countFetch("patents");
    }
    TiscException failure = refused(() -> guard.rights(TIANJIN).countFetch("patents"));
    assertThat(failure.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    assertThat(failure.fields())
        .containsEntry("retryAfterSeconds", String.valueOf(Duration.ofHours(12).toSeconds()));
    // The right to bulk lets it go on, by the document.
    allow("tianjin", EnumSet.of(Verb.BULK), Set.of(), new Quota(Optional.empty(), Optional.of(3L)));
    for (int i = 0; i < 3; i++) {
      guard.rights(TIANJIN).countFetch("patents");
    }
    assertThat(refused(() -> guard.rights(TIANJIN).countFetch("patents")).reason())
        .isEqualTo(Reason.QUOTA_EXCEEDED);
    now = now.plus(Duration.ofHours(12));
    guard.rights(TIANJIN).countFetch("patents");
  }

  @Test
  void whoMayTakeAllIsNotCounted() {
    policy.share("li", "patents", Sharing.parse("peers:tianjin"));
    for (int i = 0; i < 2 * Bulk.READING_PER_DAY; i++) {
      guard.rights(TIANJIN).countFetch("patents");
    }
    guard.rights(TIANJIN).requireDepth(10_000, List.of("patents"));
    guard.rights(TIANJIN).countBulk("patents", 1_000_000);
    assertThat(store.list("policy-usage")).isEmpty();
  }

  @Test
  void deepListsNeedTheRightToBulk() {
    allow("tianjin", EnumSet.of(Verb.SEARCH), Set.of(), Quota.NONE);
    guard.rights(TIANJIN).requireDepth(Bulk.PAGE_DEPTH, List.of("patents"));
    TiscException failure =
        refused(() -> guard.rights(TIANJIN).requireDepth(Bulk.PAGE_DEPTH + 1, List.of("patents")));
    assertThat(failure.reason()).isEqualTo(Reason.DENIED);
    assertThat(failure.fields()).containsEntry("verb", "BULK");
    allow(
        "tianjin", EnumSet.of(Verb.BULK), Set.of(), new Quota(Optional.empty(), Optional.of(100L)));
    guard.rights(TIANJIN).requireDepth(Bulk.PAGE_DEPTH + 1, List.of("patents"));
    guard.rights(TIANJIN).countBulk("patents", 100);
    assertThat(refused(() -> guard.rights(TIANJIN).countBulk("patents", 1)).reason())
        .isEqualTo(Reason.QUOTA_EXCEEDED);
  }
}
