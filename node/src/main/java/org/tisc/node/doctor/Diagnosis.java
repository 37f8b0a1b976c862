package org.tisc.node.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tisc.node.web.Messages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All findings of one look, as others see them: by check, the worst first within each. */
final class Diagnosis {
  private static final Messages MESSAGES = Messages.of(Diagnosis.class);

  private Diagnosis() {}

  /** A finding in words of both languages. */
  record View(
      FindingCode code,
      Check check,
      Severity severity,
      Optional<String> about,
      Map<String, String> text,
      Optional<Map<String, String>> cure,
      Optional<String> command) {}

  /** The answer of the command and of the route. */
  record Answer(String node, boolean running, Instant at, Severity worst, List<View> findings) {}

  static Answer answer(String node, boolean running, Instant at, List<Finding> findings) {
    List<Finding> ordered = new ArrayList<>(findings);
    ordered.sort(
        Comparator.comparing((Finding finding) -> finding.code().check())
            .thenComparing(Finding::severity, Comparator.reverseOrder())
            .thenComparing(Finding::code)
            .thenComparing(Finding::about));
    return new Answer(
        node,
        running,
        at,
        ordered.stream().map(Finding::severity).max(Comparator.naturalOrder()).orElse(Severity.OK),
        ordered.stream().map(Diagnosis::view).toList());
  }

  private static View view(Finding finding) {
    FindingCode code = finding.code();
    Object[] values = finding.values().toArray();
    return new View(
        code,
        code.check(),
        code.severity(),
        Optional.of(finding.about()).filter(about -> !about.isEmpty()),
        words("finding." + code, values),
        Optional.of("cure." + code).filter(MESSAGES::has).map(key -> words(key, values)),
        finding.command());
  }

  private static Map<String, String> words(String key, Object... values) {
    Map<String, String> words = new TreeMap<>();
    Messages.LANGUAGES.forEach(
        language -> words.put(language.getLanguage(), MESSAGES.text(language, key, values)));
    return words;
  }

  /** An answer without the findings of some checks. */
  static Answer without(Answer answer, Predicate<Check> left) {
    List<View> kept = answer.findings().stream().filter(one -> !left.test(one.check())).toList();
    return new Answer(
        answer.node(),
        answer.running(),
        answer.at(),
        kept.stream().map(View::severity).max(Comparator.naturalOrder()).orElse(Severity.OK),
        kept);
  }

  /**
   * What a running node found, with the checks that it left to the command. What the node says of a
   * check counts: it sees with its own rights and its own connections.
   */
  static ObjectNode merged(ObjectNode running, ObjectNode offline) {
    Set<Check> told = EnumSet.noneOf(Check.class);
    for (JsonNode finding : running.path("findings")) {
      check(finding).ifPresent(told::add);
    }
    List<JsonNode> all = new ArrayList<>();
    running.path("findings").forEach(all::add);
    for (JsonNode finding : offline.path("findings")) {
      if (check(finding).filter(told::contains).isEmpty()) {
        all.add(finding);
      }
    }
    // A check of a newer node, which this command does not know, goes to the end.
    all.sort(
        Comparator.comparingInt(
            finding -> check(finding).map(Check::ordinal).orElse(Integer.MAX_VALUE)));
    ObjectNode merged = running.deepCopy();
    ArrayNode findings = merged.putArray("findings");
    all.forEach(findings::add);
    merged.put(
        "worst",
        all.stream()
            .map(finding -> severity(finding.path("severity").asString("")))
            .max(Comparator.naturalOrder())
            .orElse(Severity.OK)
            .name());
    return merged;
  }

  private static Optional<Check> check(JsonNode finding) {
    String name = finding.path("check").asString("");
    for (Check check : Check.values()) {
      if (check.name().equals(name)) {
        return Optional.of(check);
      }
    }
    return Optional.empty();
  }

  private static Severity severity(String name) {
    for (Severity severity : Severity.values()) {
      if (severity.name().equals(name)) {
        return severity;
      }
    }
    return Severity.WARNING;
  }
}
