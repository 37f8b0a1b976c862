package org.tisc.node.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads server-sent events (WHATWG HTML, "Server-sent events") whose data is one JSON object in one
 * line, as a node sends them. Used by one thread.
 */
final class EventReader implements AutoCloseable {
  private static final int LONGEST_LINE = 64 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final BufferedReader lines;

  /** One event. */
  record Event(String name, ObjectNode data) {}

  EventReader(InputStream stream) {
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /**
   * The next event; empty at the end. Raises UNAVAILABLE where the connection breaks, INCOMPATIBLE
   * for what is no such event.
   */
  Optional<Event> next() {
    String name = "message";
    Optional<ObjectNode> data = Optional.empty();
    try {
      for (Optional<String> line = line(); line.isPresent(); line = line()) {
        String text = line.get();
        if (text.isEmpty()) {
          if (data.isPresent()) {
            return Optional.of(new Event(name, data.get()));
          }
          name = "message";
        } else if (text.startsWith("event: ")) {
          name = text.substring("event: ".length());
        } else if (text.startsWith("data: ")) {
          data = Optional.of(object(text.substring("data: ".length())));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new TiscException(
          Reason.UNAVAILABLE, "lost the connection while it answered: " + e.getMessage(), e);
    }
  }

  private Optional<String> line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = lines.read(); c >= 0; c = lines.read()) {
      if (c == '\n') {
        return Optional.of(line.toString());
      }
      if (line.length() == LONGEST_LINE) {
        throw new TiscException(Reason.INCOMPATIBLE, "an event is longer than any answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return Optional.empty();
  }

  private static ObjectNode object(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new TiscException(Reason.INCOMPATIBLE, "an event is no JSON", e);
    }
    throw new TiscException(Reason.INCOMPATIBLE, "an event is no JSON object");
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      // Everything was read.
    }
  }
}
