package org.tisc.node.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tisc.federation.audit.AuditEntry;
import org.tisc.federation.audit.AuditLog;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.node.web.Exchange;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** The routes of the audit log. */
public final class AuditHttp {
  private static final int DEFAULT_LIMIT = 100;

  private final AuditLog audit;
  private final AuditPage page;

  /** The routes over an open log. */
  public AuditHttp(AuditLog audit) {
    this.audit = audit;
    this.page = new AuditPage(audit);
  }

  /** Declares the routes. */
  public void declare(Routes routes) {
    routes.add(
        "GET",
        "/api/v1/audit",
        Permission.AUDIT_READ,
        "Entries of the audit log from a sequence on (from, limit up to 1,000), or the newest"
            + " ones.",
        this::list);
    routes.add(
        "GET",
        "/api/v1/audit/export",
        Permission.AUDIT_READ,
        "Lines of the audit log as they stand on disk, from a sequence to another (from, to).",
        this::export);
    routes.add(
        "GET",
        "/audit",
        Permission.AUDIT_READ,
        "The page of the audit log: a hundred entries from a sequence on (from), or the newest.",
        this::page);
  }

  private Reply page(Exchange exchange) {
    return page.show(exchange, number(exchange, "from"));
  }

  private Reply export(Exchange exchange) {
    long from = number(exchange, "from").orElse(1L);
    long to = number(exchange, "to").orElse(Math.max(from, audit.entries()));
    if (from < 1 || to < from) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "from is 1 or more and to not less: " + from + " and " + to);
    }
    return new Reply.Stream(
        200, "application/x-ndjson", Map.of(), out -> audit.export(from, to, out));
  }

  private record Entries(long entries, List<AuditEntry> list) {}

  private Reply list(Exchange exchange) {
    int limit = (int) number(exchange, "limit").orElse((long) DEFAULT_LIMIT).longValue();
    long newest = audit.entries();
    long from = number(exchange, "from").orElse(Math.max(1, newest - Math.max(limit, 1) + 1));
    return Reply.ok(new Entries(newest, audit.list(from, limit)));
  }

  private static Optional<Long> number(Exchange exchange, String name) {
    return exchange
        .parameter(name)
        .map(
            text -> {
              if (!text.matches("[0-9]{1,9}")) {
                throw new TiscException(
                    Reason.INVALID_ARGUMENT, name + " must be a whole number of up to nine digits");
              }
              return Long.parseLong(text);
            });
  }
}
