package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** When calls are not tried any more, and when again. */
final class BreakerTest {
  private static final BreakerLimits LIMITS =
      new BreakerLimits(
          3,
          Duration.ofSeconds(4),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(4));

  private final AtomicLong nanos = new AtomicLong();
  private final Breaker breaker = new Breaker(LIMITS, nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void fail(Duration after) {
    Breaker.Ticket call = breaker.admit().orElseThrow();
    pass(after);
    call.failed();
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      fail(Duration.ofSeconds(3));
    }
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void opensAfterCostlyFailuresInARowOverSomeTimeAndNotBefore() {
    fail(Duration.ofSeconds(1));
    fail(Duration.ofSeconds(1));
    fail(Duration.ofSeconds(1));
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    fail(Duration.ofSeconds(3));
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    assertThat(breaker.admit()).isEmpty();
  }

  @Test
  void failuresThatCostNothingNeverOpenIt() {
    for (int i = 0; i < 100; i++) {
      fail(Duration.ofMillis(100));
    }
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void anAnswerBetweenBreaksTheRowAndASlowOneDoesNot() {
    fail(Duration.ofSeconds(3));
    fail(Duration.ofSeconds(3));
    Breaker.Ticket quick = breaker.admit().orElseThrow();
    quick.answered();
    fail(Duration.ofSeconds(3));
    fail(Duration.ofSeconds(3));
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    Breaker.Ticket slow = breaker.admit().orElseThrow();
    pass(Duration.ofSeconds(6));
    slow.answered();
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void afterTheBanOneCallTriesAndEachFailureDoublesTheBanUpToItsBound() {
    open();
    for (int ban : List.of(1, 2, 4, 4)) {
      pass(Duration.ofSeconds(ban).minusMillis(1));
      assertThat(breaker.admit()).isEmpty();
      pass(Duration.ofMillis(1));
      assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
      Breaker.Ticket probe = breaker.admit().orElseThrow();
      assertThat(breaker.admit()).isEmpty();
      probe.failed();
      assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }
    pass(Duration.ofSeconds(4));
    breaker.admit().orElseThrow().answered();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    open();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.admit()).isPresent();
  }

  @Test
  void aProbeThatItsCallerGaveUpLetsTheNextOneTry() {
    open();
    pass(Duration.ofSeconds(1));
    breaker.admit().orElseThrow().abandoned();
    assertThat(breaker.admit()).isPresent();
  }

  @Test
  void aSignOfLifeClosesItOnProbation() {
    open();
    breaker.signOfLife();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    fail(Duration.ofSeconds(1));
    assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void whoeverEndedAfterItOpenedDoesNotDecide() {
    Breaker.Ticket old = breaker.admit().orElseThrow();
    open();
    pass(Duration.ofSeconds(1));
    Breaker.Ticket probe = breaker.admit().orElseThrow();
    old.failed();
    assertThat(breaker.admit()).isEmpty();
    probe.answered();
    assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  @Tag("network")
  void callsToAPeerThatHangsFailAtOnceAndGoThroughAgainOnceItAnswers() {
    BreakerLimits quick =
        new BreakerLimits(
            3,
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4));
    Hanging service = new Hanging();
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one =
          region.add("node-a", LinkLimits.defaults().with(StreamLimits.defaults(), quick));
      LinkRegion.Node two = region.add("node-b", LinkLimits.defaults(), List.of(service));
      region.start();
      PeerLink link = one.link(two);
      assertThat(service.ask(link)).isEmpty();
      service.hanging.set(true);
      for (int i = 0; i < 3; i++) {
        assertThat(service.ask(link)).contains(Reason.TIMED_OUT);
      }
      assertThat(link.health().breaker()).isEqualTo(BreakerState.OPEN);
      long begun = System.nanoTime();
      assertThat(service.ask(link)).contains(Reason.BREAKER_OPEN);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
      // The link itself is well: only calls of services are spared.
      assertThat(link.health().stream()).isNotEqualTo(LinkHealth.StreamUse.NONE);
      service.hanging.set(false);
      await().atMost(Duration.ofSeconds(20)).until(() -> service.ask(link).isEmpty());
      assertThat(link.health().breaker()).isEqualTo(BreakerState.CLOSED);
    }
  }

  /** A service that answers or does not. */
  private static final class Hanging implements BindableService {
    private static final MethodDescriptor<GetRosterRequest, GetRosterResponse> METHOD =
        RosterServiceGrpc.getGetRosterMethod().toBuilder()
            .setFullMethodName("test.Hanging/Ask")
            .build();
    private final AtomicBoolean hanging = new AtomicBoolean();

    @Override
    public ServerServiceDefinition bindService() {
      return ServerServiceDefinition.builder("test.Hanging")
          .addMethod(METHOD, ServerCalls.asyncUnaryCall(this::answer))
          .build();
    }

    private void answer(GetRosterRequest request, StreamObserver<GetRosterResponse> answer) {
      if (!hanging.get()) {
        answer.onNext(GetRosterResponse.getDefaultInstance());
        answer.onCompleted();
      }
    }

    Optional<Reason> ask(PeerLink link) {
      try {
        ClientCalls.blockingUnaryCall(
            link.channel(),
            METHOD,
            CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS),
            GetRosterRequest.getDefaultInstance());
        return Optional.empty();
      } catch (StatusRuntimeException e) {
        return Optional.of(RpcFailures.fromStatus(e).reason());
      }
    }
  }
}
