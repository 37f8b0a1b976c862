package org.tisc.node.query;

import java.util.List;
import java.util.Locale;

/** Takes an office or ZL followed by digits for a number, whatever stands between. */
public final class FakeNumbers implements NumberForms {
  @Override
  public boolean looksLikeNumber(String text) {
    return compact(text).matches("(?:[A-Z]{2}|PCTCN)\\d{6,14}[A-Z]?\\d?")
        || text.matches("\\d{12,13}\\.[0-9Xx]");
  }

  @Override
  public List<String> queryForms(String text) {
    String compact = compact(text);
    return compact.startsWith("ZL")
        ? List.of(compact, "CN" + compact.substring(2))
        : List.of(compact);
  }

  private static String compact(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
  }
}
