package org.tisc.node.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the United States office. Published applications are a year and seven digits, of which
 * some exports drop a zero; grants are padded with zeros in some files and not in others; designs,
 * plants and reissues carry letters in front. Application numbers are a series code of two digits
 * and six digits, with the year before them in DOCDB.
 */
final class AmericanNumbers {
  static final String OFFICE = "US";

  private static final Pattern PUBLISHED_APPLICATION =
      Pattern.compile("(20\\d{2})(\\d{6,7})([A-Z]\\d)?");
  private static final Pattern LETTERED =
      Pattern.compile("(RE|PP|AI|D|H|T|X)(\\d{1,8})([A-Z]\\d?)?");
  private static final Pattern GRANT = Pattern.compile("(\\d{1,9})([ABCEHPS]\\d?)?");
  private static final Pattern DOCDB_APPLICATION = Pattern.compile("(?:19|20)\\d{2}(\\d{8})[A-Z]?");
  private static final Pattern WITH_SERIES = Pattern.compile("(\\d{2})/(\\d{3}),?\\s?(\\d{3})");

  private AmericanNumbers() {}

  /**
   * The readings of what stands behind US.
   *
   * @param body letters and digits
   * @param written the same with its signs, for the slash of {@code 09/832,323}
   */
  static List<NumberReading> read(String body, String written) {
    List<NumberReading> readings = new ArrayList<>();
    Matcher series = WITH_SERIES.matcher(written.strip());
    if (series.matches()) {
      return List.of(
          NumberReading.application(OFFICE, series.group(1) + series.group(2) + series.group(3)));
    }
    Matcher docdb = DOCDB_APPLICATION.matcher(body);
    if (docdb.matches()) {
      return List.of(NumberReading.application(OFFICE, docdb.group(1)));
    }
    Matcher published = PUBLISHED_APPLICATION.matcher(body);
    if (published.matches()) {
      String serial = published.group(1) + NumberText.padded(published.group(2), 7);
      return List.of(NumberReading.publication(OFFICE, serial, orEmpty(published.group(3))));
    }
    Matcher lettered = LETTERED.matcher(body);
    if (lettered.matches()) {
      String serial = lettered.group(1) + NumberText.withoutLeadingZeros(lettered.group(2));
      return List.of(NumberReading.publication(OFFICE, serial, orEmpty(lettered.group(3))));
    }
    Matcher grant = GRANT.matcher(body);
    if (grant.matches()) {
      String digits = grant.group(1);
      readings.add(
          NumberReading.publication(
              OFFICE, NumberText.withoutLeadingZeros(digits), orEmpty(grant.group(2))));
      if (digits.length() == 8 && grant.group(2) == null) {
        readings.add(NumberReading.application(OFFICE, digits));
      }
    }
    return readings;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
