package org.tisc.node.job;

import java.time.Instant;
import java.util.Optional;
import org.tisc.federation.error.Reason;

/**
 * A job as it stands now.
 *
 * @param kind what sort of work, such as {@code import}
 * @param owner the account that asked for it
 * @param input what the owner needs to resume it, as JSON
 * @param progress how far it is
 * @param result what came of it as JSON, when {@code DONE}
 * @param failure why it failed, when {@code FAILED}
 */
public record Job(
    String id,
    String kind,
    String owner,
    String input,
    JobState state,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Progress progress,
    Optional<String> result,
    Optional<Failure> failure) {

  /**
   * How far a job is.
   *
   * @param done in the unit of the kind: documents, bytes
   * @param total the same at the end, where it is known
   * @param message what it does now, one line
   */
  public record Progress(long done, Optional<Long> total, String message) {
    /** Nothing done yet. */
    public static final Progress NONE = new Progress(0, Optional.empty(), "");
  }

  /**
   * Why a job failed.
   *
   * @param detail absent where the mistake is ours
   */
  public record Failure(Reason reason, Optional<String> detail) {}
}
