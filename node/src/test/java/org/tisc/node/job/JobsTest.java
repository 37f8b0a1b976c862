package org.tisc.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.store.Store;
import org.tisc.node.web.Assets;
import org.tisc.node.web.Authenticator;
import org.tisc.node.web.Caller;
import org.tisc.node.web.HttpCaller;
import org.tisc.node.web.Places;
import org.tisc.node.web.Role;
import org.tisc.node.web.RouteTable;
import org.tisc.node.web.WebConfig;
import org.tisc.node.web.WebServer;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class JobsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T08:00:00Z"));

  @TempDir Path home;
  private Store store;
  private Jobs jobs;

  @BeforeEach
  void open() {
    store = Store.open(home.resolve("node.db"), List.of(Jobs.class));
    jobs = new Jobs(store, CLOCK, 2, Map.of("aside", 1));
  }

  @AfterEach
  void close() {
    jobs.close();
    store.close();
  }

  private Job ended(Job job) {
    return Awaitility.await()
        .until(() -> jobs.find(job.id()).orElseThrow(), now -> now.state().ended());
  }

  @Test
  void aJobEndsWithItsResultAndLastProgress() {
    Job job =
        jobs.submit(
            "import",
            "li",
            Map.of("file", "a"),
            control -> {
              control.progress(5, Optional.of(9L), "读取");
              return Map.of("added", 5);
            });

    Job end = ended(job);
    assertThat(end.state()).isEqualTo(JobState.DONE);
    assertThat(end.result()).contains("{\"added\":5}");
    assertThat(end.progress()).isEqualTo(new Job.Progress(5, Optional.of(9L), "读取"));
    assertThat(end.input()).isEqualTo("{\"file\":\"a\"}");
    assertThat(end.startedAt()).isPresent();
    assertThat(end.endedAt()).isPresent();
  }

  @Test
  void aFailureKeepsReasonAndDetailButNeverTheTextOfAMistakeOfOurs() {
    Job told =
        jobs.submit(
            "import",
            "li",
            Map.of(),
            control -> {
              throw new TiscException(Reason.OUT_OF_SPACE, "the disk is full");
            });
    Job bug =
        jobs.submit(
            "import",
            "li",
            Map.of(),
            control -> {
              throw new IllegalStateException("inner text");
            });

    assertThat(ended(told).failure())
        .contains(new Job.Failure(Reason.OUT_OF_SPACE, Optional.of("the disk is full")));
    assertThat(ended(bug).failure()).contains(new Job.Failure(Reason.INTERNAL, Optional.empty()));
  }

  @Test
  void noMoreThanTheAllowedJobsWorkAtOnce() {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Job> submitted = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      submitted.add(
          jobs.submit(
              "import",
              "li",
              Map.of(),
              control -> {
                most.accumulateAndGet(working.incrementAndGet(), Math::max);
                working.decrementAndGet();
                return Map.of();
              }));
    }
    submitted.forEach(job -> assertThat(ended(job).state()).isEqualTo(JobState.DONE));
    assertThat(most.get()).isBetween(1, 2);
    assertThat(jobs.list()).hasSize(12);
    assertThat(jobs.list().getFirst().id()).isEqualTo(submitted.getLast().id());
  }

  @Test
  void aKindAsideWaitsForItsOwnKindAlone() throws InterruptedException {
    CountDownLatch imports = new CountDownLatch(2);
    Job one = jobs.submit("import", "li", Map.of(), untilEnded(imports));
    Job other = jobs.submit("import", "li", Map.of(), untilEnded(imports));
    assertThat(imports.await(30, TimeUnit.SECONDS)).isTrue();
    CountDownLatch started = new CountDownLatch(1);
    Job first = jobs.submit("aside", "li", Map.of(), untilEnded(started));
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
    Job second = jobs.submit("aside", "li", Map.of(), control -> Map.of());
    assertThat(jobs.find(second.id()).orElseThrow().state()).isEqualTo(JobState.QUEUED);
    jobs.cancel(first.id());
    assertThat(ended(second).state()).isEqualTo(JobState.DONE);
    List.of(one, other).forEach(job -> jobs.cancel(job.id()));
    List.of(one, other)
        .forEach(job -> assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED));
  }

  private static JobWork untilEnded(CountDownLatch started) {
    return control -> {
      started.countDown();
      while (true) {
        control.check();
        LockSupport.parkNanos(1_000_000);
      }
    };
  }

  @Test
  void aRunningAndAWaitingJobCanBeCancelled() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    Job first = jobs.submit("import", "li", Map.of(), untilEnded(started));
    Job second = jobs.submit("import", "li", Map.of(), untilEnded(started));
    Job waiting = jobs.submit("import", "li", Map.of(), control -> Map.of());
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    jobs.cancel(waiting.id());
    jobs.cancel(first.id());
    jobs.cancel(first.id());
    jobs.cancel(second.id());

    assertThat(ended(first).state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended(second).state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended(waiting).state()).isEqualTo(JobState.CANCELLED);
    assertThatThrownBy(() -> jobs.cancel("no-such"))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
  }

  @Test
  void stoppingInterruptsAndTheOwnerResumesTheSameJob() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Job job = jobs.submit("import", "li", Map.of("file", "a"), untilEnded(started));
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    close();
    open();

    Job interrupted = jobs.interrupted("import").getFirst();
    assertThat(interrupted.id()).isEqualTo(job.id());
    assertThat(jobs.interrupted("export")).isEmpty();
    jobs.resume(interrupted, control -> Map.of("resumed", true));
    assertThat(ended(job).result()).contains("{\"resumed\":true}");
    assertThatThrownBy(() -> jobs.resume(interrupted, control -> Map.of()))
        .isInstanceOfSatisfying(
            TiscException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STALE_REVISION));
  }

  @Test
  void whatAKillLeftRunningIsInterruptedAtTheNextStart() {
    store.write(
        tx ->
            tx.update(
                "INSERT INTO jobs (id, kind, owner, input, state, created) VALUES"
                    + " ('import-1', 'import', 'li', '{}', 'RUNNING', '2026-03-01T00:00:00Z'),"
                    + " ('import-2', 'import', 'li', '{}', 'QUEUED', '2026-03-01T00:00:00Z')"));
    close();
    open();

    assertThat(jobs.list()).extracting(Job::state).containsOnly(JobState.INTERRUPTED);
  }

  @Test
  void tooManyUnfinishedJobsAreTurnedAwayAndNoneAfterClose() {
    CountDownLatch started = new CountDownLatch(1);
    for (int i = 0; i < 100; i++) {
      jobs.submit("import", "li", Map.of(), untilEnded(started));
    }
    assertReason(Reason.BUSY);
    jobs.close();
    assertReason(Reason.SHUTTING_DOWN);
    assertThat(jobs.list()).extracting(Job::state).containsOnly(JobState.INTERRUPTED);
  }

  private void assertReason(Reason reason) {
    assertThatThrownBy(() -> jobs.submit("import", "li", Map.of(), control -> Map.of()))
        .isInstanceOfSatisfying(TiscException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void theOldestEndedJobsMakeRoom() {
    store.write(
        tx ->
            tx.update(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1005)"
                    + " INSERT INTO jobs (id, kind, owner, input, state, created)"
                    + " SELECT 'old-' || i, 'import', 'li', '{}', 'DONE', '2026-03-01T00:00:00Z'"
                    + " FROM n"));
    Job job = jobs.submit("import", "li", Map.of(), control -> Map.of());
    ended(job);

    assertThat(jobs.list()).hasSize(1000);
    assertThat(jobs.find("old-6")).isEmpty();
    assertThat(jobs.find("old-7")).isPresent();
  }

  @Test
  void jobsAreSeenAndCancelledOverHttp() throws Exception {
    RouteTable routes = new RouteTable();
    new JobHttp(jobs).declare(routes);
    Authenticator staff =
        new Authenticator() {
          @Override
          public Optional<Caller> byToken(String token) {
            return Optional.of(new Caller("li", Set.of(Role.STAFF)));
          }

          @Override
          public Optional<Caller> bySession(String session) {
            return Optional.empty();
          }
        };
    Job failed =
        jobs.submit(
            "import",
            "li",
            Map.of(),
            control -> {
              throw new TiscException(Reason.BUSY, "later");
            });
    ended(failed);
    CountDownLatch started = new CountDownLatch(1);
    Job running = jobs.submit("import", "li", Map.of(), untilEnded(started));
    try (WebServer server =
        new WebServer(
            WebConfig.of("127.0.0.1", 0),
            routes,
            staff,
            new Assets(),
            Places.of(),
            (a, b, c, d, e) -> {})) {
      server.start();
      try (HttpCaller caller =
          HttpCaller.program(
              server.url(), Map.of("Authorization", "Bearer x", "Accept-Language", "en"))) {
        JsonNode problem =
            HttpCaller.json(caller.get("/api/v1/jobs/" + failed.id())).get("problem");
        assertThat(problem.get("reason").asString()).isEqualTo("BUSY");
        assertThat(problem.get("title").asString()).startsWith("Too many");
        assertThat(
                caller
                    .send("DELETE", "/api/v1/jobs/" + running.id(), "", "", Map.of())
                    .statusCode())
            .isEqualTo(200);
        ended(running);
        assertThat(HttpCaller.json(caller.get("/api/v1/jobs")).get("jobs")).hasSize(2);
        assertThat(caller.get("/api/v1/jobs/no-such").statusCode()).isEqualTo(404);
      }
    }
  }
}
