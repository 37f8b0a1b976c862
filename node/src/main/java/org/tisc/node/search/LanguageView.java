package org.tisc.node.search;

import java.util.List;

/**
 * What the reference page of the query language shows, in plain text of one language; the template
 * escapes all of it and decides nothing.
 *
 * @param refused queries that are refused, with what is said to them
 * @param limits what a query may be at most
 */
public record LanguageView(
    SearchTexts texts,
    List<Section> sections,
    List<Row> refused,
    List<Row> limits,
    List<SearchView.FieldHelp> fields) {
  public LanguageView {
    sections = List.copyOf(sections);
    refused = List.copyOf(refused);
    limits = List.copyOf(limits);
    fields = List.copyOf(fields);
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
   * A part of the language.
   *
   * @param dialect its name in requests; empty for the own language
   */
  public record Section(String title, String intro, String dialect, List<Example> examples) {
    public Section {
      examples = List.copyOf(examples);
    }
  }

  /** A query, how it is understood, and why. */
  public record Example(String query, String understoodAs, String meaning) {}

  /** A thing and what is said of it. */
  public record Row(String name, String text) {}
}
