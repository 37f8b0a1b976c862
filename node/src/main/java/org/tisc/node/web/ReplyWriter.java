package org.tisc.node.web;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** Sends replies. Thread-safe. */
final class ReplyWriter {
  static final String JSON_TYPE = "application/json; charset=utf-8";
  static final String PROBLEM_TYPE = "application/problem+json; charset=utf-8";

  private static final String HTML_TYPE = "text/html; charset=utf-8";
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Pages pages;

  ReplyWriter(Pages pages) {
    this.pages = pages;
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
