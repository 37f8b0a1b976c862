package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.Kind;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.error.Violation;

final class RpcFailuresTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonCrossesAndComesBack(Reason reason) {
    var thrown =
        RpcFailures.toException(new TiscException(reason, "what and why", Map.of("node", "n1")));
    assertThat(thrown.getStatus().getCode()).isEqualTo(expectedCode(reason));
    TiscException back = RpcFailures.fromStatus(thrown);
    assertThat(back.reason()).isEqualTo(reason);
    if (reason.kind() == Kind.INTERNAL) {
      assertThat(back).hasMessage("internal error");
      assertThat(back.fields()).isEmpty();
    } else {
      assertThat(back).hasMessage("what and why");
      assertThat(back.fields()).containsExactly(Map.entry("node", "n1"));
    }
  }

  @ParameterizedTest
  @EnumSource(Status.Code.class)
  void everyCodeWithoutOurDetailsHasAMeaning(Status.Code code) {
    if (code != Status.Code.OK) {
      TiscException back = RpcFailures.fromStatus(code.toStatus().asRuntimeException());
      assertThat(back.reason()).isNotNull();
      assertThat(back.getMessage()).isNotBlank();
    }
  }

  @Test
  void aConnectionThatBreaksUnderACallIsAPeerOutOfReach() {
    Status broken =
        Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());
    assertThat(RpcFailures.fromStatus(broken.asRuntimeException()).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    // An honest failure of the peer says no cause and stays what it is.
    assertThat(RpcFailures.fromStatus(Status.UNKNOWN.asRuntimeException()).reason())
        .isEqualTo(Reason.INTERNAL);
  }

  @Test
  void violationsKeepFieldTextAndPosition() {
    TiscException failure =
        TiscException.invalid(
            Reason.INVALID_QUERY,
            "bad query",
            List.of(new Violation("q", "unexpected )", 7), Violation.of("size", "too large")));
    TiscException back = RpcFailures.fromStatus(RpcFailures.toException(failure));
    assertThat(back.violations()).isEqualTo(failure.violations());
  }

  @Test
  void exhaustedSaysWhenToComeAgain() {
    assertThat(RpcFailures.toStatus(new TiscException(Reason.BUSY, "busy")).getDetailsList())
        .anyMatch(detail -> detail.is(com.google.rpc.RetryInfo.class));
  }

  @Test
  void anInternalTextIsWithheld() {
    var status = RpcFailures.toStatus(new TiscException(Reason.INTERNAL, "password is x"));
    assertThat(status.toString()).doesNotContain("password");
  }

  @Test
  void aPeersTextIsCutAndCleaned() {
    String hostile = "line\r\nline\u001b[31m\u202e" + "x".repeat(5000);
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(7)
            .setMessage(hostile)
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain("tisc").setReason("DENIED").build()))
            .build();
    TiscException back = RpcFailures.fromStatus(StatusProto.toStatusRuntimeException(status));
    assertThat(back.reason()).isEqualTo(Reason.DENIED);
    assertThat(back.getMessage()).hasSize(500).doesNotContain("\n", "\r", "\u001b", "\u202e");
  }

  @Test
  void aReasonOfANewerReleaseOrAnotherDomainFallsBackToItsCode() {
    for (ErrorInfo info :
        List.of(
            ErrorInfo.newBuilder().setDomain("tisc").setReason("NOT_INVENTED_YET").build(),
            ErrorInfo.newBuilder().setDomain("other").setReason("BUSY").build())) {
      var status = com.google.rpc.Status.newBuilder().setCode(7).addDetails(Any.pack(info)).build();
      assertThat(RpcFailures.fromStatus(StatusProto.toStatusRuntimeException(status)).reason())
          .isEqualTo(Reason.DENIED);
    }
  }

  @Test
  void thisNodesOwnRefusalOfAPeerComesOutOfTheHandshakeFailure() {
    TiscException refusal = new TiscException(Reason.PEER_MISMATCH, "the peer is another");
    SSLHandshakeException handshake = new SSLHandshakeException("failed");
    handshake.initCause(new CertificateException(refusal));
    assertThat(RpcFailures.fromStatus(Status.UNAVAILABLE.withCause(handshake).asRuntimeException()))
        .isSameAs(refusal);
  }

  @Test
  void aPeersRefusalOfThisNodesCertificateIsTold() {
    var failure =
        Status.UNAVAILABLE
            .withCause(new SSLHandshakeException("Received fatal alert: certificate_unknown"))
            .asRuntimeException();
    assertThat(RpcFailures.fromStatus(failure).reason()).isEqualTo(Reason.CERTIFICATE_REFUSED);
  }

  private static Status.Code expectedCode(Reason reason) {
    if (reason == Reason.CANCELLED) {
      return Status.Code.CANCELLED;
    }
    return switch (reason.kind()) {
      case INVALID -> Status.Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case DENIED -> Status.Code.PERMISSION_DENIED;
      case ABSENT -> Status.Code.NOT_FOUND;
      case EXISTS -> Status.Code.ALREADY_EXISTS;
      case CONFLICT -> Status.Code.ABORTED;
      case NOT_READY -> Status.Code.FAILED_PRECONDITION;
      case BEHIND -> Status.Code.OUT_OF_RANGE;
      case EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case TIMED_OUT -> Status.Code.DEADLINE_EXCEEDED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }
}
