package org.tisc.node.search;

import java.util.List;

/**
 * What the page for queries by rows shows, in plain text of one language; the template escapes all
 * of it and decides nothing.
 *
 * @param fields of the chosen kind
 * @param query the text that the rows write; empty while there is none
 * @param mistakes of the query as a whole
 */
public record ExpertView(
    SearchTexts texts,
    List<Row> rows,
    List<SearchView.Choice> kinds,
    List<SearchView.Choice> scopes,
    List<SearchView.FieldHelp> fields,
    String query,
    List<String> mistakes) {
  public ExpertView {
    rows = List.copyOf(rows);
    kinds = List.copyOf(kinds);
    scopes = List.copyOf(scopes);
    fields = List.copyOf(fields);
    mistakes = List.copyOf(mistakes);
  }

  /** The fields with what is to be known of each. */
  public FieldTable table() {
    return new FieldTable(texts, fields);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /**
   * One row.
   *
   * @param number counted from 1
   * @param hint an example of the chosen field
   * @param mistakes what is wrong in it
   */
  public record Row(
      int number,
      List<SearchView.Choice> operators,
      List<SearchView.Choice> fields,
      String terms,
      String hint,
      List<String> mistakes) {
    public Row {
      operators = List.copyOf(operators);
      fields = List.copyOf(fields);
      mistakes = List.copyOf(mistakes);
    }
  }
}
