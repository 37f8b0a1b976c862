package org.tisc.node.document;

import java.util.List;

/**
 * The words of a document by language.
 *
 * @param titles at least one
 * @param goods goods and services of a mark
 * @param product the product of a geographical indication
 * @param keywords as given, no order implied
 */
public record Texts(
    LangMap titles,
    LangMap abstracts,
    LangMap claims,
    LangMap description,
    LangMap goods,
    LangMap product,
    List<String> keywords) {
  public Texts {
    keywords = keywords.stream().map(SafeText::line).filter(k -> !k.isEmpty()).distinct().toList();
  }
}
