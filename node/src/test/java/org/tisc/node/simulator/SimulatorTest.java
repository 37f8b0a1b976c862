package org.tisc.node.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tisc.node.index.MemoryFolder;

/** A small region: what the simulator says of it is right. */
class SimulatorTest {
  private static final long SEED = 7;

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  private final ZipfCorpus corpus = new ZipfCorpus(SEED, 3, 120);

  private Measurement measurement(SimulatedRegion region, int queries, Duration timeout)
      throws IOException {
    return new Measurement(region, new QueryLog(corpus, SEED).next(queries), timeout);
  }

  @Test
  void answersOverDelayedLinesAreThoseOfOneIndexInTwoRoundsAndThenInOne() throws IOException {
    try (SimulatedRegion region = new SimulatedRegion(corpus, folder);
        Measurement measurement = measurement(region, 18, Duration.ofSeconds(60))) {
      Result result = measurement.of(NetworkProfile.REGION, 1);
      assertThat(measurement.finding()).isGreaterThan(9);
      assertThat(result.answers()).isEqualTo(36);
      assertThat(result.complete()).isEqualTo(36);
      assertThat(result.compared()).isEqualTo(36);
      assertThat(result.right()).isEqualTo(36);
      assertThat(result.mostWarmRounds()).isEqualTo(1);
      assertThat(result.coldRounds()).isBetween(1.0, 3.0);
      assertThat(result.row()).startsWith("| 3 | region | ").contains(" | 36 of 36 | 100 % | ");
    }
  }

  @Test
  void aStragglerIsWaitedForAndAnsweredExactly() throws IOException {
    try (SimulatedRegion region = new SimulatedRegion(corpus, folder);
        Measurement measurement = measurement(region, 2, Duration.ofSeconds(60))) {
      Result result = measurement.of(NetworkProfile.STRAGGLER, 1);
      assertThat(result.right()).isEqualTo(4);
      assertThat(result.named()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"BLACK_HOLE", "KNOWN_BLACK_HOLE"})
  void aPeerThatSwallowsEverythingIsNamedWhereItIsMissedAndNoAnswerIsPastTheDeadline(
      NetworkProfile profile) throws IOException {
    try (SimulatedRegion region = new SimulatedRegion(corpus, folder);
        Measurement measurement = measurement(region, 1, Duration.ofSeconds(8))) {
      Result result = measurement.of(profile, 1);
      assertThat(result.answers()).isEqualTo(2);
      // Whoever had told that it has nothing that matches is not missed.
      assertThat(result.named()).isPositive().isEqualTo(result.answers() - result.complete());
      assertThat(result.right()).isEqualTo(result.compared());
      assertThat(result.othersMissed()).isZero();
      assertThat(result.late()).isZero();
    }
  }

  @Test
  void afterAStormOfCommitsAnswersAreThoseOfWhatTheNodesHold() throws Exception {
    try (SimulatedRegion region = new SimulatedRegion(corpus, folder);
        Measurement measurement = measurement(region, 9, Duration.ofSeconds(60))) {
      Result result = measurement.storm(1);
      assertThat(result.compared()).isEqualTo(9);
      assertThat(result.right()).isEqualTo(9);
      assertThat(result.row()).contains("statistics known ");
    }
  }

  @Test
  void aFlappingLineHoldsBackWhatLeavesWhileItIsDown() {
    Line line = new Line(Duration.ofMillis(10).toNanos());
    long before = System.nanoTime();
    line.begin(NetworkProfile.Fault.FLAPPING);
    long begun = System.nanoTime();
    long inTheMiddle = begun + Duration.ofMillis(2_500).toNanos();
    assertThat(line.arrival(begun) - begun).isEqualTo(Duration.ofMillis(10).toNanos());
    assertThat(line.arrival(inTheMiddle) - begun)
        .isBetween(
            Duration.ofMillis(4_010).toNanos() - (begun - before),
            Duration.ofMillis(4_010).toNanos());
    assertThat(line.arrival(begun + Duration.ofMillis(5_000).toNanos()) - begun)
        .isEqualTo(Duration.ofMillis(5_010).toNanos());
  }

  @ParameterizedTest
  @CsvSource({
    "--nodes 1, --nodes is a whole number from 2 to 200; not: 1",
    "--nodes many, --nodes is a whole number from 2 to 200; not: many",
    "--rounds 0, --rounds is a whole number from 1 to 1000; not: 0",
    "--networks moon, No network is called 'moon'",
    "--speed 3, No option is called '--speed'",
    "--seed, A value is missing after --seed"
  })
  void optionsThatAreWrongAreTold(String line, String expected) {
    assertThatThrownBy(() -> SimulatorOptions.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void theCommandThatIsPrintedRepeatsTheRun() {
    SimulatorOptions options =
        SimulatorOptions.parse("--nodes", "2,40", "--networks", "world,room", "--seed", "9");
    assertThat(options.profiles()).containsExactly(NetworkProfile.ROOM, NetworkProfile.WORLD);
    assertThat(options.documentsIn(40)).isEqualTo(200);
    String[] words = options.command().split(" ");
    assertThat(SimulatorOptions.parse(Arrays.copyOfRange(words, 1, words.length)))
        .isEqualTo(options);
  }
}
