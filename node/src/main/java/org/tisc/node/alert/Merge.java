package org.tisc.node.alert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A new version of an alert over an old one: what the new one says stands, what it does not say of
 * the fields that this release knows is gone, and members that this release does not know stay as
 * they were, byte for byte, at the top, in the audience, in the relevance and in each piece of
 * evidence that is still there.
 */
final class Merge {
  private Merge() {}

  static String of(String before, String after) {
    Map<String, String> old = Members.of(before).texts();
    Map<String, String> merged = unknownKept(AlertRules.ALERT, before, after);
    inner(old, merged, "audience", AlertRules.AUDIENCE);
    inner(old, merged, "relevance", AlertRules.RELEVANCE);
    evidence(old, merged);
    return new Members(merged).json();
  }

  private static Map<String, String> unknownKept(Shape.Parts shape, String before, String after) {
    Map<String, String> merged = new LinkedHashMap<>(Members.of(after).texts());
    Members.of(before)
        .texts()
        .forEach(
            (name, text) -> {
              if (!shape.parts().containsKey(name)) {
                merged.putIfAbsent(name, text);
              }
            });
    return merged;
  }

  private static void inner(
      Map<String, String> old, Map<String, String> merged, String name, Shape.Parts shape) {
    String before = old.get(name);
    String after = merged.get(name);
    if (before != null && after != null) {
      merged.put(name, new Members(unknownKept(shape, before, after)).json());
    }
  }

  private static void evidence(Map<String, String> old, Map<String, String> merged) {
    String before = old.get("evidence");
    String after = merged.get("evidence");
    if (before == null || after == null) {
      return;
    }
    Map<String, String> byFile = new LinkedHashMap<>();
    Members.elements(before).forEach(each -> file(each).ifPresent(sha -> byFile.put(sha, each)));
    merged.put(
        "evidence",
        "["
            + String.join(
                ",",
                Members.elements(after).stream()
                    .map(
                        each ->
                            file(each)
                                .map(byFile::get)
                                .map(
                                    was ->
                                        new Members(unknownKept(AlertRules.EVIDENCE, was, each))
                                            .json())
                                .orElse(each))
                    .toList())
            + "]");
  }

  private static Optional<String> file(String evidence) {
    return Optional.ofNullable(Members.of(evidence).texts().get("sha256"));
  }
}
