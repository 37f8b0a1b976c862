package org.tisc.deploy.robustness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/**
 * One history: writers at every node at work, while one thing after the other goes wrong, drawn
 * from a seed; then everything is healed and judged. The seed fixes what goes wrong and in which
 * order; what the processes do meanwhile is theirs.
 */
final class History {
  private static final int MOST_PAUSE_MILLIS = 600;

  /** Less than a roster is good for. */
  private static final int MOST_DAYS = 45;

  private static final Duration JUDGING = Duration.ofSeconds(60);

  private final HistoryRegion region;
  private final Model model;
  private final long seed;
  private final Random random;
  private final List<String> told = new ArrayList<>();

  History(HistoryRegion region, Model model, long seed) {
    this.region = region;
    this.model = model;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** What went wrong, in its order. */
  List<String> told() {
    return told;
  }

  /** Runs it to its end; returns what was not as it must be. */
  List<String> run(int steps) throws IOException, InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      for (int i = 0; i < region.size(); i++) {
        working.add(writers.submit(new Writer(region, i, "h" + seed, seed, model, over)));
      }
      try {
        for (int i = 0; i < steps; i++) {
          step();
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_PAUSE_MILLIS)));
        }
      } finally {
        region.heal();
        over.set(true);
      }
      for (Future<?> each : working) {
        await().atMost(Duration.ofSeconds(90)).until(each::isDone);
      }
    }
    region.awaitConverged("history " + seed + " converges");
    // Receipts come a moment after what they are about.
    long latest = System.nanoTime() + JUDGING.toNanos();
    List<String> violations = Judge.violations(region, model);
    while (!violations.isEmpty() && System.nanoTime() < latest) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      violations = Judge.violations(region, model);
    }
    model.settle();
    return violations;
  }

  private void step() throws IOException, InterruptedException {
    int one = random.nextInt(region.size());
    int other = (one + 1 + random.nextInt(region.size() - 1)) % region.size();
    int choice = random.nextInt(17);
    switch (choice) {
      case 0, 1, 2 -> {
        tell("kill", one);
        region.kill(one);
      }
      case 3, 4, 5 -> {
        if (!region.up(one)) {
          tell("start", one);
          region.start(one);
        }
      }
      case 6 -> way(one, other, Way.CUT);
      case 7 -> way(one, other, Way.SWALLOWED);
      case 8 -> way(one, other, Way.SLOW);
      case 9, 10 -> {
        way(one, other, Way.OPEN);
        way(other, one, Way.OPEN);
      }
      case 11 -> {
        tell("stand still", one);
        region.stand(one, true);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3000)));
        region.stand(one, false);
      }
      case 12 -> {
        if (region.up(one)) {
          tell("back up", one);
          region.backUp(one);
        }
      }
      case 13 -> {
        tell("fill the disk of", one);
        region.fillDisk(one);
      }
      case 14 -> {
        tell("kill in the middle of a write", one);
        region.kill(one);
        region.tear(one, random);
        region.start(one);
      }
      case 15 -> {
        int days = random.nextInt(MOST_DAYS) - MOST_DAYS / 3;
        tell("kill, and start with a clock wrong by " + days + " days", one);
        region.kill(one);
        region.startElsewhen(one, days);
      }
      default -> {
        if (region.backedUp(one)) {
          tell("restore an old copy of", one);
          restore(one);
        }
      }
    }
  }

  /** What only the lost node had cannot come back, so others must have it first. */
  private void restore(int one) {
    region.heal();
    Lock turn = region.turn(one);
    turn.lock();
    try {
      region.awaitCopied(one);
      region.restore(one);
    } finally {
      turn.unlock();
    }
  }

  private void way(int from, int to, Way way) {
    told.add(way + " " + region.id(from) + " -> " + region.id(to));
    region.way(from, to, way);
  }

  private void tell(String what, int position) {
    told.add(what + " " + region.id(position));
  }
}
