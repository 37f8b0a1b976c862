package org.tisc.node.account;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.audit.AccessAudit;
import org.tisc.node.audit.AuditHttp;
import org.tisc.node.store.Store;
import org.tisc.node.web.Assets;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.RouteTable;
import org.tisc.node.web.WebConfig;
import org.tisc.node.web.WebServer;

/** Store, audit log, accounts and server as a node wires them, with a clock that tests own. */
final class AccountNode implements AutoCloseable {
  final PlainHasher hasher = new PlainHasher();
  final Store store;
  final AuditLog audit;
  final Accounts accounts;
  final WebServer server;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
  private final AtomicLong nanos = new AtomicLong();

  AccountNode(Path home) {
    InstantSource clock = now::get;
    store = Store.open(home.resolve("node.db"), List.of(Accounts.class));
    audit = AuditLog.open(home.resolve("audit/audit.log"), clock);
    accounts = new Accounts(store, hasher, clock, audit);
    Sessions sessions = new Sessions(store, clock);
    SignIn signIn = new SignIn(store, hasher, sessions, audit, nanos::get);
    RouteTable routes = new RouteTable();
    new AccountHttp(accounts, signIn, sessions).declare(routes);
    new AuditHttp(audit).declare(routes);
    routes.add(
        "GET",
        "/desk",
        Permission.SEARCH,
        "Says who is there.",
        exchange -> Reply.ok(Map.of("name", exchange.caller().name())));
    server =
        new WebServer(
            WebConfig.of("127.0.0.1", 0),
            routes,
            new AccountAuthenticator(
                accounts, sessions, AdminToken.read(home.resolve("admin.token"))),
            new Assets(),
            List.of(),
            new AccessAudit(audit));
    server.start();
  }

  void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
    nanos.addAndGet(time.toNanos());
  }

  Instant now() {
    return now.get();
  }

  @Override
  public void close() {
    server.close();
    store.close();
    audit.close();
  }
}
