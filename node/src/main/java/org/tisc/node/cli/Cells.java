package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Cells of a table from an object. */
final class Cells {
  private Cells() {}

  /** The values of some fields; lists are joined, absent ones are empty. */
  static List<String> of(JsonNode object, String... fields) {
    List<String> cells = new ArrayList<>();
    for (String field : fields) {
      cells.add(cell(object.path(field)));
    }
    return cells;
  }

  /** One value. */
  static String cell(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(Cells::cell).collect(Collectors.joining(", "));
    }
    return value.isObject() ? value.toString() : value.asString("");
  }
}
