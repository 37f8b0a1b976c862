package org.tisc.federation.link;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

/** Temporary until the trust branch is merged. */
public final class RpcFailures {
  private RpcFailures() {}

  public static StatusRuntimeException toStatus(TiscException failure) {
    return Status.INTERNAL.withDescription(failure.reason().name()).asRuntimeException();
  }

  public static TiscException fromStatus(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case DEADLINE_EXCEEDED -> new TiscException(Reason.TIMED_OUT, "late");
      case UNAVAILABLE -> new TiscException(Reason.UNAVAILABLE, "gone");
      default -> {
        for (Reason reason : Reason.values()) {
          if (reason.name().equals(failure.getStatus().getDescription())) {
            yield new TiscException(reason, "remote");
          }
        }
        yield new TiscException(Reason.INTERNAL, "internal");
      }
    };
  }
}
