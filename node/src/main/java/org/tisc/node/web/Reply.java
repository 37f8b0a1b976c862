package org.tisc.node.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** The answer to a request. */
public sealed interface Reply {
  /** The HTTP status. */
  int status();

  /**
   * One JSON object.
   *
   * @param body bound by Jackson: records, maps, lists; empty Optionals are left out
   */
  record Json(int status, Object body) implements Reply {}

  /**
   * A page from a template, inside the page frame.
   *
   * @param template path below the node's pages, such as {@code search/results.jte}
   * @param model the template's parameters by name
   * @param session the new id of the caller's session, to which the page's forms belong
   */
  record Page(int status, String template, Map<String, Object> model, Optional<String> session)
      implements Reply {
    /** A page that leaves the session as it is. */
    public Page(int status, String template, Map<String, Object> model) {
      this(status, template, model, Optional.empty());
    }
  }

  /** Bytes written while they are made. */
  record Stream(int status, String contentType, Map<String, String> headers, Body body)
      implements Reply {}

  /** 200 with server-sent events while something goes on; nobody connects again. */
  record Events(Telling telling) implements Reply {
    @Override
    public int status() {
      return 200;
    }
  }

  /** Go to another path of this node with GET. */
  record Redirect(int status, String location, Map<String, String> headers) implements Reply {}

  /** Writes the bytes of a stream. */
  @FunctionalInterface
  interface Body {
    /** Writes everything; an exception cuts the connection. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Sends events. */
  @FunctionalInterface
  interface Telling {
    /** Sends everything there is to tell; an exception cuts the connection. */
    void tell(EventSink sink) throws IOException;
  }

  /** After a form: go to another path of this node with GET, so that it is not sent twice. */
  static Reply seeOther(String path) {
    return new Redirect(303, path, Map.of());
  }

  /** 200 with a JSON object. */
  static Reply ok(Object body) {
    return new Json(200, body);
  }
}
