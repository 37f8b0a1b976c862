package org.tisc.node.web;

import java.nio.charset.StandardCharsets;

/** The bytes of server-sent events (WHATWG HTML, "Server-sent events"). */
final class EventText {
  static final String TYPE = "text/event-stream; charset=utf-8";

  private EventText() {}

  /** An event. Its data is one line, as JSON is. */
  static byte[] event(String name, Object body) {
    return ("event: " + name + "\ndata: " + Json.text(body) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A comment, which no reader hears of. */
  static byte[] beat() {
    return ":\n\n".getBytes(StandardCharsets.UTF_8);
  }
}
