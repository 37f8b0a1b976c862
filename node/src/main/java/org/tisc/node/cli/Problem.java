package org.tisc.node.cli;

import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A failure that a node answered with, or one of this process in the same form: RFC 9457 with
 * {@code reason} and {@code violations}.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ObjectNode json;

  /** A problem as a node sent it. */
  Problem(ObjectNode json) {
    super(json.path("reason").asString("INTERNAL") + ": " + json.path("detail").asString(""));
    this.json = json;
  }

  /** A failure of this process as a problem. */
  static Problem of(TiscException failure, Words words) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "/problems/" + failure.reason().slug());
    json.put("title", words.title(failure.reason().kind()));
    json.put("status", failure.reason().kind().httpStatus());
    json.put("detail", String.valueOf(failure.getMessage()));
    json.put("reason", failure.reason().name());
    if (!failure.violations().isEmpty()) {
      ArrayNode violations = json.putArray("violations");
      for (Violation violation : failure.violations()) {
        ObjectNode one = violations.addObject();
        one.put("field", violation.field());
        one.put("message", violation.message());
        if (violation.position() >= 0) {
          one.put("position", violation.position());
        }
        if (violation.length() > 0) {
          one.put("length", violation.length());
        }
      }
    }
    return new Problem(json);
  }

  /** The problem object. */
  public ObjectNode json() {
    return json;
  }

  /** The stable code; {@code INTERNAL} where the node sent none. */
  public String reason() {
    return json.path("reason").asString("INTERNAL");
  }

  /** Where in the text the rule is broken, counted from 1. */
  private static String place(JsonNode violation, Screen screen) {
    if (!violation.has("position")) {
      return "";
    }
    int from = violation.path("position").asInt(0) + 1;
    int to = from + Math.max(1, violation.path("length").asInt(1)) - 1;
    return " "
        + (from == to
            ? screen.text("problem.place", from)
            : screen.text("problem.places", from, to));
  }

  /** One line for a person, then one numbered line per violation. */
  void print(Screen screen) {
    String title = json.path("title").asString("");
    String detail = json.path("detail").asString("");
    screen.complain(
        "tisc: "
            + (title.isEmpty() || detail.isEmpty() ? title + detail : title + ": " + detail)
            + " ("
            + reason()
            + ")");
    int number = 0;
    for (JsonNode violation : json.path("violations")) {
      number++;
      String field = violation.path("field").asString("");
      screen.complain(
          "  "
              + number
              + ". "
              + (field.isEmpty() ? "" : field + ": ")
              + violation.path("message").asString("")
              + place(violation, screen));
    }
  }
}
