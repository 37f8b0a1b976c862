package org.tisc.node.simulator;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls over a {@link Line}: each message becomes bytes, is counted, and arrives when the line lets
 * it. The deadline is the caller's own: whatever is under way then, the call ends. That a caller
 * gave up reaches the peer without delay.
 */
final class DelayedCalls implements ClientInterceptor {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final Line line;
  private final Wire wire;
  private final Traffic traffic;

  DelayedCalls(Line line, Wire wire, Traffic traffic) {
    this.line = line;
    this.wire = wire;
    this.traffic = traffic;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    if (!method.getType().clientSendsOneMessage()) {
      throw new IllegalArgumentException("Only calls with one request are simulated: " + method);
    }
    Executor caller = options.getExecutor();
    return new Call<>(
        method,
        next.newCall(method.toBuilder(BYTES, BYTES).build(), options.withExecutor(Runnable::run)),
        caller == null ? Runnable::run : caller,
        options.getDeadline());
  }

  private final class Call<Q, A> extends ClientCall<Q, A> {
    private final MethodDescriptor<Q, A> method;
    private final ClientCall<byte[], byte[]> there;
    private final Executor caller;
    private final @Nullable Deadline deadline;
    private byte[] request = new byte[0];
    private volatile long sentAt;
    private volatile long arrivedAt;

    Call(
        MethodDescriptor<Q, A> method,
        ClientCall<byte[], byte[]> there,
        Executor caller,
        @Nullable Deadline deadline) {
      this.method = method;
      this.there = there;
      this.caller = caller;
      this.deadline = deadline;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      there.start(new Arrivals(listener), headers);
    }

    @Override
    public void request(int numMessages) {
      there.request(numMessages);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      there.cancel(message, cause);
    }

    @Override
    public void sendMessage(Q message) {
      request = BYTES.parse(method.streamRequest(message));
      traffic.sent(request.length);
    }

    @Override
    public void halfClose() {
      sentAt = System.nanoTime();
      long arrival = line.arrival(sentAt);
      if (arrival != Line.NEVER) {
        wire.at(arrival, this::arrive);
      }
    }

    private void arrive() {
      arrivedAt = System.nanoTime();
      try {
        there.sendMessage(request);
        there.halfClose();
      } catch (IllegalStateException givenUp) {
        // The caller cancelled while the request was under way.
      }
    }

    /** What comes back, in its order. */
    private final class Arrivals extends Listener<byte[]> {
      private final Listener<A> listener;
      private final Queue<Runnable> underWay = new ConcurrentLinkedQueue<>();
      private volatile boolean over;

      Arrivals(Listener<A> listener) {
        this.listener = listener;
      }

      @Override
      public void onHeaders(Metadata headers) {
        comeBack(() -> listener.onHeaders(headers));
      }

      @Override
      public void onMessage(byte[] answer) {
        traffic.sent(answer.length);
        comeBack(() -> listener.onMessage(method.parseResponse(new ByteArrayInputStream(answer))));
      }

      @Override
      public void onClose(Status status, Metadata trailers) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED
            || status.getCode() == Status.Code.CANCELLED) {
          end(status, trailers);
          return;
        }
        long arrival = comeBack(() -> end(status, trailers));
        if (status.isOk() && method.getFullMethodName().endsWith("/Search")) {
          traffic.searched(arrival - sentAt);
        }
      }

      private long comeBack(Runnable event) {
        long ready = System.nanoTime();
        long arrival = line.arrival(line.departure(ready, ready - arrivedAt));
        underWay.add(event);
        if (deadline == null || arrival - ready <= deadline.timeRemaining(TimeUnit.NANOSECONDS)) {
          wire.at(arrival, () -> deliver(underWay.remove()));
        } else {
          wire.at(
              ready + deadline.timeRemaining(TimeUnit.NANOSECONDS),
              () -> end(Status.DEADLINE_EXCEEDED, new Metadata()));
        }
        return arrival;
      }

      private void end(Status status, Metadata trailers) {
        deliver(
            () -> {
              if (!over) {
                over = true;
                listener.onClose(status, trailers);
              }
            });
      }

      private void deliver(Runnable event) {
        try {
          caller.execute(event);
        } catch (RejectedExecutionException gone) {
          // Nobody waits for this call any more.
        }
      }
    }
  }
}
