package org.tisc.node.document;

/**
 * A document that this one cites.
 *
 * @param number the publication number, normalised where it could be read; empty for other sources
 * @param text the citation as text; empty if the number says all
 * @param category the ST.14 category or who cited, as written; may be empty
 */
public record Citation(String number, String text, String category) {
  public Citation {
    number = SafeText.line(number);
    text = SafeText.line(text);
    category = SafeText.line(category);
  }
}
