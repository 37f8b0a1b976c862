package org.tisc.node.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.node.store.Row;
import org.tisc.node.store.Store;

/** The jobs in the store. Thread-safe. */
final class JobTable {
  /** The newest that are kept; running ones always are. */
  static final int KEPT = 1_000;

  private static final String COLUMNS =
      "SELECT id, kind, owner, input, state, created, started, ended, done, total, message, result,"
          + " reason, detail FROM jobs ";

  private final Store store;

  JobTable(Store store) {
    this.store = store;
  }

  void insert(Job job) {
    store.write(
        tx -> {
          tx.update(
              "DELETE FROM jobs WHERE state NOT IN ('QUEUED', 'RUNNING') AND number <="
                  + " (SELECT number FROM jobs ORDER BY number DESC LIMIT 1 OFFSET ?)",
              KEPT - 1);
          return tx.update(
              "INSERT INTO jobs (id, kind, owner, input, state, created)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              job.id(),
              job.kind(),
              job.owner(),
              job.input(),
              job.state(),
              job.createdAt());
        });
  }

  /** Back to the queue from an end that may be resumed; false when it stands elsewhere. */
  boolean requeue(String id) {
    return store.write(
            tx ->
                tx.update(
                    "UPDATE jobs SET state = 'QUEUED', ended = NULL WHERE id = ?"
                        + " AND state = 'INTERRUPTED'",
                    id))
        == 1;
  }

  void started(String id, Instant at) {
    store.write(
        tx -> tx.update("UPDATE jobs SET state = 'RUNNING', started = ? WHERE id = ?", at, id));
  }

  void progress(String id, Job.Progress progress) {
    store.write(
        tx ->
            tx.update(
                "UPDATE jobs SET done = ?, total = ?, message = ? WHERE id = ?",
                progress.done(),
                progress.total(),
                progress.message(),
                id));
  }

  void ended(
      String id,
      JobState state,
      Instant at,
      Job.Progress progress,
      Optional<String> result,
      Optional<Job.Failure> failure) {
    store.write(
        tx ->
            tx.update(
                "UPDATE jobs SET state = ?, ended = ?, done = ?, total = ?, message = ?,"
                    + " result = ?, reason = ?, detail = ? WHERE id = ?",
                state,
                at,
                progress.done(),
                progress.total(),
                progress.message(),
                result,
                failure.map(Job.Failure::reason),
                failure.flatMap(Job.Failure::detail),
                id));
  }

  /** Marks what the last run of the node left unfinished, and returns how many. */
  int interruptUnfinished(Instant at) {
    return store.write(
        tx ->
            tx.update(
                "UPDATE jobs SET state = 'INTERRUPTED', ended = ?"
                    + " WHERE state IN ('QUEUED', 'RUNNING')",
                at));
  }

  Optional<Job> find(String id) {
    return store.read(tx -> tx.first(COLUMNS + "WHERE id = ?", JobTable::job, id));
  }

  List<Job> newest() {
    return store.read(
        tx -> tx.query(COLUMNS + "ORDER BY number DESC LIMIT ?", JobTable::job, KEPT));
  }

  List<Job> interrupted(String kind) {
    return store.read(
        tx ->
            tx.query(
                COLUMNS + "WHERE state = 'INTERRUPTED' AND kind = ? ORDER BY number",
                JobTable::job,
                kind));
  }

  private static Job job(Row row) {
    return new Job(
        row.text("id"),
        row.text("kind"),
        row.text("owner"),
        row.text("input"),
        JobState.valueOf(row.text("state")),
        row.instant("created"),
        row.optionalInstant("started"),
        row.optionalInstant("ended"),
        new Job.Progress(row.number("done"), row.optionalNumber("total"), row.text("message")),
        row.optionalText("result"),
        row.optionalText("reason")
            .map(reason -> new Job.Failure(Reason.valueOf(reason), row.optionalText("detail"))));
  }
}
