package org.tisc.node.document;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * A date as far as the source tells it: a year, a month, or a day. Offices write "some day in
 * October 2010" as 20101000, which must not become the first of October.
 *
 * @param year 1400 to 2999
 * @param month 1 to 12, or 0 where not told
 * @param day 1 to 31, or 0 where not told; 0 if month is 0
 */
public record PartialDate(int year, int month, int day) implements Comparable<PartialDate> {
  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?(?:[T ]\\d{1,2}:\\d{2}.{0,30})?");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})");
  private static final Pattern CHINESE =
      Pattern.compile("(\\d{4})\\s*年(?:\\s*(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*[日号])?)?");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final int MAX_LENGTH = 48;

  /** Raises INVALID_ARGUMENT on a day that no calendar has. */
  public PartialDate {
    boolean good = year >= 1400 && year <= 2999 && month >= 0 && month <= 12;
    good = good && day >= 0 && (month > 0 || day == 0);
    good = good && (day == 0 || day <= YearMonth.of(year, month).lengthOfMonth());
    if (!good) {
      throw new TiscException(
          Reason.INVALID_ARGUMENT, "no such date: " + year + "-" + month + "-" + day);
    }
  }

  /** The whole day. */
  public static PartialDate of(LocalDate date) {
    return new PartialDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
  }

  /**
   * Reads ISO (with or without time), yyyymmdd (with 00 parts), Chinese (2019年8月2日), and dates with
   * the year last in the order told. Full-width digits are fine; two-digit years lie in 1970 to
   * 2069. Empty if the text is not a date or names a day that does not exist.
   */
  public static Optional<PartialDate> parse(String text, DateOrder order) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String date = NumberText.halfWidth(text).strip();
    try {
      Matcher m = COMPACT.matcher(date);
      if (m.matches()) {
        return known(part(m, 1), part(m, 2), part(m, 3));
      }
      m = YEAR_FIRST.matcher(date);
      if (m.matches()) {
        return known(part(m, 1), part(m, 2), part(m, 3));
      }
      m = YEAR_LAST.matcher(date);
      if (m.matches()) {
        int year = part(m, 3);
        year = m.group(3).length() == 4 ? year : year + (year < 70 ? 2000 : 1900);
        boolean dayFirst = order == DateOrder.DAY_FIRST;
        return known(year, part(m, dayFirst ? 2 : 1), part(m, dayFirst ? 1 : 2));
      }
      m = CHINESE.matcher(date);
      if (m.matches()) {
        return known(part(m, 1), part(m, 2), part(m, 3));
      }
      return YEAR.matcher(date).matches() ? known(Integer.parseInt(date), 0, 0) : Optional.empty();
    } catch (DateTimeException | TiscException noSuchDay) {
      return Optional.empty();
    }
  }

  /** As {@link #parse(String, DateOrder)} with the day before the month. */
  public static Optional<PartialDate> parse(String text) {
    return parse(text, DateOrder.DAY_FIRST);
  }

  private static Optional<PartialDate> known(int year, int month, int day) {
    return year == 0 ? Optional.empty() : Optional.of(new PartialDate(year, month, day));
  }

  private static int part(Matcher matcher, int group) {
    String text = matcher.group(group);
    return text == null ? 0 : Integer.parseInt(text);
  }

  /** The day, if the source told it. */
  public Optional<LocalDate> date() {
    return day == 0 ? Optional.empty() : Optional.of(LocalDate.of(year, month, day));
  }

  /** yyyymmdd as a number for ranges; parts that are not told are 00, so they sort first. */
  public long compact() {
    return year * 10_000L + month * 100L + day;
  }

  @Override
  public int compareTo(PartialDate other) {
    return Long.compare(compact(), other.compact());
  }

  /** ISO 8601: {@code 2019}, {@code 2019-08} or {@code 2019-08-02}. */
  @Override
  public String toString() {
    if (month == 0) {
      return "%04d".formatted(year);
    }
    return day == 0
        ? "%04d-%02d".formatted(year, month)
        : "%04d-%02d-%02d".formatted(year, month, day);
  }
}
