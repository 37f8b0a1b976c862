package org.tisc.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Processes that are killed and stopped while queries run. "Back in the next query" means: in the
 * first query that any node begins after the restarted process says that it is ready, or after the
 * stopped one was continued.
 */
@Tag("process")
@ExtendWith(RegionExtension.class)
class OutageTest {
  private static final int TIMEOUT_MILLIS = 3000;

  /** What a client may see on top: its own connection and a machine that does other things. */
  private static final int SLACK_MILLIS = 1500;

  /**
   * For the first query after trouble: a process that has just begun answers slowly on a busy
   * machine, but a link that still waits would fail at once, however long the query may take.
   */
  private static final int NEXT_MILLIS = 15_000;

  private static final int ASKERS = 3;
  private static final int MOST_QUERIES = 400;
  private static final Set<String> LOST =
      Set.of("UNAVAILABLE", "TIMED_OUT", "PARTIAL", "BUSY", "DENIED");
  private static final JsonMapper JSON = new JsonMapper();

  private final ProcessRegion region;
  private final List<ProcessNode> stopped = new ArrayList<>();
  private final List<ProcessNode> killed = new ArrayList<>();

  OutageTest(ProcessRegion region) {
    this.region = region;
  }

  /** One answer, how long it took and when it was asked. */
  private record Told(JsonNode answer, long millis) {
    private String state(String node) {
      return answer
          .path("sources")
          .valueStream()
          .filter(source -> source.path("node").asString("").equals(node))
          .map(source -> source.path("state").asString(""))
          .distinct()
          .collect(Collectors.joining(","));
    }

    private boolean exact() {
      return answer.path("exact").asBoolean();
    }
  }

  @BeforeEach
  void whole() {
    region.awaitWhole();
  }

  @AfterEach
  void repaired() {
    stopped.forEach(node -> node.signal("CONT"));
    killed.forEach(ProcessNode::serve);
  }

  private static Told ask(ProcessNode node, int timeoutMillis) {
    long begun = System.nanoTime();
    JsonNode answer = node.search("电池", ProcessRegion.NETWORK, "", 10, timeoutMillis);
    return new Told(answer, (System.nanoTime() - begun) / 1_000_000);
  }

  /** Queries that run all the time, at most so many. */
  private static final class Traffic implements AutoCloseable {
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    private Traffic(ProcessNode from) {
      for (int i = 0; i < ASKERS; i++) {
        running.add(
            askers.submit(
                () -> {
                  for (int asked = 0; asked < MOST_QUERIES && !ended.get(); asked++) {
                    told.add(ask(from, TIMEOUT_MILLIS));
                  }
                }));
      }
    }

    private void await(String what, java.util.function.Predicate<Told> wanted) {
      int from = told.size();
      org.awaitility.Awaitility.await(what)
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> told.stream().skip(from).anyMatch(wanted));
    }

    private List<Told> end() throws Exception {
      ended.set(true);
      for (Future<?> one : running) {
        one.get();
      }
      return told;
    }

    @Override
    public void close() {
      ended.set(true);
      askers.close();
    }
  }

  private static void assertHonest(List<Told> told, Set<String> troubled) {
    long inexact = 0;
    long slowest = 0;
    for (Told one : told) {
      slowest = Math.max(slowest, one.millis());
      assertThat(one.millis()).isLessThan(TIMEOUT_MILLIS + SLACK_MILLIS);
      assertThat(one.answer().path("tookMillis").asLong()).isLessThanOrEqualTo(TIMEOUT_MILLIS);
      boolean missing =
          one.answer()
              .path("sources")
              .valueStream()
              .anyMatch(source -> LOST.contains(source.path("state").asString("")));
      assertThat(one.exact()).as(one.answer().path("sources").toString()).isEqualTo(!missing);
      for (JsonNode source : one.answer().path("sources")) {
        if (!troubled.contains(source.path("node").asString(""))) {
          assertThat(source.path("state").asString("")).isIn("ANSWERED", "EMPTY");
        }
      }
      inexact += one.exact() ? 0 : 1;
    }
    System.out.printf(
        "%s in trouble: %d queries answered, %d of them inexact, slowest %d ms of %d ms%n",
        troubled, told.size(), inexact, slowest, TIMEOUT_MILLIS);
  }

  private void assertBackInTheNextQuery(String node) {
    for (ProcessNode asking : region.nodes()) {
      Told told = ask(asking, NEXT_MILLIS);
      assertThat(told.exact())
          .as(
              "asked by %s: %s %s",
              asking.id(), told.answer().path("inexact"), told.answer().path("sources"))
          .isTrue();
      assertThat(told.state(node)).isEqualTo("ANSWERED");
    }
  }

  @Test
  void aKilledNodeIsNamedWhileQueriesRunAndBackInTheNextQueryAfterItsRestart() throws Exception {
    ProcessNode tianjin = region.node(1);
    try (Traffic traffic = new Traffic(region.node(0))) {
      traffic.await("all well", Told::exact);
      killed.add(tianjin);
      tianjin.kill();
      traffic.await("named", told -> told.state("tianjin").equals("UNAVAILABLE"));
      assertHonest(traffic.end(), Set.of("tianjin"));
    }
    killed.clear();
    tianjin.serve();
    assertBackInTheNextQuery("tianjin");
  }

  @Test
  void aStoppedNodeIsNamedWhileQueriesRunAndBackInTheNextQueryOnceContinued() throws Exception {
    ProcessNode hebei = region.node(2);
    try (Traffic traffic = new Traffic(region.node(0))) {
      traffic.await("all well", Told::exact);
      stopped.add(hebei);
      hebei.signal("STOP");
      traffic.await("named", told -> told.state("hebei").equals("TIMED_OUT"));
      traffic.await("and still", told -> !told.exact());
      assertHonest(traffic.end(), Set.of("hebei"));
    }
    hebei.signal("CONT");
    stopped.clear();
    assertBackInTheNextQuery("hebei");
  }

  @Test
  void aNodeThatWasStoppedForLongIsBackInTheNextQuery() {
    ProcessNode hebei = region.node(2);
    stopped.add(hebei);
    hebei.signal("STOP");
    // Longer than what keeps an idle connection alive, so that the links have noticed.
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                region
                    .node(0)
                    .get("/api/v1/status")
                    .at("/networks/0/peers")
                    .valueStream()
                    .anyMatch(
                        peer ->
                            peer.path("node").asString("").equals("hebei")
                                && !peer.path("link").asString("").equals("READY")));
    hebei.signal("CONT");
    stopped.clear();
    assertBackInTheNextQuery("hebei");
  }

  @Test
  void oneKilledAndOneStoppedAreBothNamedAndTheOwnHitsRemain() throws Exception {
    ProcessNode tianjin = region.node(1);
    ProcessNode hebei = region.node(2);
    try (Traffic traffic = new Traffic(region.node(0))) {
      traffic.await("all well", Told::exact);
      stopped.add(hebei);
      hebei.signal("STOP");
      killed.add(tianjin);
      tianjin.kill();
      traffic.await(
          "both named",
          told ->
              told.state("hebei").equals("TIMED_OUT")
                  && told.state("tianjin").equals("UNAVAILABLE")
                  && !told.answer().path("hits").isEmpty());
      assertHonest(traffic.end(), Set.of("tianjin", "hebei"));
    }
    hebei.signal("CONT");
    stopped.clear();
    killed.clear();
    tianjin.serve();
    assertBackInTheNextQuery("tianjin");
    assertBackInTheNextQuery("hebei");
  }

  @Test
  void anImportGoesOnAfterAKillAndNothingIsLostOrDoubled() throws IOException {
    ProcessNode hebei = region.node(2);
    int count = 40_000;
    hebei.collection("resumed", "none");
    Path file = documents(count);
    JsonNode begun = hebei.upload("resumed", "resumed.jsonl", "auto", file);
    JsonNode running = hebei.job(begun, job -> job.path("done").asLong() > 0);
    assertThat(running.path("state").asString("")).isEqualTo("RUNNING");
    killed.add(hebei);
    hebei.kill();
    killed.clear();
    hebei.serve();

    JsonNode job = hebei.job(begun, ProcessNode::isOver);
    assertThat(job.path("state").asString("")).as(job.toString()).isEqualTo("DONE");
    JsonNode report = job.path("result");
    assertThat(report.path("read").asInt()).isEqualTo(count);
    assertThat(report.path("rejected").asInt()).isZero();
    assertThat(report.path("added").asInt() + report.path("unchanged").asInt()).isEqualTo(count);
    assertThat(hebei.documents("resumed")).isEqualTo(count);
    assertThat(keys(hebei.ask("GET", "/api/v1/collections/resumed/export", "").text()))
        .isEqualTo(keys(Files.readString(file)));
    System.out.println("import killed and resumed: " + report);

    JsonNode again = hebei.load("resumed", file);
    assertThat(again.path("unchanged").asInt()).isEqualTo(count);
    hebei.ask("DELETE", "/api/v1/collections/resumed", "");
  }

  private Path documents(int count) throws IOException {
    Path file = region.folder("outage").resolve("resumed.jsonl");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        writer.write(
            "{\"schema\":\"tisc.document/1\",\"kind\":\"PATENT\",\"office\":\"US\",\"number\":\""
                + (7_000_000 + i)
                + "\",\"kindCode\":\"B2\",\"titles\":{\"en\":\"Resumed document "
                + i
                + " of an import\",\"zh\":\"续传文献"
                + i
                + "\"}}\n");
      }
    }
    return file;
  }

  /** Number and title of each line; fails on a double. */
  private static Set<String> keys(String lines) {
    Set<String> keys = new TreeSet<>();
    lines
        .lines()
        .map(JSON::readTree)
        .map(one -> one.path("number").asString("") + " " + one.path("titles"))
        .map(text -> text.replaceAll("\\{\"zh\":(.*),\"en\":(.*)}", "{\"en\":$2,\"zh\":$1}"))
        .forEach(key -> assertThat(keys.add(key)).as("twice: %s", key).isTrue());
    return keys;
  }
}
