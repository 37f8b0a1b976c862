/**
 * The audit log over HTTP, and the refusals of the web room in it. The log itself belongs to the
 * federation. Thread-safe. Read {@code AuditHttp} first.
 */
@NullMarked
package org.tisc.node.audit;

import org.jspecify.annotations.NullMarked;
