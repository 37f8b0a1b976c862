package org.tisc.node.search;

import java.util.HashMap;
import java.util.Map;
import org.tisc.node.web.Permission;
import org.tisc.node.web.Reply;
import org.tisc.node.web.Routes;

/** Routes without a server: calls the handler of a declared path. */
final class FakeRoutes implements Routes {
  private final Map<String, Handler> handlers = new HashMap<>();
  private final Map<String, Permission> permissions = new HashMap<>();

  @Override
  public void add(
      String method, String path, Permission permission, String summary, Handler handler) {
    if (handlers.put(method + " " + path, handler) != null) {
      throw new IllegalStateException(method + " " + path + " was declared before");
    }
    permissions.put(method + " " + path, permission);
  }

  Map<String, Permission> permissions() {
    return permissions;
  }

  Reply call(String route, FakeExchange exchange) throws Exception {
    Handler handler = handlers.get(route);
    if (handler == null) {
      throw new IllegalStateException("there is no route " + route);
    }
    return handler.handle(exchange);
  }
}
