package org.tisc.federation.link;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/**
 * Tells of messages over the bound, which the transport refuses before any interceptor sees them.
 */
final class OversizeTracer extends ServerStreamTracer {
  private final String method;
  private final Refusals refusals;
  private volatile Attributes attributes = Attributes.EMPTY;

  private OversizeTracer(String method, Refusals refusals) {
    this.method = method;
    this.refusals = refusals;
  }

  static Factory factory(Refusals refusals) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new OversizeTracer(fullMethodName, refusals);
      }
    };
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> call) {
    attributes = call.getAttributes();
  }

  @Override
  public void streamClosed(Status status) {
    String text = status.getDescription();
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && text != null
        && text.contains("exceeds maximum")) {
      refusals.tellLater(
          "call.refused",
          TransportCaller.nameOf(attributes),
          PlainText.of(method),
          new TiscException(Reason.TOO_LARGE, text));
    }
  }
}
