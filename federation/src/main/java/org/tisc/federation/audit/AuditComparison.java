package org.tisc.federation.audit;

import java.util.Optional;

/**
 * What a log is worth against checkpoints that others keep of it.
 *
 * @param log what the check found; where a checkpoint is not met, the first bad entry is the one
 *     behind the last that a checkpoint vouches for, or the first that is missing
 * @param agreed how many checkpoints the log agrees with
 * @param trimmed how many speak of entries that are kept no more
 * @param contradiction the first checkpoint, by size, that a log with a whole chain does not meet
 */
public record AuditComparison(
    AuditVerification log, int agreed, int trimmed, Optional<Contradiction> contradiction) {
  /** How a log fails a checkpoint. */
  public enum Finding {
    /** It ends before the checkpoint's entry. */
    CUT,
    /** It has another entry in that place. */
    REWRITTEN
  }

  /** A checkpoint that is not met. */
  public record Contradiction(Finding finding, AuditCheckpoint checkpoint) {}
}
