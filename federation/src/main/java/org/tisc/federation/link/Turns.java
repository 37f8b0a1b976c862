package org.tisc.federation.link;

import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in the order they were added, on a virtual thread that lives only
 * while there are any. Bounded by whoever adds.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final String name;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  Turns(String name) {
    this.name = name;
  }

  synchronized void add(Runnable task) {
    waiting.add(task);
    if (!running) {
      running = true;
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  private void run() {
    while (true) {
      Runnable task;
      synchronized (this) {
        task = waiting.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("A turn of {} failed", name, e);
      }
    }
  }
}
