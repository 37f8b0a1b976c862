package org.tisc.federation.search;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Asks many sources at once, each on a virtual thread of its own, and waits for all of them or
 * until their deadlines. A source that failed or is late is a value beside the others, and each is
 * told as soon as it is known. No thread is interrupted: a late one ends by its own deadline or
 * when its source is closed.
 */
final class FanOut {
  private static final Logger log = LoggerFactory.getLogger(FanOut.class);
  // How soon an abandoned question is noticed; far below what a person feels.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  private final LongSupplier nanoClock;
  private final BooleanSupplier abandoned;
  private final String threadName;

  FanOut(LongSupplier nanoClock, BooleanSupplier abandoned, String threadName) {
    this.nanoClock = nanoClock;
    this.abandoned = abandoned;
    this.threadName = threadName;
  }

  /** What one source gave: a value, or the failure in its place. */
  sealed interface Outcome<T> {
    /** When it came, on the query's clock. */
    long atNanos();
  }

  /** A value. */
  record Answered<T>(T value, long atNanos) implements Outcome<T> {}

  /** A failure; lateness is TIMED_OUT. */
  record Failed<T>(TiscException failure, long atNanos) implements Outcome<T> {}

  /** One question to one source. */
  @FunctionalInterface
  interface Ask<T> {
    T of(Source source, long deadlineNanos);
  }

  /** Hears what comes, on the thread that asks. */
  interface Watch<T> {
    /** A source answered, failed, or is late; said once of each. */
    void came(Source source, Outcome<T> outcome);

    /** Some are still waited for; said again and again, at least every 25 ms. */
    default void waiting() {}
  }

  /**
   * Who must show that it is alive while it works.
   *
   * @param whom those who have not answered anything in this query yet
   * @param from when to ask for a sign of life, on the query's clock
   * @param by when whoever gave none counts as late
   */
  record Signs(Predicate<Source> whom, long from, long by) {
    /** Of nobody. */
    static final Signs NONE = new Signs(_ -> false, 0, 0);
  }

  /** One source that was asked. */
  private static final class Pending<T> {
    private final Source source;
    private final long deadline;
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    private volatile boolean alive;

    private Pending(Source source, long deadline) {
      this.source = source;
      this.deadline = deadline;
    }
  }

  /**
   * Outcomes by source, in the order given. Raises CANCELLED as soon as the question is abandoned.
   *
   * @param deadline when to give up on a source, on the query's clock
   */
  <T> Map<Source, Outcome<T>> ask(
      List<Source> sources, ToLongFunction<Source> deadline, Ask<T> ask) {
    Map<Source, Outcome<T>> came = new HashMap<>();
    ask(sources, deadline, Signs.NONE, ask, came::put);
    Map<Source, Outcome<T>> inOrder = new LinkedHashMap<>();
    sources.forEach(source -> inOrder.put(source, Objects.requireNonNull(came.get(source))));
    return inOrder;
  }

  /** The same, each told as it comes; some give a sign of life where their answer takes long. */
  <T> void ask(
      List<Source> sources,
      ToLongFunction<Source> deadline,
      Signs signs,
      Ask<T> ask,
      Watch<T> watch) {
    BlockingQueue<Pending<T>> done = new LinkedBlockingQueue<>();
    Set<Pending<T>> open = new LinkedHashSet<>();
    for (Source source : sources) {
      Pending<T> pending = new Pending<>(source, deadline.applyAsLong(source));
      open.add(pending);
    }
    for (Pending<T> pending : open) {
      Thread.ofVirtual()
          .name(threadName + "-" + pending.source.node())
          .start(
              () -> {
                pending.outcome.complete(outcome(pending, ask));
                done.add(pending);
              });
    }
    boolean signsAsked = signs.equals(Signs.NONE);
    while (!open.isEmpty()) {
      if (!signsAsked && nanoClock.getAsLong() - signs.from >= 0) {
        signsAsked = true;
        open.forEach(each -> askForSign(each, signs));
      }
      Optional<Pending<T>> next = next(done, open, signs);
      if (next.isEmpty()) {
        watch.waiting();
        tellLate(open, signs, watch);
      } else if (open.remove(next.get())) {
        watch.came(next.get().source, next.get().outcome.join());
      }
    }
  }

  /** One that is done; nothing where none is for a while, or somebody is late. */
  private <T> Optional<Pending<T>> next(
      BlockingQueue<Pending<T>> done, Set<Pending<T>> open, Signs signs) {
    if (abandoned.getAsBoolean()) {
      throw new TiscException(Reason.CANCELLED, "Nobody waits for the answer any more");
    }
    long now = nanoClock.getAsLong();
    long wait = PATIENCE_NANOS;
    for (Pending<T> pending : open) {
      wait = Math.min(wait, by(pending, signs) - now);
    }
    try {
      return Optional.ofNullable(done.poll(Math.max(0, wait), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "The node is stopping", stopped);
    }
  }

  /** When it counts as late. */
  private static <T> long by(Pending<T> pending, Signs signs) {
    boolean silent = signs.whom.test(pending.source) && !pending.alive;
    return silent && signs.by - pending.deadline < 0 ? signs.by : pending.deadline;
  }

  private <T> void tellLate(Set<Pending<T>> open, Signs signs, Watch<T> watch) {
    long now = nanoClock.getAsLong();
    for (Pending<T> pending : List.copyOf(open)) {
      if (by(pending, signs) - now <= 0) {
        open.remove(pending);
        TiscException late =
            new TiscException(Reason.TIMED_OUT, pending.source.node() + " is late");
        watch.came(pending.source, pending.outcome.getNow(new Failed<>(late, now)));
      }
    }
  }

  private <T> void askForSign(Pending<T> pending, Signs signs) {
    if (pending.outcome.isDone() || !signs.whom.test(pending.source)) {
      return;
    }
    Thread.ofVirtual()
        .name(threadName + "-alive-" + pending.source.node())
        .start(
            () -> {
              try {
                pending.source.alive(signs.by);
                pending.alive = true;
              } catch (TiscException silent) {
                log.debug("{} gives no sign of life", pending.source.node(), silent);
              }
            });
  }

  private <T> Outcome<T> outcome(Pending<T> pending, Ask<T> ask) {
    try {
      T value = ask.of(pending.source, pending.deadline);
      return new Answered<>(value, nanoClock.getAsLong());
    } catch (TiscException failure) {
      return new Failed<>(failure, nanoClock.getAsLong());
    } catch (RuntimeException mistake) {
      log.error("Asking {} failed", pending.source.node(), mistake);
      return new Failed<>(
          new TiscException(Reason.INTERNAL, "Internal error", mistake), nanoClock.getAsLong());
    }
  }
}
