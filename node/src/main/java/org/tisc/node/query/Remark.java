package org.tisc.node.query;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * One thing to tell the asker about the query, in whichever language.
 *
 * @param arguments what the key's comment names, at most {@value #LONGEST_ARGUMENT} characters each
 * @param span what it is about
 */
public record Remark(RemarkKey key, List<String> arguments, Span span) {
  static final int LONGEST_ARGUMENT = 400;
  private static final String BUNDLE = "org.tisc.node.query.messages";

  public Remark {
    arguments = List.copyOf(arguments);
  }

  /** The sentence in Chinese or, for every other language, in English. */
  public String text(Locale locale) {
    Locale known = QueryField.chinese(locale) ? Locale.CHINESE : Locale.ENGLISH;
    String pattern = ResourceBundle.getBundle(BUNDLE, known).getString(key.name());
    Object[] shown =
        arguments.stream()
            .map(one -> one.substring(0, Math.min(one.length(), LONGEST_ARGUMENT)))
            .toArray();
    return new MessageFormat(pattern, known).format(shown);
  }
}
