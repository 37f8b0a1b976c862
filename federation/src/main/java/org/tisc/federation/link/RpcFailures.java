package org.tisc.federation.link;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

/**
 * Failures on their way over gRPC: {@code google.rpc.Status} with {@code ErrorInfo} (domain {@code
 * tisc}), with {@code BadRequest} where rules of fields are broken and {@code RetryInfo} where
 * waiting helps. What comes in is a peer's word: bounded, cleaned, and never trusted beyond its
 * reason. Stateless and thread-safe.
 */
public final class RpcFailures {
  private static final String DOMAIN = "tisc";
  private static final int MAX_DETAILS = 64;
  private static final long RETRY_SECONDS = 1;
  private static final int MAX_CAUSES = 12;

  private RpcFailures() {}

  /** The wire form of a failure. The text of an INTERNAL one is withheld. */
  public static Status toStatus(TiscException failure) {
    Reason reason = failure.reason();
    boolean internal = reason.kind() == Kind.INTERNAL;
    ErrorInfo.Builder info =
        ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(internal ? "INTERNAL" : reason.name());
    Status.Builder status =
        Status.newBuilder()
            .setCode(code(reason).getNumber())
            .setMessage(internal ? "internal error" : PlainText.of(message(failure)));
    if (internal) {
      return status.addDetails(Any.pack(info.build())).build();
    }
    failure.fields().forEach((name, value) -> info.putMetadata(name, PlainText.of(value)));
    status.addDetails(Any.pack(info.build()));
    if (!failure.violations().isEmpty()) {
      BadRequest.Builder bad = BadRequest.newBuilder();
      for (Violation violation : failure.violations().stream().limit(MAX_DETAILS).toList()) {
        bad.addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(PlainText.of(violation.message()))
                .setReason(violation.position() < 0 ? "" : "POSITION_" + violation.position()));
      }
      status.addDetails(Any.pack(bad.build()));
    }
    if (reason.kind() == Kind.EXHAUSTED) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(Duration.newBuilder().setSeconds(retrySeconds(failure)))
                  .build()));
    }
    return status.build();
  }

  /** What the failure says of waiting, as quotas do; else a moment. */
  private static long retrySeconds(TiscException failure) {
    String told = failure.fields().getOrDefault("retryAfterSeconds", "");
    return told.matches("[0-9]{1,9}") ? Long.parseLong(told) : RETRY_SECONDS;
  }

  /** {@link #toStatus} as the exception that ends a call. */
  public static StatusRuntimeException toException(TiscException failure) {
    return StatusProto.toStatusRuntimeException(toStatus(failure));
  }

  /** What a failed call means here. Never fails itself. */
  public static TiscException fromStatus(StatusRuntimeException failure) {
    Optional<TiscException> ours = ownRefusal(failure);
    if (ours.isPresent()) {
      return ours.get();
    }
    Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      Optional<TiscException> told = told(status);
      if (told.isPresent()) {
        return told.get();
      }
    }
    String text = failure.getStatus().getDescription();
    String alert = refusalByAlert(failure);
    if (alert != null) {
      return new TiscException(
          Reason.CERTIFICATE_REFUSED,
          "The peer refused this node's certificate (" + alert + "); the peer's log says why",
          failure);
    }
    String cause = failure.getCause() == null ? "" : ": " + failure.getCause().getMessage();
    return new TiscException(
        connectionLost(failure)
            ? Reason.UNAVAILABLE
            : reason(failure.getStatus().getCode(), text == null ? "" : text),
        PlainText.of((text == null ? failure.getStatus().getCode().name() : text) + cause),
        failure);
  }

  private static Optional<TiscException> told(Status status) {
    ErrorInfo info = null;
    List<Violation> violations = new ArrayList<>();
    try {
      for (Any detail : status.getDetailsList().stream().limit(MAX_DETAILS).toList()) {
        if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        } else if (detail.is(BadRequest.class)) {
          for (BadRequest.FieldViolation violation :
              detail.unpack(BadRequest.class).getFieldViolationsList().stream()
                  .limit(MAX_DETAILS)
                  .toList()) {
            violations.add(
                new Violation(
                    PlainText.of(violation.getField()),
                    PlainText.of(violation.getDescription()),
                    position(violation.getReason())));
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
    if (info == null || !info.getDomain().equals(DOMAIN)) {
      return Optional.empty();
    }
    String message = PlainText.of(status.getMessage());
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(info.getReason())) {
        if (!violations.isEmpty()) {
          return Optional.of(TiscException.invalid(reason, message, violations));
        }
        Map<String, String> fields = new TreeMap<>();
        info.getMetadataMap().entrySet().stream()
            .limit(MAX_DETAILS)
            .forEach(e -> fields.put(PlainText.of(e.getKey()), PlainText.of(e.getValue())));
        return Optional.of(new TiscException(reason, message, fields));
      }
    }
    // A newer release's reason: the code still says what kind it is.
    return Optional.empty();
  }

  private static int position(String reason) {
    String prefix = "POSITION_";
    if (!reason.startsWith(prefix) || !reason.substring(prefix.length()).matches("\\d{1,9}")) {
      return -1;
    }
    return Integer.parseInt(reason.substring(prefix.length()));
  }

  /** The refusal that this node's own check of the peer ended the connection with. */
  static Optional<TiscException> ownRefusal(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof TiscException refusal) {
        return Optional.of(refusal);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /**
   * Whether the connection broke under the call. The library says UNKNOWN of a call that it could
   * not write any more; what a peer itself answered carries no cause.
   */
  private static boolean connectionLost(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == io.grpc.Status.Code.UNKNOWN
        && failure.getStatus().getCause() instanceof IOException;
  }

  private static @org.jspecify.annotations.Nullable String refusalByAlert(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      String message = cause.getMessage();
      if (cause instanceof SSLException && message != null && message.contains("fatal alert")) {
        return PlainText.of(message);
      }
      cause = cause.getCause();
    }
    return null;
  }

  private static String message(TiscException failure) {
    String message = failure.getMessage();
    return message == null ? failure.reason().name() : message;
  }

  private static Code code(Reason reason) {
    if (reason == Reason.CANCELLED) {
      return Code.CANCELLED;
    }
    return switch (reason.kind()) {
      case INVALID -> Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case DENIED -> Code.PERMISSION_DENIED;
      case ABSENT -> Code.NOT_FOUND;
      case EXISTS -> Code.ALREADY_EXISTS;
      case CONFLICT -> Code.ABORTED;
      case NOT_READY -> Code.FAILED_PRECONDITION;
      case BEHIND -> Code.OUT_OF_RANGE;
      case EXHAUSTED -> Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case TIMED_OUT -> Code.DEADLINE_EXCEEDED;
      case INTERNAL -> Code.INTERNAL;
    };
  }

  private static Reason reason(io.grpc.Status.Code code, String text) {
    return switch (code) {
      case INVALID_ARGUMENT -> Reason.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Reason.DENIED;
      case NOT_FOUND -> Reason.NOT_FOUND;
      case ALREADY_EXISTS -> Reason.ALREADY_EXISTS;
      case ABORTED -> Reason.STALE_REVISION;
      case OUT_OF_RANGE -> Reason.SNAPSHOT_EXPIRED;
      case FAILED_PRECONDITION, UNIMPLEMENTED -> Reason.INCOMPATIBLE;
      // The library itself says so of a message over the bound.
      case RESOURCE_EXHAUSTED -> text.contains("message") ? Reason.TOO_LARGE : Reason.BUSY;
      case UNAVAILABLE -> Reason.UNAVAILABLE;
      case DEADLINE_EXCEEDED -> Reason.TIMED_OUT;
      case CANCELLED -> Reason.CANCELLED;
      case INTERNAL, UNKNOWN, DATA_LOSS, OK -> Reason.INTERNAL;
    };
  }
}
