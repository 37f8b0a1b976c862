package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.identity.InstanceId;
import org.tisc.federation.link.Instances;

class SeenInstancesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
  private static final InstanceId OLD = InstanceId.random();
  private static final InstanceId NEW = InstanceId.random();

  private static Instant after(long seconds) {
    return NOW.plusSeconds(seconds);
  }

  @Test
  void aRestartSpeaksWithTheSameInstanceAndChangesNothing() {
    SeenInstances seen = SeenInstances.first(OLD, NOW);
    assertThat(seen.with(OLD, after(100))).isSameAs(seen);
  }

  @Test
  void afterACleanRestoreTheNewOneSpeaksAloneAndIsNotTwice() {
    SeenInstances seen = SeenInstances.first(OLD, NOW).with(NEW, after(100)).with(NEW, after(200));
    assertThat(seen.spokeLast(NEW)).isTrue();
    assertThat(seen.twice(after(200))).isFalse();
  }

  @Test
  void theOldOneThatSpeaksAgainIsTheSecondOfTwo() {
    SeenInstances seen = SeenInstances.first(OLD, NOW).with(NEW, after(100)).with(OLD, after(120));
    assertThat(seen.twice(after(120))).isTrue();
    assertThat(seen.known()).containsExactly(NEW, OLD);
  }

  @Test
  void lastWordsThatWereUnderWayDoNotCount() {
    SeenInstances seen = SeenInstances.first(OLD, NOW).with(NEW, after(100));
    assertThat(seen.with(OLD, after(109))).isSameAs(seen);
    assertThat(seen.with(OLD, after(110)).twice(after(110))).isTrue();
  }

  @Test
  void aClockThatWasSetBackDoesNotBlindIt() {
    SeenInstances seen = SeenInstances.first(OLD, NOW).with(NEW, after(100_000));
    assertThat(seen.with(OLD, NOW).known()).containsExactly(NEW, OLD);
  }

  @Test
  void theAlarmEndsADayAfterTheyWereLastHeardInTurn() {
    SeenInstances seen =
        SeenInstances.first(OLD, NOW)
            .with(NEW, after(100))
            .with(OLD, after(200))
            .with(NEW, after(300));
    Instant last = after(300);
    assertThat(seen.twice(last.plus(Duration.ofHours(23)))).isTrue();
    assertThat(seen.twice(last.plus(Duration.ofHours(25)))).isFalse();
  }

  @Test
  void aMemberThatInventsInstancesFillsNothing() {
    SeenInstances seen = SeenInstances.first(OLD, NOW);
    for (int i = 1; i < 100; i++) {
      seen = seen.with(InstanceId.random(), after(i * 20L));
    }
    assertThat(seen.known()).hasSize(Instances.MOST);
    assertThat(SeenInstances.of(seen.toBytes())).contains(seen);
  }

  @Test
  void isKeptAsItIs() {
    SeenInstances seen = SeenInstances.first(OLD, NOW).with(NEW, after(100));
    assertThat(SeenInstances.of(seen.toBytes())).contains(seen);
    SeenInstances twice = seen.with(OLD, after(200));
    assertThat(SeenInstances.of(twice.toBytes())).contains(twice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "2026-06-01T08:00:00Z -", "2026-06-01T08:00:00Z - abc", "a b c"})
  void whatIsDamagedBeginsAnew(String text) {
    assertThat(SeenInstances.of(ByteString.copyFromUtf8(text))).isEqualTo(Optional.empty());
  }
}
