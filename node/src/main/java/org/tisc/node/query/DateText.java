package org.tisc.node.query;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a day, month or year in the notations of the field, and ranges of them. */
final class DateText {
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})(?:[-./年](\\d{1,2})(?:[-./月](\\d{1,2})日?|月?)|年)?");
  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})?");
  private static final Pattern DAY_FIRST = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
  private static final Pattern SEPARATED =
      Pattern.compile("\\d{4}(?:[-/年]\\d{1,2}月?|([-./年])\\d{1,2}[-./月]\\d{1,2}日?|年)");
  private static final Pattern RECENT_YEARS = Pattern.compile("(?:19|20)\\d{2}-(?:19|20)\\d{2}");
  private static final Pattern RECENT_DAY = Pattern.compile("(?:19|20)\\d{6}");
  private static final Pattern TWO_YEARS = Pattern.compile("(\\d{4})-(\\d{4})");
  private static final int FIRST_YEAR = 1000;
  private static final int LAST_YEAR = 2999;

  private DateText() {}

  /**
   * Days from one to another.
   *
   * @param from yyyymmdd
   * @param to yyyymmdd, included
   */
  record Days(int from, int to) {}

  /** The days that a day, month or year covers. */
  static Optional<Days> read(String text) {
    Matcher dayFirst = DAY_FIRST.matcher(text);
    if (dayFirst.matches()) {
      return days(dayFirst.group(3), dayFirst.group(2), dayFirst.group(1));
    }
    for (Pattern pattern : new Pattern[] {YEAR_FIRST, COMPACT}) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.matches()) {
        return days(matcher.group(1), text(matcher, 2), text(matcher, 3));
      }
    }
    return Optional.empty();
  }

  /** Also two dates joined by 至, 到, ~, two dots, or two years by a hyphen. */
  static Optional<Days> readWide(String text) {
    Matcher years = TWO_YEARS.matcher(text);
    String[] ends =
        years.matches()
            ? new String[] {years.group(1), years.group(2)}
            : text.split("至|到|~|\\.\\.", -1);
    if (ends.length != 2) {
      return read(text);
    }
    Optional<Days> first = read(ends[0]);
    Optional<Days> last = read(ends[1]);
    return first.isPresent() && last.isPresent()
        ? Optional.of(new Days(first.get().from(), last.get().to()))
        : Optional.empty();
  }

  /** Whether a bare token is a date beyond doubt: with separators, and a true date. */
  static boolean unmistakable(String text) {
    return (SEPARATED.matcher(text).matches() && read(text).isPresent())
        || (RECENT_YEARS.matcher(text).matches() && ordered(text));
  }

  /** Whether a bare token of eight digits is a date, if it is not the number of something. */
  static boolean likely(String text) {
    return RECENT_DAY.matcher(text).matches() && read(text).isPresent();
  }

  private static boolean ordered(String years) {
    return readWide(years).filter(days -> days.from() <= days.to()).isPresent();
  }

  /** The day after yyyymmdd. */
  static int after(int day) {
    return number(date(day).plusDays(1));
  }

  /** The day before yyyymmdd. */
  static int before(int day) {
    return number(date(day).minusDays(1));
  }

  /** The shortest text that {@link #read} reads as exactly these days, if there is one. */
  static Optional<String> shortest(int from, int to) {
    if (from == to) {
      return Optional.of(date(from).toString());
    }
    LocalDate first = date(from);
    YearMonth month = YearMonth.from(first);
    if (from == number(month.atDay(1)) && to == number(month.atEndOfMonth())) {
      return Optional.of(month.toString());
    }
    if (from % 10_000 == 101 && to == from - 101 + 1231) {
      return Optional.of(Integer.toString(first.getYear()));
    }
    return Optional.empty();
  }

  static LocalDate date(int day) {
    return LocalDate.of(day / 10_000, day / 100 % 100, day % 100);
  }

  private static String text(Matcher matcher, int group) {
    String found = matcher.groupCount() < group ? null : matcher.group(group);
    return found == null ? "" : found;
  }

  private static Optional<Days> days(String year, String month, String day) {
    int y = Integer.parseInt(year);
    if (y < FIRST_YEAR || y > LAST_YEAR) {
      return Optional.empty();
    }
    try {
      if (month.isEmpty()) {
        return Optional.of(new Days(y * 10_000 + 101, y * 10_000 + 1231));
      }
      YearMonth of = YearMonth.of(y, Integer.parseInt(month));
      if (day.isEmpty()) {
        return Optional.of(new Days(number(of.atDay(1)), number(of.atEndOfMonth())));
      }
      int one = number(of.atDay(Integer.parseInt(day)));
      return Optional.of(new Days(one, one));
    } catch (DateTimeException impossible) {
      return Optional.empty();
    }
  }

  private static int number(LocalDate date) {
    return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
  }
}
