package org.tisc.deploy.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Waits for a condition of another process, which can only be asked again and again. */
final class Wait {
  private static final Duration PAUSE = Duration.ofMillis(150);

  private Wait() {}

  /** Returns once the condition holds; raises TIMED_OUT with the explanation after the limit. */
  static void until(Duration limit, BooleanSupplier condition, Supplier<String> otherwise) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new TiscException(Reason.TIMED_OUT, otherwise.get());
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TiscException(Reason.CANCELLED, "interrupted", e);
      }
    }
  }
}
