package org.tisc.federation.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.VerifiedPeer;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/**
 * Bounds every admitted call: so many of one caller at once, an end even where the caller set none,
 * no call that sends headers and then keeps silent, and none that outlives its caller's membership.
 * Timer and service may end a call at the same moment; the first counts and what the other still
 * sends is dropped.
 */
final class CallBounds implements ServerInterceptor {
  /**
   * The stream of a pair lives as long as both; it has rules of its own for what takes too long.
   */
  private static final String ENDLESS = LinkServiceGrpc.getConnectMethod().getFullMethodName();

  private final LinkLimits limits;
  private final Refusals refusals;
  private final ScheduledExecutorService timers;
  private final Standing standing;
  private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();
  private final Set<Running> ofMembers = ConcurrentHashMap.newKeySet();

  /** A member's call that is under way. */
  private static final class Running {
    private final VerifiedPeer peer;
    private final ClosableCall<?, ?> call;
    private final Context.CancellableContext context;

    Running(VerifiedPeer peer, ClosableCall<?, ?> call, Context.CancellableContext context) {
      this.peer = peer;
      this.call = call;
      this.context = context;
    }
  }

  /**
   * Bounds for the calls of one port.
   *
   * @param standing says whose calls are refused by now
   */
  CallBounds(
      LinkLimits limits, Refusals refusals, ScheduledExecutorService timers, Standing standing) {
    this.limits = limits;
    this.refusals = refusals;
    this.timers = timers;
    this.standing = standing;
  }

  /** Ends the calls under way of everybody who would be refused now. */
  void endRefused() {
    ofMembers.forEach(this::endIfRefused);
  }

  private void endIfRefused(Running call) {
    standing
        .refusalOf(call.peer)
        .ifPresent(
            why -> {
              refusals.tellLater(
                  "call.refused",
                  call.peer.id().uri(),
                  call.call.getMethodDescriptor().getFullMethodName(),
                  why);
              end(call.call, call.context, why);
            });
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String caller = TransportCaller.nameOf(call);
    String method = call.getMethodDescriptor().getFullMethodName();
    if (!enter(caller)) {
      throw refuse(
          caller,
          method,
          new TiscException(
              Reason.BUSY,
              "More than " + limits.maxCallsPerPeer() + " calls of " + caller + " at once"));
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            leave(caller);
          }
        };
    Context.CancellableContext context = Context.current().withCancellation();
    ClosableCall<Q, A> bounded = new ClosableCall<>(call);
    Future<?> silence =
        timers.schedule(
            () -> end(bounded, context, refuse(caller, method, silent())),
            limits.firstMessageWithin().toMillis(),
            TimeUnit.MILLISECONDS);
    Future<?> deadline =
        Context.current().getDeadline() != null || method.equals(ENDLESS)
            ? silence
            : timers.schedule(
                () -> end(bounded, context, refuse(caller, method, endless())),
                limits.defaultDeadline().toMillis(),
                TimeUnit.MILLISECONDS);
    Optional<Running> ofMember =
        Optional.ofNullable(CallerContext.CONNECTION.get())
            .map(connection -> new Running(connection.peer(), bounded, context));
    ofMember.ifPresent(ofMembers::add);
    Runnable over =
        () -> {
          silence.cancel(false);
          deadline.cancel(false);
          leave.run();
          ofMember.ifPresent(ofMembers::remove);
          context.cancel(null);
        };
    ServerCall.Listener<Q> listener;
    try {
      listener = Contexts.interceptCall(context, bounded, headers, next);
    } catch (RuntimeException e) {
      over.run();
      throw e;
    }
    // Whoever lost the membership after the gate let the call in was not in the set yet.
    ofMember.ifPresent(this::endIfRefused);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        silence.cancel(false);
        super.onMessage(message);
      }

      @Override
      public void onHalfClose() {
        silence.cancel(false);
        super.onHalfClose();
      }

      @Override
      public void onCancel() {
        try {
          super.onCancel();
        } finally {
          over.run();
        }
      }

      @Override
      public void onComplete() {
        try {
          super.onComplete();
        } finally {
          over.run();
        }
      }
    };
  }

  private boolean enter(String caller) {
    boolean[] entered = new boolean[1];
    running.compute(
        caller,
        (name, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < limits.maxCallsPerPeer();
          return entered[0] ? Integer.valueOf(now + 1) : count;
        });
    return entered[0];
  }

  private void leave(String caller) {
    running.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
  }

  private TiscException refuse(String caller, String method, TiscException refusal) {
    refusals.tellLater("call.refused", caller, method, refusal);
    return refusal;
  }

  private static void end(
      ClosableCall<?, ?> call, Context.CancellableContext context, TiscException why) {
    // In this order: a service that is cancelled may end the call itself, with a lesser reason.
    call.close(Status.UNKNOWN.withCause(why), new Metadata());
    context.cancel(why);
  }

  private TiscException silent() {
    return new TiscException(
        Reason.TIMED_OUT,
        "The call sent no message within " + limits.firstMessageWithin().toMillis() + " ms");
  }

  private TiscException endless() {
    return new TiscException(
        Reason.TIMED_OUT,
        "The call set no deadline and took longer than "
            + limits.defaultDeadline().toMillis()
            + " ms");
  }

  /** A call that two threads may end; after its end whatever else is sent is dropped. */
  private static final class ClosableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private boolean closed;

    ClosableCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(A message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }
}
