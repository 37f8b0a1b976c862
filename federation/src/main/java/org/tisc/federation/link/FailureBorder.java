package org.tisc.federation.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Turns whatever a service throws, or gives to {@code onError}, into the wire form of {@link
 * RpcFailures}. A {@link TiscException} crosses with its reason; anything else is a mistake of ours
 * and crosses as INTERNAL with a number under which the log has it. Also answers a message that is
 * not what its type says with INVALID_ARGUMENT; for that it must sit outside of the parsing.
 */
final class FailureBorder implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(FailureBorder.class);

  private final Refusals refusals;

  FailureBorder(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    ServerCall<Q, A> translating =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            if (status.getCause() == null || status.isOk()) {
              super.close(status, trailers);
              return;
            }
            StatusRuntimeException failure = translate(status.getCause(), status, method);
            Metadata merged = failure.getTrailers();
            trailers.merge(merged == null ? new Metadata() : merged);
            super.close(failure.getStatus(), trailers);
          }
        };
    ServerCall.Listener<Q> listener;
    try {
      listener = next.startCall(translating, headers);
    } catch (RuntimeException e) {
      close(translating, e);
      return new ServerCall.Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(listener) {
      private boolean failed;

      @Override
      public void onMessage(Q message) {
        guard(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        guard(super::onHalfClose);
      }

      @Override
      public void onReady() {
        guard(super::onReady);
      }

      private void guard(Runnable step) {
        if (failed) {
          return;
        }
        try {
          step.run();
        } catch (RuntimeException e) {
          failed = true;
          if (malformed(e)) {
            TiscException refusal = malformedMessage(method);
            refusals.tell("call.refused", TransportCaller.nameOf(call), method, refusal);
            close(translating, refusal);
          } else {
            close(translating, e);
          }
        }
      }
    };
  }

  private static void close(ServerCall<?, ?> call, RuntimeException failure) {
    try {
      call.close(Status.UNKNOWN.withCause(failure), new Metadata());
    } catch (IllegalStateException e) {
      // The service closed the call before it failed; the caller has its answer.
      LOG.debug("Call was closed already", e);
    }
  }

  private static StatusRuntimeException translate(Throwable cause, Status status, String method) {
    if (cause instanceof TiscException failure && failure.reason() != Reason.INTERNAL) {
      return RpcFailures.toException(failure);
    }
    if (status.getCode() != Status.Code.UNKNOWN && status.getCode() != Status.Code.INTERNAL) {
      return status.withCause(null).asRuntimeException();
    }
    String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()).substring(4);
    LOG.error("Call {} failed, number {}", method, number, cause);
    return RpcFailures.toException(new TiscException(Reason.INTERNAL, "internal error " + number));
  }

  private static boolean malformed(Throwable failure) {
    return failure instanceof StatusRuntimeException
        && failure.getCause() instanceof InvalidProtocolBufferException;
  }

  private static TiscException malformedMessage(String method) {
    return new TiscException(Reason.INVALID_ARGUMENT, "The message is not a request of " + method);
  }
}
