package org.tisc.node.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All routes of the node. Filled at start by one thread, then only read: {@link WebServer} seals
 * it, and there is no other way to be served.
 */
public final class RouteTable implements Routes {
  private static final Pattern METHOD = Pattern.compile("GET|POST|PUT|PATCH|DELETE");

  private final List<Route> routes = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private boolean sealed;

  @Override
  public void add(
      String method, String path, Permission permission, String summary, Handler handler) {
    if (sealed) {
      throw new IllegalStateException("routes are declared before the server starts: " + path);
    }
    if (!METHOD.matcher(method).matches()) {
      throw new IllegalStateException(method + " is not a method; expected " + METHOD);
    }
    if (summary.isBlank() || !summary.endsWith(".")) {
      throw new IllegalStateException("the summary of " + path + " is one sentence: " + summary);
    }
    PathTemplate template = new PathTemplate(path);
    if (!taken.add(method + " " + template.form())) {
      throw new IllegalStateException(method + " " + path + " is declared twice");
    }
    routes.add(new Route(method, template, permission, summary, handler));
    routes.sort(Comparator.comparing(route -> route.path().precedence()));
  }

  /** A route with the parameters of the path that met it. */
  record Match(Route route, Map<String, String> parameters) {}

  /** The route of a method and raw path. HEAD is answered by GET. */
  Optional<Match> find(String method, List<String> path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Route route : routes) {
      if (route.method().equals(wanted)) {
        Optional<Map<String, String>> parameters = route.path().match(path);
        if (parameters.isPresent()) {
          return Optional.of(new Match(route, parameters.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that some route of the path has, sorted; empty when there is no such path. */
  Set<String> methods(List<String> path) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.path().match(path).isPresent()) {
        methods.add(route.method());
        if (route.method().equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
    return methods;
  }

  void seal() {
    sealed = true;
  }

  List<Route> routes() {
    return routes.stream()
        .sorted(Comparator.comparing((Route r) -> r.path().toString()).thenComparing(Route::method))
        .toList();
  }

  /** All routes as a Markdown table by path, for the generated reference. */
  public String markdownTable() {
    StringBuilder table =
        new StringBuilder("| method | path | permission | roles | what |\n|---|---|---|---|---|\n");
    for (Route route : routes()) {
      String roles =
          route.permission() == Permission.PUBLIC
              ? "anyone"
              : route.permission().roles().stream()
                  .sorted()
                  .map(Role::name)
                  .collect(Collectors.joining(" "));
      table
          .append("| ")
          .append(route.method())
          .append(" | `")
          .append(route.path())
          .append("` | ")
          .append(route.permission())
          .append(" | ")
          .append(roles)
          .append(" | ")
          .append(route.summary().replace("|", "\\|"))
          .append(" |\n");
    }
    return table.toString();
  }
}
