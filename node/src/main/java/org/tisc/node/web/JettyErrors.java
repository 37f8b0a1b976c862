package org.tisc.node.web;

import java.io.IOException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Problems for what Jetty refuses before a request reaches us: bad messages, too long headers. */
final class JettyErrors extends ErrorHandler {
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final Problems problems;
  private final SecurityHeaders headers;

  JettyErrors(Problems problems, SecurityHeaders headers) {
    this.headers = headers;
    this.problems = problems;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object known = request.getAttribute(ERROR_STATUS);
    int status = known instanceof Integer number ? number : response.getStatus();
    int told = status < CLIENT_ERROR ? SERVER_ERROR : status;
    String requestId = Secrets.requestId();
    try {
      headers.put(response.getHeaders(), requestId);
      ReplyWriter.whole(
          response, told, ReplyWriter.PROBLEM_TYPE, Json.bytes(problem(told, requestId)), false);
      callback.succeeded();
    } catch (IOException | RuntimeException e) {
      callback.failed(e);
    }
    return true;
  }

  private Problem problem(int status, String requestId) {
    Reason reason =
        switch (status) {
          case 404 -> Reason.NOT_FOUND;
          case 405 -> Reason.METHOD_NOT_ALLOWED;
          case 408 -> Reason.TIMED_OUT;
          case 413, 414, 431 -> Reason.TOO_LARGE;
          case 503 -> Reason.SHUTTING_DOWN;
          default -> status < SERVER_ERROR ? Reason.INVALID_ARGUMENT : Reason.INTERNAL;
        };
    Problem problem =
        problems.of(
            new TiscException(reason, "the HTTP message is malformed or too long"),
            Messages.LANGUAGES.getLast(),
            requestId);
    return new Problem(
        problem.type(),
        problem.title(),
        status,
        problem.detail(),
        reason,
        problem.violations(),
        requestId);
  }
}
