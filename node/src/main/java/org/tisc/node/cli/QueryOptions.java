package org.tisc.node.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Which documents a query means, beside its text: the same for every command that asks one. */
final class QueryOptions {
  @Option(names = "--dialect", paramLabel = "D", descriptionKey = "search.dialect")
  private String dialect = "";

  @Option(names = "--synonyms", descriptionKey = "search.synonyms")
  private boolean synonyms;

  @Option(names = "--scope", paramLabel = "S", descriptionKey = "search.scope")
  private String scope = "";

  @Option(names = "--kind", paramLabel = "K", descriptionKey = "search.kind")
  private String kind = "";

  @Option(names = "--collection", paramLabel = "C", descriptionKey = "search.collection")
  private String collection = "";

  @Option(names = "--filter", paramLabel = "F=V", descriptionKey = "search.filter")
  private List<String> filters = new ArrayList<>();

  /** The collections named; empty for all. */
  String collection() {
    return collection;
  }

  /** The body of a request: queries stay out of addresses, and may be longer than those. */
  ObjectNode body(String query) {
    ObjectNode body = PlainCommand.JSON.createObjectNode();
    put(body, "q", query);
    put(body, "dialect", dialect);
    put(body, "synonyms", synonyms ? "true" : "");
    put(body, "scope", scope);
    put(body, "kind", kind);
    put(body, "collection", collection);
    if (!filters.isEmpty()) {
      filters.forEach(body.putArray("filter")::add);
    }
    return body;
  }

  /** Sets what was given. */
  static void put(ObjectNode body, String name, String value) {
    if (!value.isEmpty()) {
      body.put(name, value);
    }
  }
}
