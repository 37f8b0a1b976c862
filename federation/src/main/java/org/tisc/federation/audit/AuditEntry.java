package org.tisc.federation.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the log.
 *
 * @param seq its place, from 1 without gaps
 * @param at when it was written
 * @param event the name of the {@link AuditEventType}; a newer node may have written names that
 *     this one does not know
 * @param prev the hash of the entry before, 64 zeros for the first
 * @param hash SHA-256 over the line without its hash member, in lower-case hexadecimal
 */
public record AuditEntry(
    long seq,
    Instant at,
    String event,
    String actor,
    Map<String, String> details,
    String prev,
    String hash) {
  public AuditEntry {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
