package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tisc.federation.AdjustableClock;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.link.RpcFailures;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** A node whose clock is wrong is told so, with both times. */
@Tag("network")
final class ClockTest {
  @ParameterizedTest
  @ValueSource(longs = {-10, -2 * 24 * 60, 200 * 24 * 60})
  void aNodeWithAWrongClockDoesNotJoin(long minutes) {
    try (FederationRegion region = FederationRegion.start(1)) {
      AdjustableClock wrong = new AdjustableClock();
      wrong.advance(Duration.ofMinutes(minutes));
      TestNode node = region.addAlone(wrong);
      TiscException refusal =
          assertFails(
              Reason.CERTIFICATE_EXPIRED,
              () -> node.federation().memberships().join(region.invitation(node.id())));
      assertThat(refusal)
          .hasMessageContaining("valid from")
          .hasMessageContaining(wrong.instant().toString().substring(0, 10));
      assertThat(region.node(0).federation().memberships().list()).hasSize(1);
      assertThat(node.federation().memberships().list()).isEmpty();
    }
  }

  @Test
  void aClockThatRunsAFewMinutesLateOrEarlyDoesNoHarm() {
    for (long minutes : new long[] {-4, 4}) {
      try (FederationRegion region = FederationRegion.start(1)) {
        AdjustableClock late = new AdjustableClock();
        late.advance(Duration.ofMinutes(minutes));
        TestNode node = region.addAlone(late);
        node.federation().memberships().join(region.invitation(node.id()));
        region.awaitConverged();
      }
    }
  }

  @Test
  void aMemberWhoseClockIsSetBackIsRefusedWithBothTimes() {
    try (FederationRegion region = FederationRegion.start(1)) {
      AdjustableClock its = new AdjustableClock();
      TestNode node = region.addAlone(its);
      node.federation().memberships().join(region.invitation(node.id()));
      region.awaitConverged();
      node.stop();
      its.advance(Duration.ofDays(-2));
      node.start();
      StatusRuntimeException failure =
          Assertions.catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  LinkServiceGrpc.newBlockingStub(region.link(1, 0).channel())
                      .withDeadlineAfter(20, TimeUnit.SECONDS)
                      .greet(GreetRequest.getDefaultInstance()));
      TiscException refusal = RpcFailures.fromStatus(failure);
      assertThat(refusal.reason()).isEqualTo(Reason.CERTIFICATE_EXPIRED);
      assertThat(refusal).hasMessageContaining("valid from");
      its.advance(Duration.ofDays(2));
      region.awaitConverged();
    }
  }
}
