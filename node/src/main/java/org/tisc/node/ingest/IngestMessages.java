package org.tisc.node.ingest;

import java.util.Locale;
import java.util.ResourceBundle;

/** Reasons of rejects in a user's language: Chinese or English. */
public final class IngestMessages {
  private static final String BUNDLE = "org.tisc.node.ingest.messages";

  private final ResourceBundle texts;

  /** The texts in Chinese if the locale is Chinese, in English otherwise. */
  public IngestMessages(Locale locale) {
    this.texts =
        ResourceBundle.getBundle(
            BUNDLE,
            locale.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ENGLISH,
            IngestMessages.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The reason with its detail, one line. */
  public String of(Outcome.Reject reject) {
    String reason = texts.getString("reject." + reject.reason().name());
    return reject.detail().isEmpty() ? reason : reason + ": " + reject.detail();
  }
}
