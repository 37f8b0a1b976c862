package org.tisc.deploy.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Histories over real processes. {@code -Dtisc.seed=N} begins with another seed, {@code
 * -Dtisc.histories=N} runs so many; a region lives for several of them, so that each begins with
 * what the ones before it left.
 */
@Tag("process")
class HistoriesTest {
  private static final int NODES = 4;
  private static final int STEPS = 14;
  private static final int SHORT = 3;
  private static final int LONG = 1000;
  private static final int PER_REGION = 25;

  /** What is run, or more where somebody says so. */
  private static int histories(int usual) {
    return Integer.getInteger("tisc.histories", usual);
  }

  private static void run(long firstSeed, int count) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long acknowledged = 0;
    int done = 0;
    while (done < count) {
      Model model = new Model();
      HistoryRegion region = new HistoryRegion(NODES);
      try (region) {
        for (int i = 0; i < PER_REGION && done < count; i++, done++) {
          long seed = firstSeed + done;
          History history = new History(region, model, seed);
          long start = System.nanoTime();
          List<String> violations = history.run(STEPS);
          System.out.printf(
              Locale.ROOT,
              "history %d: %d s, %d alerts acknowledged so far, %s%n",
              seed,
              (System.nanoTime() - start) / 1_000_000_000,
              model.acknowledged(),
              history.told());
          assertThat(violations)
              .as(
                  "history with seed %d, the %d. of its region in %s: %s; to repeat: mvn verify"
                      + " -Dtest=HistoriesTest -Dsurefire.failIfNoSpecifiedTests=false"
                      + " -Dtisc.seed=%d -Dtisc.histories=%d",
                  seed, i + 1, region.home(), history.told(), seed - i, i + 1)
              .isEmpty();
        }
      }
      region.forget();
      acknowledged += model.acknowledged();
    }
    System.out.printf(
        Locale.ROOT,
        "%d histories from seed %d: %d alerts acknowledged, no violation, %d s%n",
        count,
        firstSeed,
        acknowledged,
        (System.nanoTime() - begun) / 1_000_000_000);
  }

  @Test
  void nothingIsLostDoubledOrForgedInAFewHistories() throws Exception {
    run(Long.getLong("tisc.seed", 1), histories(SHORT));
  }

  @Test
  @Tag("long")
  void nothingIsLostDoubledOrForgedInAThousandHistories() throws Exception {
    run(Long.getLong("tisc.seed", 1000), histories(LONG));
  }
}
