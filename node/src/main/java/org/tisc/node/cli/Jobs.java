package org.tisc.node.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits for a job of a node. */
public final class Jobs {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private Jobs() {}

  /**
   * Waits until a job has ended, however long it takes: a job has no deadline, only the node can
   * give up. Raises the job's {@link Problem} where it failed, {@code CANCELLED} where somebody
   * stopped it, {@code UNAVAILABLE} where the node went away.
   *
   * @param job the job as the node described it last
   * @param watcher is shown each description
   * @return the job's result, empty object where it has none
   */
  public static ObjectNode result(NodeClient node, ObjectNode job, Consumer<ObjectNode> watcher) {
    return result(node, job, path(job), watcher);
  }

  /** The same for a job that is looked at under a path of its own. */
  static ObjectNode result(
      NodeClient node, ObjectNode job, String path, Consumer<ObjectNode> watcher) {
    ObjectNode ended = ended(node, job, path, watcher);
    String id = ended.path("job").asString("");
    return switch (ended.path("state").asString("")) {
      case "DONE" ->
          ended.path("result") instanceof ObjectNode result
              ? result
              : PlainCommand.JSON.createObjectNode();
      case "CANCELLED" -> throw new TiscException(Reason.CANCELLED, "job " + id + " was cancelled");
      case "INTERRUPTED" ->
          throw new TiscException(
              Reason.SHUTTING_DOWN, "job " + id + " was interrupted; repeat the command");
      default -> throw failure(id, ended);
    };
  }

  /** Waits until a job has ended, in whichever way. */
  static ObjectNode ended(NodeClient node, ObjectNode job, Consumer<ObjectNode> watcher) {
    return ended(node, job, path(job), watcher);
  }

  private static String path(ObjectNode job) {
    return "/api/v1/jobs/" + NodeClient.encoded(job.path("job").asString(""));
  }

  private static ObjectNode ended(
      NodeClient node, ObjectNode job, String path, Consumer<ObjectNode> watcher) {
    String id = job.path("job").asString("");
    ObjectNode now = job;
    Duration pause = FIRST_PAUSE;
    while (!over(now)) {
      watcher.accept(now);
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TiscException(Reason.CANCELLED, "interrupted; the job goes on: " + id, e);
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
      now = node.get(path);
    }
    watcher.accept(now);
    return now;
  }

  private static boolean over(ObjectNode job) {
    return switch (job.path("state").asString("QUEUED")) {
      case "QUEUED", "RUNNING" -> false;
      default -> true;
    };
  }

  private static RuntimeException failure(String id, ObjectNode job) {
    JsonNode problem = job.path("problem");
    return problem instanceof ObjectNode known
        ? new Problem(known)
        : new TiscException(
            Reason.INTERNAL, "job " + id + " failed: " + job.path("message").asString(""));
  }
}
