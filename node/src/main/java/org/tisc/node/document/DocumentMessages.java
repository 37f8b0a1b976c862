package org.tisc.node.document;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the constants of this room are called in a user's language: Chinese or English. */
public final class DocumentMessages {
  private static final String BUNDLE = "org.tisc.node.document.messages";

  private final Locale locale;
  private final ResourceBundle texts;

  /** The texts in Chinese if the locale is Chinese, in English otherwise. */
  public DocumentMessages(Locale locale) {
    boolean chinese = locale.getLanguage().equals("zh");
    this.locale = chinese ? Locale.CHINESE : Locale.ENGLISH;
    this.texts =
        ResourceBundle.getBundle(
            BUNDLE,
            this.locale,
            DocumentMessages.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  public String of(DocumentKind kind) {
    return texts.getString("kind." + kind.name());
  }

  public String of(LegalStatus status) {
    return texts.getString("status." + status.name());
  }

  public String of(NumberRole role) {
    return texts.getString("role." + role.name());
  }

  public String of(PublicationStage stage) {
    return texts.getString("stage." + stage.name());
  }

  /** The finding as a sentence with what was written and what is right. */
  public String of(NumberFinding finding) {
    String pattern = texts.getString("finding." + finding.problem().name());
    return new MessageFormat(pattern, locale)
        .format(new Object[] {finding.found(), finding.expected()});
  }
}
