package org.tisc.node.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Server-sent events (WHATWG HTML, "Server-sent events") of states that change.
 *
 * <p>Each event carries the whole state, so a reader that falls behind misses nothing but states
 * that are over: changes are remembered as one bit, and nothing is queued. A stream blocks one
 * virtual thread. It is bounded by places for all and for each caller, by the server's idle timeout
 * where the reader takes nothing, by a heart-beat that finds readers who left, and by its age;
 * browsers connect again by themselves, and are authorised anew then. Thread-safe.
 */
public final class LiveStreams implements AutoCloseable {
  private final Limits limits;
  private final Semaphore places;
  private final Map<String, Integer> perCaller = new HashMap<>();
  private volatile boolean closed;
  private final Map<Waker, Boolean> open = new java.util.concurrent.ConcurrentHashMap<>();

  /**
   * How much there may be.
   *
   * @param most streams at once
   * @param mostPerCaller streams of one account at once
   * @param heartBeat the longest silence
   * @param apart the shortest time between two events
   * @param age when a stream ends at the latest
   */
  public record Limits(
      int most, int mostPerCaller, Duration heartBeat, Duration apart, Duration age) {
    /** 100 streams, 10 for each caller, a sign of life every 10 s, 4 events a second, 10 min. */
    public static Limits usual() {
      return new Limits(
          100, 10, Duration.ofSeconds(10), Duration.ofMillis(250), Duration.ofMinutes(10));
    }
  }

  /** Streams within limits. */
  public LiveStreams(Limits limits) {
    this.limits = limits;
    this.places = new Semaphore(limits.most());
  }

  /**
   * A stream of a state to whoever asks. Raises BUSY, before anything is sent, where there are too
   * many, and SHUTTING_DOWN.
   */
  public Reply open(Exchange exchange, LiveState state) {
    String caller = exchange.caller().name();
    if (full(caller)) {
      throw busy();
    }
    return new Reply.Stream(
        200, EventText.TYPE, Map.of("X-Accel-Buffering", "no"), out -> run(caller, state, out));
  }

  private static TiscException busy() {
    return new TiscException(Reason.BUSY, "too many live views are open");
  }

  private boolean full(String caller) {
    if (closed) {
      throw new TiscException(Reason.SHUTTING_DOWN, "the node is stopping");
    }
    synchronized (perCaller) {
      return places.availablePermits() == 0
          || perCaller.getOrDefault(caller, 0) >= limits.mostPerCaller();
    }
  }

  private boolean enter(String caller) {
    synchronized (perCaller) {
      if (perCaller.getOrDefault(caller, 0) >= limits.mostPerCaller() || !places.tryAcquire()) {
        return false;
      }
      perCaller.merge(caller, 1, Integer::sum);
      return true;
    }
  }

  private void leave(String caller) {
    synchronized (perCaller) {
      places.release();
      perCaller.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void run(String caller, LiveState state, OutputStream out) throws IOException {
    if (!enter(caller)) {
      // Others were quicker than the answer's headers; browsers try again after this.
      out.write("retry: 10000\n\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Waker waker = new Waker();
    open.put(waker, true);
    Runnable ended = state.onChange().apply(waker::wake);
    try {
      events(state, waker, out);
    } catch (IOException gone) {
      // Whoever left, or takes nothing, is no failure of ours.
      throw new EofException(gone);
    } finally {
      ended.run();
      open.remove(waker);
      leave(caller);
    }
  }

  private void events(LiveState state, Waker waker, OutputStream out) throws IOException {
    long end = System.nanoTime() + limits.age().toNanos();
    byte[] told = new byte[0];
    waker.wake();
    while (!closed && System.nanoTime() < end) {
      if (!waker.await(limits.heartBeat())) {
        out.write(EventText.beat());
        out.flush();
        continue;
      }
      byte[] now = EventText.event(state.name(), state.now().get());
      if (!Arrays.equals(told, now)) {
        out.write(now);
        out.flush();
        told = now;
      }
      waker.pause(limits.apart());
    }
  }

  /** How many are open; for watching. */
  public int size() {
    return open.size();
  }

  /** Ends all streams; their readers connect again when the node is back. */
  @Override
  public void close() {
    closed = true;
    open.keySet().forEach(Waker::stop);
  }

  /** Remembers whether something changed since somebody looked. */
  private static final class Waker {
    private boolean changed;
    private boolean stopped;

    synchronized void wake() {
      changed = true;
      notifyAll();
    }

    synchronized void stop() {
      stopped = true;
      notifyAll();
    }

    /** Waits for a change, which it takes; false where the time passed without one. */
    synchronized boolean await(Duration most) throws IOException {
      long end = System.nanoTime() + most.toNanos();
      try {
        for (long left = left(end); !changed && !stopped && left > 0; left = left(end)) {
          wait(left);
        }
      } catch (InterruptedException interrupted) {
        throw failure(interrupted);
      }
      boolean was = changed;
      changed = false;
      return was;
    }

    /** Waits whatever changes, unless it is stopped. */
    synchronized void pause(Duration time) throws IOException {
      long end = System.nanoTime() + time.toNanos();
      try {
        for (long left = left(end); !stopped && left > 0; left = left(end)) {
          wait(left);
        }
      } catch (InterruptedException interrupted) {
        throw failure(interrupted);
      }
    }

    private static long left(long end) {
      return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private static IOException failure(InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new IOException("the stream was interrupted", interrupted);
    }
  }
}
