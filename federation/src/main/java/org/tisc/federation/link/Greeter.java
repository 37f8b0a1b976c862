package org.tisc.federation.link;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * Greets one peer from time to time: regularly while it answers, after doubling waits with jitter
 * while it does not, and at once when the peer itself calls. One greeting at a time, each on its
 * own virtual thread.
 */
final class Greeter {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long ADMITTED_MILLIS = 1000;

  private final DialledLink link;
  private final LinkMembership membership;
  private final LinkLimits limits;
  private final Supplier<Greeting> own;
  private final ScheduledExecutorService timers;
  private final Object turns = new Object();
  private @Nullable Future<?> next;
  private boolean greeting;
  private boolean again;
  private boolean stopped;
  private int failures;

  Greeter(
      DialledLink link,
      LinkMembership membership,
      LinkLimits limits,
      Supplier<Greeting> own,
      ScheduledExecutorService timers) {
    this.link = link;
    this.membership = membership;
    this.limits = limits;
    this.own = own;
    this.timers = timers;
  }

  /** Greets soon; also forgets earlier failures. */
  void wake() {
    synchronized (turns) {
      failures = 0;
      if (greeting) {
        again = true;
      } else {
        schedule(0);
      }
    }
  }

  /** Greets a member that was admitted a moment ago, once it has had time to hear of it itself. */
  void wakeLater() {
    synchronized (turns) {
      schedule(ADMITTED_MILLIS);
    }
  }

  /** The peer called: if it was out of reach it is back. */
  void heardFrom() {
    if (link.state() != LinkState.READY) {
      synchronized (turns) {
        if (!greeting) {
          failures = 0;
          schedule(0);
        }
      }
    }
  }

  void stop() {
    synchronized (turns) {
      stopped = true;
      if (next != null) {
        next.cancel(false);
      }
    }
  }

  private void schedule(long delayMillis) {
    if (stopped || !link.reachable() || link.refused()) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    try {
      next =
          timers.schedule(
              () -> Thread.ofVirtual().name("link-" + link.id().node()).start(this::greet),
              delayMillis,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The node is stopping.
      stopped = true;
    }
  }

  private void greet() {
    synchronized (turns) {
      if (greeting || stopped) {
        return;
      }
      greeting = true;
    }
    @Nullable TiscException failure = null;
    try {
      greet(link.channel(), own.get(), membership);
    } catch (StatusRuntimeException e) {
      failure = RpcFailures.fromStatus(e);
    } finally {
      finished(failure);
    }
  }

  /** Greets once, for five seconds at most. */
  static void greet(Channel channel, Greeting self, LinkMembership membership) {
    GreetResponse _ =
        LinkServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .greet(
                GreetRequest.newBuilder()
                    .setSoftwareVersion(self.softwareVersion())
                    .setScoringProfile(self.scoringProfile())
                    .setRosterVersion(membership.rosters().version())
                    .build());
  }

  private void finished(@Nullable TiscException failure) {
    link.greeted(failure);
    synchronized (turns) {
      greeting = false;
      failures = failure == null ? 0 : Math.min(failures + 1, 16);
      schedule(again ? 0 : delayMillis());
      again = false;
    }
  }

  private long delayMillis() {
    double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1.4);
    long base =
        failures == 0
            ? limits.greetEvery().toMillis()
            : Math.min(
                limits.maxBackOff().toMillis(), limits.firstBackOff().toMillis() << (failures - 1));
    return Math.min((long) (base * jitter), limits.maxBackOff().toMillis());
  }
}
