package org.tisc.node.search;

import java.util.List;

/** The table of fields as pages show it, in plain text of one language. */
public record FieldTable(SearchTexts texts, List<SearchView.FieldHelp> fields) {
  public FieldTable {
    fields = List.copyOf(fields);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }
}
