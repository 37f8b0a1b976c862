package org.tisc.deploy.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tisc.deploy.sample.SampleDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges answers to queries. A verdict is empty when all is well, else it says what is not. */
final class Answers {
  private static final JsonMapper JSON = new JsonMapper();

  private Answers() {}

  /** Whether every node of the region answered and the answer is exact, complete and not empty. */
  static String exact(JsonNode answer, Region region) {
    if (!answer.path("exact").asBoolean(false)) {
      return "not exact: " + answer.path("inexact");
    }
    Set<String> silent = new TreeSet<>();
    region.nodes().forEach(centre -> silent.add(centre.node()));
    for (JsonNode source : answer.path("sources")) {
      String state = source.path("state").asString("");
      if (!state.equals("ANSWERED") && !state.equals("EMPTY")) {
        return source.path("node").asString("") + " is " + state;
      }
      silent.remove(source.path("node").asString(""));
    }
    if (!silent.isEmpty()) {
      return "no source of " + silent;
    }
    if (!answer.path("holdersComplete").asBoolean(false)) {
      return "holders are not complete";
    }
    return answer.path("total").path("count").asLong(0) > 0 ? "" : "no hits";
  }

  /** Whether the answer is inexact and names the node as a source that did not answer. */
  static String names(JsonNode answer, String missing) {
    if (answer.path("exact").asBoolean(true)) {
      return "the answer calls itself exact";
    }
    for (JsonNode source : answer.path("sources")) {
      String state = source.path("state").asString("");
      if (source.path("node").asString("").equals(missing)
          && !state.equals("ANSWERED")
          && !state.equals("EMPTY")) {
        return "";
      }
    }
    return missing + " is not named among the sources";
  }

  /** Keys with their scores as they were written, in order. */
  static List<String> scored(JsonNode answer) {
    List<String> scored = new ArrayList<>();
    for (JsonNode hit : answer.path("hits")) {
      scored.add(hit.path("key").asString("") + " " + hit.path("score"));
    }
    return scored;
  }

  /** Whether a document is among the hits. */
  static boolean finds(JsonNode answer, String key) {
    return answer
        .path("hits")
        .valueStream()
        .anyMatch(hit -> hit.path("key").asString("").equals(key));
  }

  /** The document as an object. */
  static JsonNode parsed(SampleDocument document) {
    return JSON.readTree(document.json());
  }
}
