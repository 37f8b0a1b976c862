package org.tisc.node.job;

import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** What running work says and asks. Thread-safe; never blocks. */
public final class JobControl {
  private static final int MAX_MESSAGE = 200;

  private final String jobId;
  private volatile Job.Progress progress;
  private volatile boolean cancelled;
  private volatile boolean stopping;

  JobControl(String jobId, Job.Progress progress) {
    this.jobId = jobId;
    this.progress = progress;
  }

  /** The job's id. */
  public String jobId() {
    return jobId;
  }

  /** Tells how far the work is; as often as it likes. */
  public void progress(long done, Optional<Long> total, String message) {
    String line = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    progress = new Job.Progress(done, total, line);
  }

  /** Whether the work should end: somebody cancelled it, or the node stops. */
  public boolean shouldEnd() {
    return cancelled || stopping;
  }

  /** Raises {@code CANCELLED} when the work should end; long loops call it now and then. */
  public void check() {
    if (shouldEnd()) {
      throw new TiscException(
          Reason.CANCELLED, cancelled ? "the job was cancelled" : "the node is stopping");
    }
  }

  Job.Progress progress() {
    return progress;
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isStopping() {
    return stopping;
  }

  void cancel() {
    cancelled = true;
  }

  void stop() {
    stopping = true;
  }
}
