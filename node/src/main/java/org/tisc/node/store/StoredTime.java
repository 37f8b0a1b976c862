package org.tisc.node.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * Times as they stand in the store: RFC 3339 in UTC with nine digits of fraction, {@code
 * 2026-11-27T08:00:00.000000000Z}, so that their order as text is that of time.
 */
final class StoredTime {
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter(Locale.ROOT);

  private static final int LENGTH = "2026-11-27T08:00:00.000000000Z".length();
  private static final int SECONDS_OF_DAY = 86_400;

  private StoredTime() {}

  static String format(Instant time) {
    return FORMAT.format(time);
  }

  /** Reads what {@link #format} wrote. Raises {@code DateTimeException}. */
  static Instant parse(String text) {
    // Every row of a feed has one, and the general way costs more than all else about a row.
    if (text.length() != LENGTH || text.charAt(10) != 'T' || text.charAt(LENGTH - 1) != 'Z') {
      return Instant.parse(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    int nano = number(text, 20, 29);
    if ((year | month | day | hour | minute | second | nano) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return Instant.parse(text);
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY
            + hour * 3600L
            + minute * 60L
            + second;
    return Instant.ofEpochSecond(seconds, nano);
  }

  /** The number that these digits are; negative where one is none. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
