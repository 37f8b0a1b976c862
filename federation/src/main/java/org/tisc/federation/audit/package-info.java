/**
 * The audit log: an append-only, hash-chained file of security-relevant events, and the table of
 * those events. Knows no other room but errors, and nothing of who writes which event; it never
 * holds query text or secrets. {@link org.tisc.federation.audit.AuditLog} is thread-safe; one lock
 * guards the waiting events, a second one the file, and the file's lock is taken first. Read {@code
 * AuditEventType} first.
 */
@NullMarked
package org.tisc.federation.audit;

import org.jspecify.annotations.NullMarked;
