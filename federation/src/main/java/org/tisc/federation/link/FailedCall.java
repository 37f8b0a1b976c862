package org.tisc.federation.link;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/** A call that failed before it began. */
final class FailedCall<Q, A> extends ClientCall<Q, A> {
  private final StatusRuntimeException failure;

  FailedCall(StatusRuntimeException failure) {
    this.failure = failure;
  }

  @Override
  public void start(Listener<A> listener, Metadata headers) {
    Metadata trailers = failure.getTrailers();
    listener.onClose(failure.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  @Override
  public void request(int messages) {}

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {}

  @Override
  public void halfClose() {}

  @Override
  public void sendMessage(Q message) {}
}
