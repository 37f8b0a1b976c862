package org.tisc.node.document;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of the European office (publications of seven digits, applications of eight with a check
 * digit behind a dot) and of the International Bureau (WO publications: year and six digits, two
 * and five before July 2002; PCT applications named by the receiving office).
 */
final class InternationalNumbers {
  private static final Pattern EP_PUBLICATION = Pattern.compile("(\\d{1,7})([A-Z]\\d?)?");
  private static final Pattern EP_APPLICATION = Pattern.compile("(\\d{8})\\d?[A-Z]?");
  private static final Pattern EP_DOCDB = Pattern.compile("(?:19|20)(\\d{2})0(\\d{6})[A-Z]?");
  private static final Pattern WO_PUBLICATION = Pattern.compile("(\\d{4})(\\d{6})([A-Z]\\d?)?");
  private static final Pattern WO_SHORT = Pattern.compile("(\\d{2})(\\d{5,6})([A-Z]\\d?)?");
  private static final Pattern WO_APPLICATION =
      Pattern.compile("(\\d{4})([A-Z]{2})(\\d{5,6})[A-Z]?");
  private static final Pattern PCT =
      Pattern.compile("PCT([A-Z]{2})(?:((?:19|20)\\d{2})(\\d{5,6})|(\\d{2})(\\d{5,6}))W?");
  private static final Pattern PCT_DOCDB = Pattern.compile("([A-Z]{2})((?:19|20)\\d{2})(\\d{6})W?");

  private InternationalNumbers() {}

  static List<NumberReading> european(String body, boolean checkMarked) {
    Matcher docdb = EP_DOCDB.matcher(body);
    if (docdb.matches()) {
      return List.of(NumberReading.application("EP", docdb.group(1) + docdb.group(2)));
    }
    Matcher application = EP_APPLICATION.matcher(body);
    if (application.matches()) {
      return List.of(NumberReading.application("EP", application.group(1)));
    }
    Matcher publication = EP_PUBLICATION.matcher(body);
    if (publication.matches() && !checkMarked) {
      return List.of(
          NumberReading.publication(
              "EP",
              NumberText.padded(publication.group(1), 7),
              AmericanNumbers.orEmpty(publication.group(2))));
    }
    return List.of();
  }

  static List<NumberReading> world(String body) {
    Matcher pct = PCT.matcher(body);
    if (pct.matches()) {
      return List.of(pct(body, pct));
    }
    Matcher application = WO_APPLICATION.matcher(body);
    if (application.matches()) {
      return List.of(application(application.group(2), application.group(1), application.group(3)));
    }
    Matcher docdb = PCT_DOCDB.matcher(body);
    if (docdb.matches()) {
      return List.of(application(docdb.group(1), docdb.group(2), docdb.group(3)));
    }
    Matcher publication = WO_PUBLICATION.matcher(body);
    if (publication.matches() && plausible(publication.group(1))) {
      return List.of(
          NumberReading.publication(
              "WO",
              publication.group(1) + publication.group(2),
              AmericanNumbers.orEmpty(publication.group(3))));
    }
    Matcher old = WO_SHORT.matcher(body);
    if (old.matches()) {
      return List.of(
          NumberReading.publication(
              "WO",
              century(old.group(1)) + NumberText.padded(old.group(2), 6),
              AmericanNumbers.orEmpty(old.group(3))));
    }
    return List.of();
  }

  /** Whether the letters and digits are a PCT application number. */
  static boolean isPct(String body) {
    return PCT.matcher(body).matches();
  }

  private static NumberReading pct(String body, Matcher m) {
    String year = m.group(2);
    String serial = m.group(3);
    if (year == null || serial == null) {
      year = century(AmericanNumbers.orEmpty(m.group(4)));
      serial = AmericanNumbers.orEmpty(m.group(5));
    }
    return application(body.substring(3, 5), year, serial);
  }

  private static NumberReading application(String receiving, String year, String serial) {
    return NumberReading.application("WO", "PCT" + receiving + year + NumberText.padded(serial, 6));
  }

  private static boolean plausible(String year) {
    int value = Integer.parseInt(year);
    return value >= 1978 && value <= 2099;
  }

  private static String century(String year) {
    return (Integer.parseInt(year) >= 78 ? "19" : "20") + year;
  }
}
