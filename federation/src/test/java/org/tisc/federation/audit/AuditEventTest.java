package org.tisc.federation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEventTest {
  @Test
  void refusesADetailTheTypeDoesNotList() {
    assertThatThrownBy(() -> new AuditEvent(AuditEventType.SIGNED_IN, "a", Map.of("text", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text");
  }

  @Test
  void cutsLongTextWithoutSplittingACharacter() {
    String longText = "a".repeat(498) + "😀😀";
    AuditEvent event =
        new AuditEvent(AuditEventType.SIGNED_IN, longText, Map.of("address", "b".repeat(501)));

    assertThat(event.actor()).isEqualTo("a".repeat(498) + "…");
    assertThat(event.details().get("address")).hasSize(500).endsWith("…");
  }

  @Test
  void everyTypeHasASentenceAndDistinctCamelCaseDetails() {
    for (AuditEventType type : AuditEventType.values()) {
      assertThat(type.sentence()).as(type.name()).endsWith(".").hasSizeGreaterThan(10);
      assertThat(new HashSet<>(type.details())).hasSameSizeAs(type.details());
      assertThat(type.details()).allMatch(name -> name.matches("[a-z][a-zA-Z]*"));
    }
  }

  @Test
  void noTypeHasADetailThatCouldHoldQueryTextOrASecret() {
    for (AuditEventType type : AuditEventType.values()) {
      assertThat(type.details())
          .doesNotContain("query", "text", "q", "password", "token", "secret", "key");
    }
  }

  @Test
  void theTableHasARowForEachType() {
    assertThat(AuditEventType.markdownTable().lines())
        .hasSize(AuditEventType.values().length + 2)
        .contains(
            "| `QUERY_SERVED` | A peer's query was answered; its text is never kept. | network,"
                + " peer, collections, hits |");
  }
}
