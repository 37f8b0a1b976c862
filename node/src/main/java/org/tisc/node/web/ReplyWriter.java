package org.tisc.node.web;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.tisc.federation.error.TiscException;

/** Sends replies. Thread-safe. */
final class ReplyWriter {
  static final String JSON_TYPE = "application/json; charset=utf-8";
  static final String PROBLEM_TYPE = "application/problem+json; charset=utf-8";

  private static final String HTML_TYPE = "text/html; charset=utf-8";
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Pages pages;
  private final Problems problems;

  ReplyWriter(Pages pages, Problems problems) {
    this.pages = pages;
    this.problems = problems;
  }

  /** Sends a whole reply; blocks on the client. {@code head} leaves the body out. */
  void write(Reply reply, Frame.Visitor visitor, Response response, boolean head)
      throws IOException {
    switch (reply) {
      case Reply.Json json ->
          whole(response, json.status(), JSON_TYPE, Json.bytes(json.body()), head);
      case Reply.Page page ->
          whole(response, page.status(), HTML_TYPE, pages.render(page, visitor), head);
      case Reply.Redirect redirect -> {
        if (!Redirects.local(redirect.location())) {
          throw new IllegalStateException("a redirect leads to a path of this node only");
        }
        headers(response, redirect.headers());
        response.getHeaders().put(HttpHeader.LOCATION, redirect.location());
        whole(response, redirect.status(), "", new byte[0], head);
      }
      case Reply.Stream stream -> stream(response, stream, head);
      case Reply.Events events ->
          stream(
              response,
              new Reply.Stream(
                  events.status(),
                  EventText.TYPE,
                  Map.of("X-Accel-Buffering", "no"),
                  out -> events.telling().tell(new Sink(out, visitor, response))),
              head);
    }
  }

  static void whole(Response response, int status, String type, byte[] body, boolean head)
      throws IOException {
    response.setStatus(status);
    if (!type.isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    Content.Sink.write(response, true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
  }

  private static void stream(Response response, Reply.Stream stream, boolean head)
      throws IOException {
    response.setStatus(stream.status());
    headers(response, Map.of("Content-Type", stream.contentType()));
    headers(response, stream.headers());
    if (head) {
      Content.Sink.write(response, true, ByteBuffer.allocate(0));
      return;
    }
    // Not closed on failure: closing would make half an answer look whole.
    OutputStream out =
        new BufferedOutputStream(Content.Sink.asOutputStream(response), BUFFER_BYTES);
    stream.body().writeTo(out);
    out.close();
  }

  /** Sends events to one reader. */
  private final class Sink implements EventSink {
    private final OutputStream out;
    private final Frame.Visitor visitor;
    private final String requestId;

    private Sink(OutputStream out, Frame.Visitor visitor, Response response) {
      this.out = out;
      this.visitor = visitor;
      this.requestId = String.valueOf(response.getHeaders().get("X-Request-Id"));
    }

    @Override
    public void json(String name, Object body) throws IOException {
      send(EventText.event(name, body));
    }

    @Override
    public void html(String name, String template, Map<String, Object> model) throws IOException {
      byte[] html = pages.render(new Reply.Page(200, template, model), visitor);
      json(name, Map.of("html", new String(html, StandardCharsets.UTF_8)));
    }

    @Override
    public void problem(TiscException failure) throws IOException {
      json("problem", problems.of(failure, visitor.locale(), requestId));
    }

    @Override
    public void beat() throws IOException {
      send(EventText.beat());
    }

    private void send(byte[] bytes) throws IOException {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException gone) {
        // Whoever left is no failure of ours.
        throw new EofException(gone);
      }
    }
  }

  private static void headers(Response response, Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalStateException("header " + name + " holds more than printable ASCII");
          }
          response.getHeaders().put(name, value);
        });
  }
}
