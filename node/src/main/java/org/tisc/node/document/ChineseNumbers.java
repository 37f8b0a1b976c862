package org.tisc.node.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of the Chinese office. Application numbers follow ZC 0006-2003: year (two digits before
 * October 2003, then four), one digit for the type, a serial of five or seven digits, and a check
 * digit. A patent number is ZL and the application number. Publication numbers follow ZC 0007: nine
 * digits, seven before 2007, and in 1985 to 1988 the eight digits of the application.
 */
final class ChineseNumbers {
  static final String OFFICE = "CN";

  private static final String TYPES = "[12389]";
  private static final Pattern NEW_APPLICATION =
      Pattern.compile("((?:19|20)\\d{2}" + TYPES + "\\d{7})([0-9X])?");
  private static final Pattern OLD_APPLICATION =
      Pattern.compile("((?:8[5-9]|9\\d|0[0-3])" + TYPES + "\\d{5})([0-9X])?");
  private static final Pattern WITH_KIND = Pattern.compile("(\\d{7,12})([A-W]\\d?)");
  private static final Pattern PUBLICATION = Pattern.compile("\\d{7}|\\d{9}");
  private static final Pattern STANDARD_APPLICATION =
      Pattern.compile(TYPES + "0((?:19|20)\\d{2})00(\\d{7})");

  private ChineseNumbers() {}

  /**
   * The readings of letters and digits behind CN or ZL.
   *
   * @param checkMarked whether the last character stood behind a dot
   * @param patent whether ZL stood before
   */
  static List<NumberReading> read(String body, boolean checkMarked, boolean patent) {
    List<NumberReading> readings = new ArrayList<>();
    Matcher standard = STANDARD_APPLICATION.matcher(body);
    if (standard.matches()) {
      readings.add(NumberReading.application(OFFICE, fromStandard(body, standard)));
      return readings;
    }
    Matcher kind = WITH_KIND.matcher(body);
    if (kind.matches() && !checkMarked) {
      return withKind(kind.group(1), kind.group(2));
    }
    application(NEW_APPLICATION.matcher(body), checkMarked || patent, true)
        .ifPresent(readings::add);
    application(OLD_APPLICATION.matcher(body), checkMarked || patent, false)
        .ifPresent(readings::add);
    if (!patent && !checkMarked && PUBLICATION.matcher(body).matches()) {
      readings.add(NumberReading.publication(OFFICE, body, ""));
    }
    return readings;
  }

  private static List<NumberReading> withKind(String digits, String kindCode) {
    List<NumberReading> readings = new ArrayList<>();
    if (PUBLICATION.matcher(digits).matches()) {
      readings.add(NumberReading.publication(OFFICE, digits, kindCode));
      return readings;
    }
    boolean old = digits.length() == 8 && OLD_APPLICATION.matcher(digits).matches();
    if (old && digits.charAt(0) == '8') {
      readings.add(NumberReading.publication(OFFICE, digits, kindCode));
    }
    // DOCDB writes a kind behind application numbers too.
    if (old || (digits.length() == 12 && NEW_APPLICATION.matcher(digits).matches())) {
      readings.add(NumberReading.application(OFFICE, digits));
    }
    return readings;
  }

  private static Optional<NumberReading> application(Matcher m, boolean certain, boolean twelve) {
    if (!m.matches()) {
      return Optional.empty();
    }
    String digits = m.group(1);
    String check = m.group(2);
    if (check == null) {
      return Optional.of(NumberReading.application(OFFICE, digits));
    }
    String expected = String.valueOf(checkDigit(digits));
    if (check.equals(expected)) {
      return Optional.of(NumberReading.application(OFFICE, digits));
    }
    // Nine digits without a dot are rather a publication number; thirteen can be nothing else.
    if (!certain && !twelve) {
      return Optional.empty();
    }
    NumberFinding wrong =
        new NumberFinding(NumberFinding.Problem.WRONG_CHECK_DIGIT, check, expected);
    return Optional.of(
        new NumberReading(OFFICE, NumberRole.APPLICATION, digits, "", List.of(wrong)));
  }

  private static String fromStandard(String body, Matcher m) {
    String year = m.group(1);
    String serial = m.group(2);
    boolean old = Integer.parseInt(year) <= 2003 && serial.startsWith("00");
    return old
        ? year.substring(2) + body.charAt(0) + serial.substring(2)
        : year + body.charAt(0) + serial;
  }

  /**
   * The check digit of 8 or 12 digits: weights 2 to 9 and again 2 to 5, sum modulo 11, X is ten.
   */
  static char checkDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (2 + i % 8);
    }
    int rest = sum % 11;
    return rest == 10 ? 'X' : (char) ('0' + rest);
  }
}
