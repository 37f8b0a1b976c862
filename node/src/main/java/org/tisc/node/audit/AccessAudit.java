package org.tisc.node.audit;

import java.util.Map;
import org.tisc.federation.audit.AuditEvent;
import org.tisc.federation.audit.AuditEventType;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.web.Caller;
import org.tisc.node.web.Permission;
import org.tisc.node.web.RefusalListener;

/** Writes refused calls of known users into the audit log. Thread-safe. */
public final class AccessAudit implements RefusalListener {
  private final AuditLog audit;

  /** Refusals into an open log. */
  public AccessAudit(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public void refused(
      Caller caller, String method, String route, Permission permission, String address) {
    audit.append(
        new AuditEvent(
            AuditEventType.ACCESS_REFUSED,
            caller.name(),
            Map.of(
                "method", method,
                "route", route,
                "permission", permission.name(),
                "address", address)));
  }
}
