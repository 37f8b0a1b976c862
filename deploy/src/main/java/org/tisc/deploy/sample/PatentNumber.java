package org.tisc.deploy.sample;

import java.time.LocalDate;
import java.util.Locale;

/**
 * Number and dates of an invented patent document. Numbers rise with the publication date, as real
 * ones do, and no two indexes below {@value #LIMIT} share one.
 *
 * @param office two letters (WIPO ST.3)
 * @param kindCode publication kind (WIPO ST.16)
 * @param number the publication number without office and kind
 * @param application the application number as the office prints it
 */
record PatentNumber(
    Right right,
    String office,
    String kindCode,
    String number,
    String application,
    LocalDate applied,
    LocalDate published) {
  /** One more than the greatest index. */
  static final int LIMIT = 1_000_000;

  private static final LocalDate FIRST = LocalDate.of(2016, 7, 1);
  private static final LocalDate LAST = LocalDate.of(2025, 12, 31);

  /** The three rights of Chinese law. */
  enum Right {
    /** 发明. */
    INVENTION,
    /** 实用新型. */
    UTILITY_MODEL,
    /** 外观设计. */
    DESIGN
  }

  /** The number of the patent document at an index. */
  static PatentNumber of(long seed, int index) {
    Draw draw = new Draw(seed ^ 0x5EED, index);
    int share = draw.below(100);
    if (share < 8) {
      return foreign("US", "B2", index, 9_000_000, 3_000_000, draw);
    }
    if (share < 12) {
      return foreign("EP", "A1", index, 3_000_000, 1_400_000, draw);
    }
    if (share < 62) {
      return chinese(Right.INVENTION, draw.percent(60) ? "A" : "B", index, 4_000_000, draw);
    }
    return share < 84
        ? chinese(Right.UTILITY_MODEL, "U", index, 5_000_000, draw)
        : chinese(Right.DESIGN, "S", index, 3_500_000, draw);
  }

  private static PatentNumber chinese(Right right, String kind, int index, int from, Draw draw) {
    int range = 17_000_000;
    int place = spread(index, range);
    LocalDate published = dayAt(place, range);
    int lag = right == Right.INVENTION ? 180 + draw.below(365) : 60 + draw.below(200);
    LocalDate applied = published.minusDays(lag);
    int type =
        switch (right) {
          case INVENTION -> 1;
          case UTILITY_MODEL -> 2;
          case DESIGN -> 3;
        };
    // ZC 0006-2003: year, type, seven digits, check digit behind a dot.
    String digits =
        String.format(
            Locale.ROOT, "%04d%d%07d", applied.getYear(), type, spread(index, 9_000_000) + 100_000);
    return new PatentNumber(
        right,
        "CN",
        kind,
        Integer.toString(type * 100_000_000 + from + place),
        digits + "." + checkDigit(digits),
        applied,
        published);
  }

  private static PatentNumber foreign(
      String office, String kind, int index, int from, int range, Draw draw) {
    int place = spread(index, range);
    LocalDate published = dayAt(place, range);
    LocalDate applied = published.minusDays(200 + draw.below(340));
    String application =
        office.equals("US")
            ? String.format(Locale.ROOT, "%d/%06d", 15 + index % 4, spread(index, 1_000_000))
            : String.format(
                Locale.ROOT, "%02d%06d", applied.getYear() % 100, spread(index, 1_000_000));
    return new PatentNumber(
        Right.INVENTION,
        office,
        kind,
        Integer.toString(from + place),
        application,
        applied,
        published);
  }

  /** Digits times 2 3 4 5 6 7 8 9 2 3 4 5 from the left, modulo 11; ten is X (ZC 0006-2003). */
  static char checkDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(i) - '0') * (i % 8 + 2);
    }
    return sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11);
  }

  /**
   * A number below range, different for each index below range and well scattered: multiples of a
   * step near the golden section that shares no factor with the range.
   */
  static int spread(int index, int range) {
    long step = Math.round(range * 0.6180339887);
    while (greatestCommonDivisor(step, range) != 1) {
      step++;
    }
    return (int) ((index * step + 104_729) % range);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  private static LocalDate dayAt(int place, int range) {
    long days = LAST.toEpochDay() - FIRST.toEpochDay();
    return FIRST.plusDays(days * place / range);
  }

  /** The number in the notation of the front page, such as {@code CN110083831A}. */
  String printed() {
    return office + number + kindCode;
  }

  /** The document key. */
  String key() {
    return "PATENT:" + office + ":" + number + ":" + kindCode;
  }

  /** Whether the right was granted with this publication. */
  boolean granted() {
    return !kindCode.startsWith("A");
  }
}
