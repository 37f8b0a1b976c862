package org.tisc.federation.link;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * Keeps contact with one peer: dials the stream while the pair has none, greets while the peer's
 * stream proves only that the peer reaches this node, and does nothing while the own stream proves
 * both. After a failure it waits a random time up to a bound that doubles (full jitter), and not at
 * all once the peer itself calls. One attempt at a time, each on its own virtual thread.
 */
final class Greeter implements DialledLink.News {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long ADMITTED_MILLIS = 1000;
  // A stream that ended sooner counts as a failed attempt, or two nodes would dial in a circle.
  private static final Duration SHORT_LIFE = Duration.ofSeconds(10);
  // The least time between two attempts that somebody else's calls bring about.
  private static final long GAP_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LEAST_MILLIS = 50;
  // A peer of an older release is asked again for a stream after so many greetings.
  private static final int STREAMLESS = 20;

  private final DialledLink link;
  private final LinkMembership membership;
  private final LinkLimits limits;
  private final Supplier<Greeting> own;
  private final ScheduledExecutorService timers;
  private final Object turns = new Object();
  private @Nullable Future<?> next;
  private long attemptedAt = System.nanoTime() - GAP_NANOS;
  private boolean greeting;
  private boolean again;
  private boolean lost;
  private boolean stopped;
  private int failures;
  private int streamless;

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
    link.listen(this);
  }

  /** Makes contact soon; also forgets earlier failures. */
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
      soon();
    }
  }

  @Override
  public void callRefused() {
    soon();
  }

  @Override
  public void callAnswered() {
    soon();
  }

  @Override
  public void streamUp() {
    if (link.state() != LinkState.READY) {
      soon();
    }
  }

  @Override
  public void streamDown(Duration lived, TiscException why) {
    synchronized (turns) {
      if (greeting) {
        lost = true;
        return;
      }
      if (lived.compareTo(SHORT_LIFE) < 0) {
        failures = Math.min(failures + 1, 16);
        schedule(delayMillis());
      } else {
        failures = 0;
        schedule(ThreadLocalRandom.current().nextLong(LEAST_MILLIS, 500));
      }
    }
  }

  /** An attempt as soon as the last one is a second ago; earlier failures do not count. */
  private void soon() {
    synchronized (turns) {
      if (!greeting) {
        failures = 0;
        long wait = GAP_NANOS - (System.nanoTime() - attemptedAt);
        schedule(Math.max(0, TimeUnit.NANOSECONDS.toMillis(wait)));
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
              () -> Thread.ofVirtual().name("link-" + link.id().node()).start(this::contact),
              delayMillis,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The node is stopping.
      stopped = true;
    }
  }

  private void contact() {
    boolean stream;
    synchronized (turns) {
      if (greeting || stopped) {
        return;
      }
      greeting = true;
      attemptedAt = System.nanoTime();
      streamless = Math.max(0, streamless - 1);
      stream = streamless == 0;
    }
    @Nullable TiscException failure = null;
    try {
      Optional<LinkStream> inUse = link.streams().inUse();
      if (inUse.isEmpty() && stream) {
        failure = dial();
      } else if (inUse.filter(LinkStream::ours).isEmpty() || link.state() != LinkState.READY) {
        failure = greet();
      }
    } catch (TiscException e) {
      failure = e;
    } finally {
      finished(failure);
    }
  }

  /** Dials the stream; one that gives way to the peer's is contact just as well. */
  private @Nullable TiscException dial() {
    LinkStream stream = link.dialStream();
    Optional<TiscException> end;
    try {
      end = stream.settled().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      TiscException late =
          new TiscException(
              Reason.TIMED_OUT,
              link.id() + " did not answer within " + PATIENCE.toMillis() + " ms",
              e);
      stream.giveUp(late);
      return late;
    } catch (ExecutionException e) {
      throw new IllegalStateException("A stream is never settled by an exception", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TiscException(Reason.SHUTTING_DOWN, "The node is stopping", e);
    }
    if (end.isEmpty() || StreamEnds.gaveWay(end.get())) {
      return null;
    }
    if (end.get().reason() == Reason.INCOMPATIBLE) {
      synchronized (turns) {
        streamless = STREAMLESS;
      }
      return greet();
    }
    return end.get();
  }

  private @Nullable TiscException greet() {
    try {
      link.introduced(greet(link.channel(), own.get(), membership, link.contested()));
      return null;
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e);
    }
  }

  /** Greets once, for five seconds at most. */
  static GreetResponse greet(
      Channel channel, Greeting self, LinkMembership membership, List<String> contested) {
    return LinkServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .greet(
            GreetRequest.newBuilder()
                .setSoftwareVersion(self.softwareVersion())
                .setScoringProfile(self.scoringProfile())
                .setRosterVersion(membership.rosters().version())
                .setInstance(self.instance().value())
                .addAllContestedInstances(contested)
                .build());
  }

  private void finished(@Nullable TiscException failure) {
    link.greeted(failure);
    synchronized (turns) {
      greeting = false;
      failures = failure == null && !lost ? 0 : Math.min(failures + 1, 16);
      schedule(again ? 0 : delayMillis());
      again = false;
      lost = false;
    }
  }

  private long delayMillis() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (failures == 0) {
      return (long) (limits.greetEvery().toMillis() * random.nextDouble(0.8, 1.2));
    }
    long bound =
        Math.min(
            limits.maxBackOff().toMillis(), limits.firstBackOff().toMillis() << (failures - 1));
    return random.nextLong(Math.min(LEAST_MILLIS, bound), bound + 1);
  }
}
