package org.tisc.deploy.robustness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tisc.deploy.process.ProcessNode;
import org.tisc.deploy.robustness.Attempt.Word;
import tools.jackson.databind.JsonNode;

/**
 * Compares what the nodes of a healed region show with what they were said to do: everything that
 * was acknowledged is at every member that it was for, once, at one and the same revision; nothing
 * is at anybody else; nothing that was refused is anywhere; no feed has a gap or a fork; the origin
 * sees that all got it.
 */
final class Judge {
  private static final int PAGE = 200;

  private record Seen(String id, long revision, String state, String origin) {}

  private final HistoryRegion region;
  private final Model model;
  private final List<String> violations = new ArrayList<>();

  private Judge(HistoryRegion region, Model model) {
    this.region = region;
    this.model = model;
  }

  /** All that is not as it must be; empty when everything is. */
  static List<String> violations(HistoryRegion region, Model model) {
    Judge judge = new Judge(region, model);
    List<Map<String, Seen>> seen = new ArrayList<>();
    for (int i = 0; i < region.size(); i++) {
      seen.add(judge.alerts(region.node(i)));
      judge.feeds(region.node(i));
    }
    for (Attempt attempt : model.all()) {
      judge.attempt(attempt, seen);
    }
    return judge.violations;
  }

  private Map<String, Seen> alerts(ProcessNode node) {
    Map<String, Seen> seen = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page =
          node.get("/api/v1/alerts?size=" + PAGE + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      for (JsonNode alert : page.path("alerts")) {
        String token = alert.path("headline").path("en").asString("");
        Seen one =
            new Seen(
                alert.path("alertId").asString(""),
                alert.path("revision").asLong(),
                alert.path("state").asString(""),
                alert.path("origin").asString(""));
        if (seen.put(token, one) != null) {
          violations.add("doubled at " + node.id() + ": " + token);
        }
        if (model.find(token).isEmpty()) {
          violations.add("nobody wrote what is at " + node.id() + ": " + token);
        }
      }
      cursor = page.path("cursor").asString("");
    } while (!cursor.isEmpty());
    return seen;
  }

  private void feeds(ProcessNode node) {
    for (FeedTable.Line line : FeedTable.of(node).lines()) {
      if (!line.origin().equals(node.id()) && !line.reaches(node.id())) {
        violations.add(node.id() + " holds a feed that is not for it: " + line);
      }
      if (!line.state().equals("SOUND")) {
        violations.add(node.id() + " holds a feed that is not sound: " + line);
      }
      if (line.epoch() == 1 && line.entries() != line.sequence()) {
        violations.add(node.id() + " holds a feed with gaps: " + line);
      }
    }
    for (String kept : List.of("quarantined", "unknownKinds")) {
      JsonNode entries = node.get("/api/v1/feeds").path(kept);
      if (!entries.isEmpty()) {
        violations.add(node.id() + " keeps entries without effect: " + entries);
      }
    }
  }

  private void attempt(Attempt attempt, List<Map<String, Seen>> all) {
    Seen first = null;
    for (int i = 0; i < region.size(); i++) {
      Seen seen = all.get(i).get(attempt.token);
      String at = region.id(i);
      if (seen != null && !attempt.reaches(at)) {
        violations.add("at " + at + ", which it is not for: " + attempt);
        continue;
      }
      if (seen != null && attempt.published == Word.REFUSED) {
        violations.add("refused, and yet at " + at + ": " + attempt);
      }
      if (!attempt.reaches(at)) {
        continue;
      }
      if (seen == null) {
        if (attempt.published == Word.ACKNOWLEDGED) {
          violations.add("lost at " + at + ": " + attempt);
        } else if (first != null) {
          violations.add("at some only, not at " + at + ": " + attempt);
        }
        continue;
      }
      check(attempt, seen, at);
      if (first == null && i > 0 && attempt.reaches(region.id(0))) {
        violations.add("at some only, from " + at + ": " + attempt);
      } else if (first != null && !first.equals(seen)) {
        violations.add("differs at " + at + ": " + seen + ", not " + first + ": " + attempt);
      }
      first = seen;
    }
    if (first != null && model.changed(attempt)) {
      deliveries(attempt, first);
    }
  }

  private void check(Attempt attempt, Seen seen, String at) {
    if (!attempt.origin.equals(seen.origin())) {
      violations.add("of another origin at " + at + ": " + seen + ": " + attempt);
    }
    if (attempt.published != Word.ACKNOWLEDGED) {
      return;
    }
    boolean more = attempt.open || attempt.cancelled == Word.UNKNOWN;
    if (seen.revision() < attempt.revision || (seen.revision() > attempt.revision && !more)) {
      violations.add("revision " + seen.revision() + " at " + at + ": " + attempt);
    }
    boolean cancelled = seen.state().equals("CANCELLED");
    if ((attempt.cancelled == Word.ACKNOWLEDGED && !cancelled)
        || (attempt.cancelled == Word.REFUSED && cancelled)) {
      violations.add("state " + seen.state() + " at " + at + ": " + attempt);
    }
  }

  private void deliveries(Attempt attempt, Seen seen) {
    ProcessNode origin = region.node(region.ids().indexOf(attempt.origin));
    Map<String, String> states = new TreeMap<>();
    for (JsonNode delivery :
        origin.get("/api/v1/alerts/" + seen.id() + "/deliveries").path("deliveries")) {
      states.put(delivery.path("peer").asString(""), delivery.path("state").asString(""));
    }
    for (String reader : region.ids()) {
      if (reader.equals(attempt.origin)) {
        continue;
      }
      String state = states.getOrDefault(reader, "absent");
      boolean acknowledged = attempt.acknowledged.getOrDefault(reader, 0L) == seen.revision();
      boolean right =
          attempt.reaches(reader)
              ? (acknowledged
                      ? List.of("ACKNOWLEDGED")
                      : List.of("STORED", "SHOWN", "ACKNOWLEDGED"))
                  .contains(state)
              : state.equals("absent");
      if (!right) {
        violations.add(
            "the origin sees "
                + state
                + " at "
                + reader
                + (acknowledged ? ", which acknowledged" : "")
                + ": "
                + attempt);
      }
    }
  }
}
