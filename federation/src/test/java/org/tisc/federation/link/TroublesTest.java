package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.LinkFailure.Trouble;

class TroublesTest {
  private static Trouble of(IOException cause) {
    return Troubles.contact(
            RpcFailures.fromStatus(
                Status.UNAVAILABLE
                    .withDescription("io exception")
                    .withCause(cause)
                    .asRuntimeException()))
        .trouble();
  }

  private static Trouble of(Reason reason) {
    return Troubles.contact(new TiscException(reason, "said by the peer")).trouble();
  }

  @Test
  void whatTheTransportSaysIsToldApart() {
    assertThat(of(new UnknownHostException("peer.example"))).isEqualTo(Trouble.NAME_UNKNOWN);
    assertThat(of(new ConnectException("Connection refused")))
        .isEqualTo(Trouble.CONNECTION_REFUSED);
    assertThat(of(new ConnectException("connection timed out after 3000 ms")))
        .isEqualTo(Trouble.NO_ANSWER);
    assertThat(of(new ConnectException("Network is unreachable"))).isEqualTo(Trouble.NO_ROUTE);
    assertThat(of(new NoRouteToHostException("No route to host"))).isEqualTo(Trouble.NO_ROUTE);
    assertThat(of(new SSLHandshakeException("no such protocol"))).isEqualTo(Trouble.TLS_FAILED);
    assertThat(of(new IOException("something else"))).isEqualTo(Trouble.OTHER);
  }

  @Test
  void anAlertIsARefusalOfThisNodeAndAllElseAboutCertificatesOneOfThePeer() {
    assertThat(of(new SSLHandshakeException("Received fatal alert: certificate_unknown")))
        .isEqualTo(Trouble.REFUSED_THERE);
    assertThat(of(Reason.CERTIFICATE_REFUSED)).isEqualTo(Trouble.NOT_THE_PEER);
    assertThat(of(Reason.PEER_MISMATCH)).isEqualTo(Trouble.NOT_THE_PEER);
  }

  @Test
  void whatThePeerAnswersIsToldApart() {
    assertThat(of(Reason.NOT_A_MEMBER)).isEqualTo(Trouble.REFUSED_THERE);
    assertThat(of(Reason.BLOCKED)).isEqualTo(Trouble.BLOCKED_THERE);
    assertThat(of(Reason.INCOMPATIBLE)).isEqualTo(Trouble.INCOMPATIBLE);
    assertThat(of(Reason.TIMED_OUT)).isEqualTo(Trouble.NO_ANSWER);
    assertThat(Troubles.here(new TiscException(Reason.BLOCKED, "here")).trouble())
        .isEqualTo(Trouble.BLOCKED_HERE);
    assertThat(Troubles.here(new TiscException(Reason.NOT_A_MEMBER, "here")).trouble())
        .isEqualTo(Trouble.NOT_A_MEMBER_HERE);
  }

  @ParameterizedTest
  @EnumSource
  void everyReasonIsSomeTrouble(Reason reason) {
    LinkFailure failure = Troubles.contact(new TiscException(reason, "said"));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message()).isEqualTo("said");
    assertThat(failure.trouble()).isNotNull();
  }
}
