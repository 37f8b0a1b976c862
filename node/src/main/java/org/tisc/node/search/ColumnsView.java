package org.tisc.node.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the page of columns shows.
 *
 * @param table whether lists are tables now
 * @param chosen columns of the table, in their order
 * @param others columns that could be added
 * @param back the page that led here
 */
public record ColumnsView(
    SearchTexts texts,
    boolean table,
    List<SearchView.Choice> chosen,
    List<SearchView.Choice> others,
    String back) {
  public ColumnsView {
    chosen = List.copyOf(chosen);
    others = List.copyOf(others);
  }

  /** A sentence of this room. */
  public String text(String key, Object... arguments) {
    return texts.of(key, arguments);
  }

  /** Where this page comes back to itself, with the page that led here. */
  public String here() {
    return "/search/columns?back=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
  }
}
