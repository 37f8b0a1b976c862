package org.tisc.federation.audit;

import java.util.Optional;

/**
 * What a check of a whole log found.
 *
 * @param entries the sequence of the last entry before the first bad one; of the last when valid.
 *     As sequences begin with 1, so many entries were written up to there
 * @param first the sequence of the first entry that is still there; 1 where none was trimmed
 * @param valid whether every entry is whole, in its place and chained to the one before
 * @param firstBad the sequence of the first entry that is damaged, out of place or missing
 */
public record AuditVerification(long entries, long first, boolean valid, Optional<Long> firstBad) {
  static AuditVerification good(long first, long entries) {
    return new AuditVerification(entries, first, true, Optional.empty());
  }

  static AuditVerification badAfter(long first, long entries) {
    return new AuditVerification(entries, first, false, Optional.of(entries + 1));
  }
}
