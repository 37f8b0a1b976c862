package org.tisc.deploy.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tisc.deploy.demo.Region.Centre;
import org.tisc.deploy.sample.SampleCorpus;
import org.tisc.deploy.sample.SampleDocument;
import org.tisc.deploy.sample.SampleKind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import org.tisc.node.cli.Problem;
import org.tisc.node.cli.Screen;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Proves through HTTP that a running region does its main job, also while a node is dead. */
final class RegionCheck {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int SHORT_TIMEOUT_MILLIS = 3_000;

  /** What the way through HTTP and a loaded machine may add to the deadline of a query. */
  private static final int SLACK_MILLIS = 2_000;

  private static final Duration RETURN = Duration.ofSeconds(90);
  private static final int SEARCHED_DOCUMENTS = 2_000;
  private static final List<String> QUERIES =
      List.of("锂离子电池", "lithium-ion battery", "机器人 AND 传感器", "名称=检测装置", "\"robot\"");

  private final RegionNodes asking;
  private final RegionStart starting;
  private final Screen screen;
  private final Optional<SampleCorpus> corpus;
  private final ArrayNode done = new JsonMapper().createArrayNode();
  private final List<Violation> failures = new ArrayList<>();

  /**
   * A check.
   *
   * @param starting brings the killed node back
   * @param corpus what the region was filled with; empty where only the user knows
   */
  RegionCheck(
      RegionNodes asking, RegionStart starting, Screen screen, Optional<SampleCorpus> corpus) {
    this.asking = asking;
    this.starting = starting;
    this.screen = screen;
    this.corpus = corpus;
  }

  /**
   * Runs all checks. Raises INTERNAL with one violation for each that failed.
   *
   * @return the region, in which one node has a new process, and the list of checks
   */
  Checked run(Region region) {
    Centre first = region.nodes().getFirst();
    check("everyNodeSeesEveryOther", () -> sees(region));
    check("everyNodeHoldsDocuments", () -> holds(region));
    check("aQueryIsAnsweredExactlyByEveryNode", () -> exact(region, first, "电池"));
    check("allNodesGiveTheSameAnswer", () -> same(region));
    if (corpus.isPresent()) {
      SampleCorpus known = corpus.get();
      check("aNumberIsFoundInEveryNotation", () -> numbers(region, known));
      check("chineseWordsFindTheDocument", () -> words(region, known, "zh"));
      check("englishWordsFindTheDocument", () -> words(region, known, "en"));
      if (region.nodes().size() > 1) {
        check("aDocumentOfTwoCentresIsOneHit", () -> copies(region, known));
      }
    }
    if (region.nodes().size() > 1) {
      RegionAlerts alerts = new RegionAlerts(asking, screen);
      check("anAlertIsStoredAtEveryOtherNode", () -> alerts.stored(region));
    }
    Region now = region.nodes().size() > 1 ? withoutOne(region) : region;
    if (!failures.isEmpty()) {
      throw TiscException.invalid(
          Reason.INTERNAL, failures.size() + " of " + done.size() + " checks failed", failures);
    }
    return new Checked(now, done);
  }

  /** A region that passed. */
  record Checked(Region region, ArrayNode checks) {}

  private void check(String name, Supplier<String> work) {
    long start = System.nanoTime();
    String complaint;
    try {
      complaint = work.get();
    } catch (TiscException | Problem e) {
      complaint = String.valueOf(e.getMessage());
    }
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    ObjectNode line = done.addObject().put("check", name).put("ok", complaint.isEmpty());
    line.put("millis", millis);
    if (!complaint.isEmpty()) {
      line.put("detail", complaint);
      failures.add(Violation.of(name, complaint));
    }
    screen.complain(
        (complaint.isEmpty() ? "  ok      " : "  FAILED  ")
            + name
            + " ("
            + millis
            + " ms) "
            + complaint);
  }

  private String sees(Region region) {
    return failing(region, centre -> asking.seesAll(centre, region), "does not see all others");
  }

  private String holds(Region region) {
    return failing(
        region,
        centre ->
            asking
                .node(centre)
                .get("/api/v1/status")
                .path("collections")
                .valueStream()
                .anyMatch(collection -> collection.path("documents").asLong(0) > 0),
        "holds no documents");
  }

  private static String failing(Region region, Predicate<Centre> holds, String complaint) {
    for (Centre centre : region.nodes()) {
      if (!holds.test(centre)) {
        return centre.node() + " " + complaint;
      }
    }
    return "";
  }

  private String exact(Region region, Centre centre, String query) {
    return Answers.exact(asking.search(centre, region, query, TIMEOUT_MILLIS), region);
  }

  private String same(Region region) {
    for (String query : QUERIES) {
      List<String> expected = null;
      for (Centre centre : region.nodes()) {
        ObjectNode answer = asking.search(centre, region, query, TIMEOUT_MILLIS);
        List<String> scored = Answers.scored(answer);
        if (expected == null) {
          expected = scored;
        }
        if (!answer.path("exact").asBoolean(false) || !expected.equals(scored)) {
          return query + ": " + centre.node() + " answers otherwise than the first node";
        }
        if (scored.isEmpty() && corpus.isPresent()) {
          return query + ": no hits";
        }
      }
    }
    return "";
  }

  private String numbers(Region region, SampleCorpus known) {
    SampleDocument document =
        first(
            known,
            candidate ->
                candidate.kind() == SampleKind.PATENT
                    && candidate.key().startsWith("PATENT:CN:1")
                    && candidate.key().endsWith(":B"));
    JsonNode json = Answers.parsed(document);
    String number = json.path("number").asString("");
    String application = json.path("applicationNumber").asString("");
    Centre away = region.nodes().get((document.holders().getFirst() + 1) % region.nodes().size());
    for (String notation :
        List.of(
            "CN" + number + "B",
            "CN " + number + " B",
            "cn" + number + "b",
            application,
            "CN" + application,
            "ZL" + application,
            "ZL " + application)) {
      if (!Answers.finds(asking.search(away, region, notation, TIMEOUT_MILLIS), document.key())) {
        return notation + " does not find " + document.key();
      }
    }
    return "";
  }

  private String words(Region region, SampleCorpus known, String language) {
    SampleDocument document =
        first(
            known,
            candidate ->
                candidate.kind() == SampleKind.TRADEMARK && candidate.holders().getFirst() == 0);
    String word = Answers.parsed(document).path("titles").path(language).asString("");
    Centre away = region.nodes().getLast();
    return Answers.finds(asking.search(away, region, word, TIMEOUT_MILLIS), document.key())
        ? ""
        : word + " does not find " + document.key();
  }

  private String copies(Region region, SampleCorpus known) {
    SampleDocument document =
        first(
            known,
            candidate ->
                candidate.kind() == SampleKind.TRADEMARK && candidate.holders().size() > 1);
    String word = Answers.parsed(document).path("titles").path("zh").asString("");
    ObjectNode answer = asking.search(region.nodes().getLast(), region, word, TIMEOUT_MILLIS);
    Set<String> holders = new HashSet<>();
    int times = 0;
    for (JsonNode hit : answer.path("hits")) {
      if (hit.path("key").asString("").equals(document.key())) {
        times++;
        hit.path("holders").forEach(holder -> holders.add(holder.asString("")));
      }
    }
    Set<String> expected = new HashSet<>();
    document.holders().forEach(holder -> expected.add(region.nodes().get(holder).node()));
    return times == 1 && holders.equals(expected)
        ? ""
        : document.key() + " is " + times + " hits with holders " + holders + ", not " + expected;
  }

  private static SampleDocument first(SampleCorpus known, Predicate<SampleDocument> wanted) {
    return known
        .documents()
        .limit(SEARCHED_DOCUMENTS)
        .filter(wanted)
        .findFirst()
        .orElseThrow(
            () -> new TiscException(Reason.NOT_FOUND, "the corpus is too small for this check"));
  }

  /** Kills the last node, asks, brings it back, asks again. */
  private Region withoutOne(Region region) {
    Centre asked = region.nodes().getFirst();
    int last = region.nodes().size() - 1;
    Centre victim = region.nodes().get(last);
    NodeProcess.kill(victim.pid(), victim.homeFolder());
    check(
        "aKilledNodeIsNamedWithinTheDeadline",
        () -> {
          long start = System.nanoTime();
          ObjectNode answer = asking.search(asked, region, "电池", SHORT_TIMEOUT_MILLIS);
          long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
          if (millis > SHORT_TIMEOUT_MILLIS + SLACK_MILLIS) {
            return "the answer took " + millis + " ms";
          }
          return Answers.names(answer, victim.node());
        });
    Centre back = starting.start(victim);
    Region now = region.withNode(last, back);
    check(
        "aRestartedNodeIsBackWithoutHelp",
        () -> {
          starting.ready(back);
          Wait.until(
              RETURN,
              () -> exact(now, asked, "电池").isEmpty() && asking.seesAll(back, now),
              () -> back.node() + " is not back: " + exact(now, asked, "电池"));
          return "";
        });
    return now;
  }
}
