package org.tisc.node.activity;

import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * An article of the guideline, or a paragraph of one, as people write it: {@code 8} or {@code 8.1}.
 */
public record Article(String text) {
  /** What an article is written like: 3 to 15, perhaps with a paragraph from 1 to 99. */
  public static final String PATTERN = "([3-9]|1[0-5])(\\.[1-9][0-9]?)?";

  public Article {
    if (!text.matches(PATTERN)) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT,
          "An article is 3 to 15, perhaps with a paragraph such as 8.1; not: "
              + text.substring(0, Math.min(text.length(), 20)));
    }
  }

  /** The article without paragraph, 3 to 15. */
  public int number() {
    int dot = text.indexOf('.');
    return Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
  }

  @Override
  public String toString() {
    return text;
  }
}
