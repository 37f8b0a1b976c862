package org.tisc.node.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.node.document.Document;
import org.tisc.node.document.DocumentBuilder;
import org.tisc.node.document.DocumentKind;

/**
 * Maps {@code cn-application-body} of 2008. Such a file is one part of an application (claims,
 * description or abstract) and tells no number: that is taken from the folder it lies in, which is
 * named by the application's 13 digits. Only the part with the description has a title, so only
 * that one is a document by itself.
 */
final class ApplicationBody {
  private static final Pattern APPLICATION =
      Pattern.compile("(?:^|[^0-9])((?:19|20)\\d{2}[12389]\\d{7}[0-9X])(?:[^0-9X]|$)");

  private ApplicationBody() {}

  static Document read(XmlElement root, String path) {
    DocumentBuilder to = new DocumentBuilder(DocumentKind.PATENT);
    String language = root.attribute("lang").isEmpty() ? "zh" : root.attribute("lang");
    to.office(root.attribute("country").isEmpty() ? "CN" : root.attribute("country"));
    Matcher number = APPLICATION.matcher(path);
    if (number.find()) {
      String digits = number.group(1);
      String dotted = digits.substring(0, 12) + "." + digits.substring(12);
      to.number(dotted).applicationNumber(dotted);
    }
    root.at("description")
        .ifPresent(
            it -> {
              to.title(language, it.text("invention-title"));
              to.description(language, PlainText.block(it));
            });
    root.at("cn-claims").ifPresent(it -> to.claims(language, PlainText.block(it)));
    root.at("cn-abstract").ifPresent(it -> to.abstractText(language, PlainText.block(it)));
    return to.build();
  }
}
