package org.tisc.node.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.federation.feed.Tlp;
import org.tisc.node.activity.Tier;
import org.tisc.node.web.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AlertRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private static List<String> broken(JsonNode file) {
    TiscException refused =
        catchThrowableOfType(TiscException.class, () -> AlertRules.own(file, NOW));
    if (refused == null) {
      return List.of();
    }
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_ARGUMENT);
    return refused.violations().stream().map(Violation::field).toList();
  }

  @Test
  void aShortFileGetsTheDefaults() {
    Alert alert = AlertRules.own(Files.small("标题"), NOW);
    assertThat(alert.status()).isEqualTo(AlertStatus.ACTUAL);
    assertThat(alert.tlp()).isEqualTo(Tlp.AMBER);
    assertThat(alert.tier()).isEqualTo(Tier.KEY);
    assertThat(alert.article().text()).isEqualTo("8.1");
    assertThat(alert.urgent()).isFalse();
  }

  @Test
  void aFileWithEverythingIsRead() {
    Alert alert = AlertRules.own(Files.full(), NOW);
    assertThat(alert.relevance().ipc()).containsExactly("H01M 10/0525", "H01M");
    assertThat(alert.evidence()).hasSize(1);
    assertThat(alert.web()).contains("https://example.org/a?b=c");
    assertThat(alert.description().texts()).containsEntry("zh", "第一段。\n第二段。");
  }

  @Test
  void everyBrokenRuleIsNamedAtOnceWithItsPath() {
    ObjectNode file = Files.full();
    file.remove("headline");
    file.put("severity", "TERRIBLE").put("expires", "tomorrow").put("web", "javascript:alert(1)");
    file.withObject("audience").put("network", "DELTA").putArray("peers").add("a").add("b c");
    file.withObject("relevance").putArray("nice").add("46").add("9").add(7);
    file.putArray("evidence").addObject().put("sha256", "xyz");
    assertThat(broken(file))
        .containsExactlyInAnyOrder(
            "headline",
            "severity",
            "expires",
            "web",
            "audience.network",
            "audience.peers[1]",
            "relevance.nice[0]",
            "relevance.nice[2]",
            "evidence[0].name",
            "evidence[0].sha256");
  }

  @Test
  void anEmptyObjectLacksAllThatIsRequired() {
    assertThat(broken(Json.mapper().createObjectNode()))
        .containsExactlyInAnyOrder(
            "headline", "severity", "urgency", "certainty", "expires", "audience");
  }

  @ParameterizedTest
  @CsvSource({
    "tlp, RED, audience.peers",
    "tlp, AMBER+STRICT, audience.peers",
    "tlp, WHITE, tlp",
    "status, DRAFT, status",
    "article, 2, article",
    "article, 8.0, article",
    "article, 16, article",
    "tier, BASIC, tier",
    "article, 5, tier",
    "eventType, a b, eventType",
    "expires, 2026-02-28T00:00:00Z, expires",
    "expires, 2026-03-01T08:00:00Z, expires",
    "expires, 2026-06-01, expires",
    "expires, 2026-06-01T00:00:00, expires",
    "expires, 99999-01-01T00:00:00Z, expires",
    "onset, 2027-01-01T00:00:00Z, expires",
    "effective, 2026-06-01T00:00:00+08:00, expires",
    "web, http://user:secret@example.org/, web",
    "web, ftp://example.org/, web",
    "web, //example.org/, web",
    "web, https://, web",
    "incident, ' ', incident"
  })
  void aValueThatDoesNotFitIsNamed(String field, String value, String path) {
    ObjectNode file = Files.full();
    file.put(field, value);
    assertThat(broken(file)).containsOnly(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"headline", "description", "audience", "relevance", "evidence", "expires"})
  void aValueOfAnotherTypeIsNamed(String field) {
    ObjectNode file = Files.full();
    file.put(field, 7);
    assertThat(broken(file)).containsExactly(field);
    file.putNull(field);
    assertThat(broken(file)).containsExactly(field);
  }

  @Test
  void textsHaveBoundsAndLanguages() {
    ObjectNode file = Files.small("x".repeat(201));
    assertThat(broken(file)).containsExactly("headline.zh");
    file.putObject("headline").put("<b>", "x");
    assertThat(broken(file)).containsExactly("headline.\"<b>\"");
    file.putObject("headline").put("zh", "\u200b\u202e ");
    assertThat(broken(file)).containsExactly("headline");
    file.putObject("headline").put("zh", "甲").put("zh-CN", "乙");
    assertThat(broken(file)).containsExactly("headline.zh-CN");
  }

  @Test
  void aWordOfANewerReleaseIsUnknownInWhatOthersPublishedOnly() {
    ObjectNode file = Files.small("标题");
    file.put("severity", "CATASTROPHIC").put("future", true);
    assertThat(broken(file)).containsExactly("severity");
    assertThat(AlertRules.published(file).severity()).isEqualTo(Severity.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "EXTREME, EXPECTED, true",
    "SEVERE, PAST, true",
    "MODERATE, IMMEDIATE, true",
    "MODERATE, EXPECTED, false",
    "UNKNOWN, UNKNOWN, false"
  })
  void urgentIsWhatIsSevereOrImmediate(String severity, String urgency, boolean urgent) {
    ObjectNode file = Files.small("标题");
    file.put("severity", severity).put("urgency", urgency);
    assertThat(AlertRules.own(file, NOW).urgent()).isEqualTo(urgent);
  }

  @Test
  void theSchemaAndTheRulesAgreeOnShapes() {
    JsonNode schema = Json.read(Json.text(AlertRules.schema()), JsonNode.class);
    for (ObjectNode file : variants()) {
      Findings findings = new Findings(false);
      AlertRules.ALERT.check("", file, findings);
      assertThat(SchemaCheck.fits(schema, file)).as(file.toString()).isEqualTo(findings.isEmpty());
    }
  }

  /** The full file with each field taken away, and each set to values of many kinds. */
  private static List<ObjectNode> variants() {
    List<ObjectNode> files = new ArrayList<>(List.of(Files.full(), Files.small("标题")));
    List<Consumer<ObjectNode>> changes = new ArrayList<>();
    for (String name : List.copyOf(AlertRules.ALERT.parts().keySet())) {
      changes.add(file -> file.remove(name));
      changes.add(file -> file.put(name, 1));
      changes.add(file -> file.put(name, "x"));
      changes.add(file -> file.put(name, "y".repeat(30_000)));
      changes.add(file -> file.putArray(name).add("x"));
      changes.add(file -> file.putObject(name).put("zh", "x"));
      changes.add(file -> file.putObject(name).put("zh", "z".repeat(20_001)));
      changes.add(file -> file.put(name, "8.2"));
      changes.add(file -> file.put(name, "UNKNOWN"));
    }
    for (String name : List.of("regions", "industries", "ipc", "nice", "markets", "parties")) {
      changes.add(file -> file.withObject("relevance").putArray(name).add("9").add("C38"));
      changes.add(file -> file.withObject("relevance").put(name, "9"));
      changes.add(
          file -> {
            var list = file.withObject("relevance").putArray(name);
            for (int i = 0; i < 201; i++) {
              list.add("9");
            }
          });
    }
    changes.add(file -> file.withObject("audience").put("network", "-a"));
    changes.add(file -> file.withObject("audience").remove("network"));
    changes.add(file -> file.putArray("evidence").addObject().put("name", "a"));
    for (Consumer<ObjectNode> change : changes) {
      ObjectNode file = Files.full();
      change.accept(file);
      files.add(file);
    }
    return files;
  }

  @Test
  void theSchemaNamesEveryField() {
    Map<String, Object> schema = AlertRules.schema();
    assertThat(Json.text(schema)).contains("\"$id\":\"/api/v1/schemas/alert.json\"");
    assertThat(AlertRules.ALERT.parts().keySet())
        .contains(
            "headline",
            "description",
            "instruction",
            "eventType",
            "category",
            "severity",
            "urgency",
            "certainty",
            "status",
            "effective",
            "onset",
            "expires",
            "tlp",
            "tier",
            "article",
            "audience",
            "relevance",
            "evidence",
            "web");
  }
}
