package org.tisc.node.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A real server on a free port whose tokens are names of roles, such as {@code STAFF+AUDITOR}. */
final class TestServer implements AutoCloseable {
  private final RouteTable routes = new RouteTable();
  private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
  private final WebServer server;

  TestServer(Consumer<Routes> declarations) {
    this(declarations, new WebConfig("127.0.0.1", 0, List.of(), Duration.ofSeconds(30), 64));
  }

  TestServer(Consumer<Routes> declarations, WebConfig config) {
    declarations.accept(routes);
    server =
        new WebServer(
            config,
            routes,
            new RoleTokens(),
            new Assets(),
            new Places(
                List.of(
                    NavigationEntry.of(
                            Section.BASIC, 4, "/search", Permission.SEARCH, "检索", "Search")
                        .about("全部文献的检索。", "Search of all documents."),
                    NavigationEntry.administration(
                        "/audit", Permission.AUDIT_READ, "审计日志", "Audit log")),
                language -> List.of(new Standing("good", "一切正常 <b>", "/networks"))),
            (caller, method, route, permission, address) ->
                refusals.add(caller.name() + " " + method + " " + route + " " + permission));
    server.start();
  }

  private static final class RoleTokens implements Authenticator {
    @Override
    public Optional<Caller> byToken(String token) {
      try {
        Set<Role> roles =
            Arrays.stream(token.split("\\+")).map(Role::valueOf).collect(Collectors.toSet());
        return Optional.of(new Caller("user", roles));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public Optional<Caller> bySession(String session) {
      return byToken(session);
    }
  }

  String url() {
    return server.url();
  }

  int port() {
    return server.port();
  }

  RouteTable routes() {
    return routes;
  }

  List<String> refusals() {
    return refusals;
  }

  HttpCaller with(String token) {
    return HttpCaller.program(url(), Map.of("Authorization", "Bearer " + token));
  }

  HttpCaller anonymous() {
    return HttpCaller.program(url(), Map.of());
  }

  @Override
  public void close() {
    server.close();
  }
}
