package org.tisc.node.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Answers every request: who, what, may they, then the route's handler, then the reply. */
final class WebHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(WebHandler.class);
  private static final int SERVER_ERROR = 500;
  private static final int DEFAULT_RETRY_SECONDS = 2;

  private final RouteTable routes;
  private final Access access;
  private final HostCheck hosts;
  private final ReplyWriter writer;
  private final Problems problems;
  private final SecurityHeaders headers;
  private final Semaphore places;

  WebHandler(
      RouteTable routes,
      Access access,
      HostCheck hosts,
      ReplyWriter writer,
      Problems problems,
      SecurityHeaders headers,
      int maxConcurrent) {
    this.headers = headers;
    this.routes = routes;
    this.access = access;
    this.hosts = hosts;
    this.writer = writer;
    this.problems = problems;
    this.places = new Semaphore(maxConcurrent);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String requestId = Secrets.requestId();
    headers.put(response.getHeaders(), requestId);
    JettyExchange exchange = new JettyExchange(request, requestId);
    boolean head = request.getMethod().equals("HEAD");
    boolean admitted = places.tryAcquire();
    try {
      if (!admitted) {
        throw new TiscException(Reason.BUSY, "too many requests are being answered");
      }
      Visit visit = new Visit(exchange);
      Reply reply = answer(request, exchange, visit);
      if (reply instanceof Reply.Page page) {
        page.session()
            .ifPresent(
                id -> {
                  visit.renewed(id);
                  response.getHeaders().add("Set-Cookie", Cookies.session(id, exchange.secure()));
                });
        visit.cookie().ifPresent(cookie -> response.getHeaders().add("Set-Cookie", cookie));
      }
      writer.write(reply, visit.visitor(), response, head);
      LOG.debug("{} {} {}", requestId, request.getMethod(), response.getStatus());
      callback.succeeded();
    } catch (Exception | StackOverflowError e) {
      failed(e, request, exchange, response, callback);
    } finally {
      if (admitted) {
        places.release();
      }
    }
    return true;
  }

  private Reply answer(Request request, JettyExchange exchange, Visit visit) throws Exception {
    hosts.requireOwnHost(exchange.header("Host"));
    List<String> path =
        PathTemplate.split(Optional.ofNullable(request.getHttpURI().getPath()).orElse("/"));
    if (path.contains("..") || path.contains(".")) {
      throw new TiscException(Reason.INVALID_ARGUMENT, "a path holds no '.' or '..' segment");
    }
    RouteTable.Match match =
        routes.find(request.getMethod(), path).orElseThrow(() -> unmatched(path));
    exchange.matched(match.parameters());
    Optional<Reply> refusal = access.admit(exchange, match.route(), request.getMethod(), visit);
    return refusal.isPresent() ? refusal.get() : match.route().handler().handle(exchange);
  }

  private TiscException unmatched(List<String> path) {
    Set<String> methods = routes.methods(path);
    if (methods.isEmpty()) {
      return new TiscException(Reason.NOT_FOUND, "there is no such address on this node");
    }
    String allowed = String.join(", ", methods);
    return new TiscException(
        Reason.METHOD_NOT_ALLOWED, "this address answers " + allowed, Map.of("allow", allowed));
  }

  private void failed(
      Throwable thrown,
      Request request,
      JettyExchange exchange,
      Response response,
      Callback callback) {
    String id = exchange.requestId();
    if (exchange.abandoned() || thrown instanceof EofException || isQuiet(thrown)) {
      LOG.debug("{} the client hung up: {}", id, thrown.toString());
      // Jetty writes the whole trace of any other failure into the log.
      callback.failed(thrown instanceof QuietException ? thrown : new EofException(thrown));
      return;
    }
    TiscException failure =
        thrown instanceof TiscException own
            ? own
            : new TiscException(Reason.INTERNAL, "a mistake of ours", thrown);
    if (failure.reason().kind() == Kind.INTERNAL) {
      LOG.error("{} {} failed", id, request.getMethod(), thrown);
    } else {
      LOG.debug("{} {}: {}", id, failure.reason(), failure.getMessage());
    }
    if (response.isCommitted()) {
      callback.failed(thrown);
      return;
    }
    exchange.discardBody();
    try {
      tell(failure, request, exchange, response);
      callback.succeeded();
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} the problem could not be told", id, e);
      callback.failed(e);
    }
  }

  private static boolean isQuiet(Throwable thrown) {
    return thrown instanceof QuietException
        || (thrown.getCause() != null && thrown.getCause() instanceof QuietException);
  }

  private void tell(
      TiscException failure, Request request, JettyExchange exchange, Response response)
      throws IOException {
    Problem problem = problems.of(failure, exchange.locale(), exchange.requestId());
    boolean head = request.getMethod().equals("HEAD");
    response.reset();
    headers.put(response.getHeaders(), exchange.requestId());
    Optional.ofNullable(failure.fields().get("allow"))
        .ifPresent(methods -> response.getHeaders().put("Allow", methods));
    if (failure.reason().kind() == Kind.UNAUTHENTICATED) {
      response.getHeaders().put("WWW-Authenticate", "Bearer");
    }
    if (failure.reason().kind().retryable()) {
      response
          .getHeaders()
          .put(
              "Retry-After",
              failure
                  .fields()
                  .getOrDefault("retryAfterSeconds", Integer.toString(DEFAULT_RETRY_SECONDS)));
    }
    if (Access.isPage(exchange) && problem.status() != SERVER_ERROR) {
      Visit visit = new Visit(exchange);
      Reply page = new Reply.Page(problem.status(), "web/problem.jte", Map.of("problem", problem));
      writer.write(page, visit.visitor(), response, head);
      return;
    }
    ReplyWriter.whole(
        response, problem.status(), ReplyWriter.PROBLEM_TYPE, Json.bytes(problem), head);
  }
}
