package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {
  /** Clocks may run over. */
  private static final long START = Long.MAX_VALUE - 1_000;

  private final Timetable times = new Timetable(START, Duration.ofSeconds(2));

  private static long millis(long since) {
    return Duration.ofNanos(since - START).toMillis();
  }

  @Test
  void whoIsSearchedAtOnceShowsByTheEndOfTheFirstRoundThatItIsAlive() {
    FanOut.Signs signs = times.signs(_ -> true, START);
    assertThat(millis(signs.by())).isEqualTo(millis(times.survey())).isEqualTo(900);
    assertThat(millis(signs.from())).isEqualTo(300);
  }

  /** A peer whose link is in doubt may use up the whole first round of a short question. */
  @Test
  void whoIsSearchedOnlyAfterTheFirstRoundHasTimeToShowThatItIsAlive() {
    long survey = times.survey();
    assertThat(times.doubtfulShare()).isEqualTo(0.45);
    FanOut.Signs signs = times.signs(_ -> true, survey);
    assertThat(millis(signs.by())).isEqualTo(1_250);
    assertThat(millis(signs.from())).isEqualTo(1_016);
    assertThat(signs.by() - times.search()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100, 299, 301, 900, 1_200, 1_599})
  void signsComeInTheOrderOfTimeAndBeforeTheEndOfTheSearch(long millis) {
    long now = START + Duration.ofMillis(millis).toNanos();
    FanOut.Signs signs = times.signs(_ -> true, now);
    assertThat(signs.from() - now).isNotNegative();
    assertThat(signs.by() - signs.from()).isPositive();
    assertThat(times.search() - signs.by()).isNotNegative();
  }
}
