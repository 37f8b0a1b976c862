package org.tisc.node.document;

import java.util.Locale;
import java.util.regex.Pattern;

/** Codes of offices and countries by WIPO ST.3; written in lower case in some exports. */
final class Country {
  private static final Pattern CODE = Pattern.compile("[A-Z]{2}");

  private Country() {}

  /** The code in upper case; empty for anything that is no two-letter code. */
  static String code(String text) {
    String code = NumberText.halfWidth(text).strip().toUpperCase(Locale.ROOT);
    return CODE.matcher(code).matches() ? code : "";
  }
}
