package org.tisc.node.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Json;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Problem;
import org.tisc.node.web.Problems;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;
import tools.jackson.databind.JsonNode;

/** The routes of jobs. */
public final class JobHttp {
  private final Jobs jobs;
  private final Problems problems = new Problems();

  /** Routes over these jobs. */
  public JobHttp(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Declares all routes of this room. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/jobs",
        Permission.CORPUS_WRITE,
        "The newest jobs, at least 1,000 where there are so many, newest first.",
        exchange ->
            Reply.ok(
                Map.of(
                    "jobs",
                    jobs.list().stream().map(job -> view(job, exchange.locale())).toList())));
    routes.add(
        "GET",
        "/api/v1/jobs/{id}",
        Permission.CORPUS_WRITE,
        "One job with state, progress, and its result or problem.",
        exchange ->
            Reply.ok(
                view(
                    jobs.find(exchange.path("id"))
                        .orElseThrow(
                            () -> new TiscException(Reason.NOT_FOUND, "there is no such job")),
                    exchange.locale())));
    routes.add(
        "DELETE",
        "/api/v1/jobs/{id}",
        Permission.CORPUS_WRITE,
        "Asks a job to end; what it did so far stays.",
        this::cancel);
  }

  private Reply cancel(Exchange exchange) {
    return Reply.ok(view(jobs.cancel(exchange.path("id")), exchange.locale()));
  }

  /** A job as JSON shows it. */
  public record View(
      String job,
      String kind,
      JobState state,
      String owner,
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      long done,
      Optional<Long> total,
      String message,
      Optional<JsonNode> result,
      Optional<Problem> problem) {}

  /** A job as JSON shows it, its problem in a language. */
  public View view(Job job, Locale locale) {
    return new View(
        job.id(),
        job.kind(),
        job.state(),
        job.owner(),
        job.createdAt(),
        job.startedAt(),
        job.endedAt(),
        job.progress().done(),
        job.progress().total(),
        job.progress().message(),
        job.result().map(Json.mapper()::readTree),
        job.failure()
            .map(
                failure ->
                    problems.of(
                        new TiscException(failure.reason(), failure.detail().orElse("")),
                        locale,
                        job.id())));
  }
}
