package org.tisc.federation.audit;

import java.util.Optional;

/**
 * What a check of a whole log found.
 *
 * @param entries how many entries stand before the first bad one; all of them when valid
 * @param valid whether every entry is whole, in its place and chained to the one before
 * @param firstBad the sequence of the first entry that is damaged, out of place or missing
 */
public record AuditVerification(long entries, boolean valid, Optional<Long> firstBad) {
  static AuditVerification good(long entries) {
    return new AuditVerification(entries, true, Optional.empty());
  }

  static AuditVerification badAfter(long entries) {
    return new AuditVerification(entries, false, Optional.of(entries + 1));
  }
}
