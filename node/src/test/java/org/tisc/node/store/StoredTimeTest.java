package org.tisc.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTimeTest {
  @Test
  void everyTimeComesBackAsItWas() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-62_000_000_000L, 300_000_000_000L), random.nextInt(1_000_000_000));
      assertThat(StoredTime.parse(StoredTime.format(time))).isEqualTo(time);
    }
  }

  @Test
  void timesThatNeedMoreDigitsComeBackToo() {
    for (Instant time : new Instant[] {Instant.MIN, Instant.MAX, Instant.EPOCH}) {
      assertThat(StoredTime.parse(StoredTime.format(time))).isEqualTo(time);
    }
  }

  @Test
  void aTimeWrittenShorterIsRead() {
    assertThat(StoredTime.parse("2026-11-27T08:00:00Z"))
        .isEqualTo(Instant.parse("2026-11-27T08:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-27",
        "2026-11-27T25:00:00.000000000Z",
        "2026-13-27T08:00:00.000000000Z",
        "2026-02-30T08:00:00.000000000Z",
        "2026-11-27T08:60:00.000000000Z",
        "2026-11-27T08:00:00.00000000xZ",
        "2026-11-27T08:00:00.0000000000"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> StoredTime.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
