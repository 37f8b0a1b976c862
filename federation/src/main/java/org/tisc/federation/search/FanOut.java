package org.tisc.federation.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * until their deadlines. A source that failed or is late is a value beside the others. No thread is
 * interrupted: a late one ends by its own deadline or when its source is closed.
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
    private final CompletableFuture<Boolean> alive = new CompletableFuture<>();

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
    return ask(sources, deadline, Signs.NONE, ask);
  }

  /** The same, with some giving a sign of life where their answer takes long. */
  <T> Map<Source, Outcome<T>> ask(
      List<Source> sources, ToLongFunction<Source> deadline, Signs signs, Ask<T> ask) {
    List<Pending<T>> open = new ArrayList<>();
    for (Source source : sources) {
      Pending<T> pending = new Pending<>(source, deadline.applyAsLong(source));
      open.add(pending);
      Thread.ofVirtual().name(threadName + "-" + source.node()).start(() -> run(pending, ask));
    }
    Map<Source, Outcome<T>> outcomes = new LinkedHashMap<>();
    boolean signsAsked = signs.equals(Signs.NONE);
    for (Pending<T> pending : open) {
      Optional<Outcome<T>> outcome = Optional.empty();
      while (outcome.isEmpty()) {
        if (!signsAsked && nanoClock.getAsLong() - signs.from >= 0) {
          signsAsked = true;
          open.forEach(each -> askForSign(each, signs));
        }
        outcome = await(pending, signs);
      }
      outcomes.put(pending.source, outcome.get());
    }
    return outcomes;
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
                pending.alive.complete(true);
              } catch (TiscException silent) {
                log.debug("{} gives no sign of life", pending.source.node(), silent);
              }
            });
  }

  private <T> void run(Pending<T> pending, Ask<T> ask) {
    try {
      T value = ask.of(pending.source, pending.deadline);
      pending.outcome.complete(new Answered<>(value, nanoClock.getAsLong()));
    } catch (TiscException failure) {
      pending.outcome.complete(new Failed<>(failure, nanoClock.getAsLong()));
    } catch (RuntimeException mistake) {
      log.error("Asking {} failed", pending.source.node(), mistake);
      pending.outcome.complete(
          new Failed<>(
              new TiscException(Reason.INTERNAL, "Internal error", mistake),
              nanoClock.getAsLong()));
    }
  }

  /** The outcome, or nothing yet. */
  private <T> Optional<Outcome<T>> await(Pending<T> pending, Signs signs) {
    if (abandoned.getAsBoolean()) {
      throw new TiscException(Reason.CANCELLED, "Nobody waits for the answer any more");
    }
    long now = nanoClock.getAsLong();
    long left = pending.deadline - now;
    if (signs.whom.test(pending.source) && !pending.alive.isDone()) {
      left = Math.min(left, signs.by - now);
    }
    try {
      if (left <= 0) {
        return Optional.of(
            pending.outcome.getNow(
                new Failed<>(
                    new TiscException(Reason.TIMED_OUT, pending.source.node() + " is late"), now)));
      }
      return Optional.of(pending.outcome.get(Math.min(left, PATIENCE_NANOS), TimeUnit.NANOSECONDS));
    } catch (TimeoutException notYet) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("An outcome is never exceptional", impossible);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TiscException(Reason.CANCELLED, "The node is stopping", stopped);
    }
  }
}
