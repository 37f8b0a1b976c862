package org.tisc.node.job;

/** Where a job stands. */
public enum JobState {
  /** It waits for its turn. */
  QUEUED,
  /** It works. */
  RUNNING,
  /** It ended and has its result. */
  DONE,
  /** It ended with a problem. */
  FAILED,
  /** Somebody stopped it. */
  CANCELLED,
  /** The node stopped before it ended; its owner may resume it. */
  INTERRUPTED;

  /** Whether nothing more will happen to it by itself. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case DONE, FAILED, CANCELLED, INTERRUPTED -> true;
    };
  }
}
