package org.tisc.node.account;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.tisc.federation.audit.AuditLog;
import org.tisc.node.audit.AccessAudit;
import org.tisc.node.audit.AuditHttp;
import org.tisc.node.store.Store;
import org.tisc.node.web.Assets;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Places;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Role;
import org.tisc.node.web.RouteTable;
import org.tisc.node.web.WebConfig;
import org.tisc.node.web.WebServer;

/** Store, audit log, accounts and server as a node wires them, with a clock that tests own. */
final class AccountNode implements AutoCloseable {
  final PlainHasher hasher = new PlainHasher();
  final Store store;
  final AuditLog audit;
  final Accounts accounts;
  final Tokens tokens;
  final WebServer server;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
  private final AtomicLong nanos = new AtomicLong();

  AccountNode(Path home) {
    this(home, new AccountPolicy(true, false, List.of("beijing", "北京示例中心")));
  }

  AccountNode(Path home, AccountPolicy policy) {
    InstantSource clock = now::get;
    store = Store.open(home.resolve("node.db"), List.of(AccountRoom.class));
    audit = AuditLog.open(home.resolve("audit/audit.log"), clock);
    AccountEvents events = new AccountEvents(audit);
    accounts =
        new Accounts(
            store,
            new PasswordCheck(hasher),
            new PasswordRules(policy.ownNames()),
            policy,
            clock,
            events,
            (_, _) -> {});
    tokens = new Tokens(store, clock, events);
    AccountRoom room =
        new AccountRoom(
            "beijing",
            store,
            hasher,
            policy,
            clock,
            nanos::get,
            audit,
            AdminToken.read(home.resolve("admin.token")),
            home.resolve("setup.code"),
            (_, _) -> {});
    RouteTable routes = new RouteTable();
    room.declare(routes);
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
            room.authenticator(),
            new Assets(),
            Places.of(),
            new AccessAudit(audit));
    server.start();
  }

  /** An account with a password, as the administrator would make it. */
  void person(String name, String password, Role... roles) {
    accounts.create(new Accounts.Wanted(name, Optional.of(password), Set.of(roles)), "test");
  }

  /** A token with everything that the account may do. */
  String token(String account) {
    return tokens
        .issue(account, new Tokens.Wanted("test", Set.of(), Set.of(), Optional.empty()), "test")
        .token();
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
