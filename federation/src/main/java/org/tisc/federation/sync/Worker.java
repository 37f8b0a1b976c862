package org.tisc.federation.sync;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one piece of work again and again while there is reason to, never twice at a time, on a
 * virtual thread that lives only meanwhile.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final String name;
  private final BooleanSupplier work;
  private final AtomicInteger reasons = new AtomicInteger();
  private volatile boolean closed;

  /**
   * A worker that rests.
   *
   * @param work one step; says whether more is due at once
   */
  Worker(String name, BooleanSupplier work) {
    this.name = name;
    this.work = work;
  }

  /** There is something to do, which begins now, or when the step under way has ended. */
  void wake() {
    if (!closed && reasons.getAndIncrement() == 0) {
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  private void run() {
    int seen = reasons.get();
    do {
      try {
        boolean more = true;
        while (more && !closed) {
          more = work.getAsBoolean();
        }
      } catch (RuntimeException e) {
        // Whatever was due is due again with the next reason, of which there is one each moment.
        LOG.warn("A step of {} failed: {}", name, e.toString());
        LOG.debug("A step of {} failed", name, e);
      }
      seen = reasons.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Ends after the step under way. */
  void close() {
    closed = true;
  }
}
