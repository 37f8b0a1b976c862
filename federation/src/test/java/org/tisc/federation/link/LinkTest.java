package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.LinkServiceGrpc;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** Links between real nodes: state, return after a restart, expiry, failures of services. */
@Tag("network")
final class LinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aPeerThatComesBackIsThereInTheVeryNextCall() {
    try (FederationRegion region = FederationRegion.start(2)) {
      for (int round = 0; round < 3; round++) {
        region.node(1).stop();
        for (int i = 0; i < 3; i++) {
          assertThat(reasonOf(region.link(0, 1))).isEqualTo(Reason.UNAVAILABLE);
        }
        assertThat(region.link(0, 1).state()).isEqualTo(LinkState.BACKING_OFF);
        assertThat(region.link(0, 1).lastError()).isPresent();
        region.node(1).start();
        assertThat(reasonOf(region.link(0, 1))).isNull();
        assertThat(region.link(0, 1).lastError()).isEmpty();
      }
      region.awaitConverged();
    }
  }

  @Test
  void aPeerThatIsDownFailsACallLongBeforeItsDeadline() {
    try (FederationRegion region = FederationRegion.start(2)) {
      region.node(1).stop();
      reasonOf(region.link(0, 1));
      long begun = System.nanoTime();
      assertThat(reasonOf(region.link(0, 1))).isEqualTo(Reason.UNAVAILABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aCertificateThatEndsOnALiveConnectionEndsTheNextCall() {
    try (FederationRegion region = FederationRegion.start(2)) {
      assertThat(reasonOf(region.link(0, 1))).isNull();
      region.clock().advance(Duration.ofDays(61));
      assertThat(reasonOf(region.link(0, 1))).isEqualTo(Reason.ROSTER_EXPIRED);
      assertThat(region.link(0, 1).state()).isEqualTo(LinkState.REFUSED);
      region.clock().advance(Duration.ofDays(40));
      assertThat(reasonOf(region.link(0, 1))).isEqualTo(Reason.CERTIFICATE_EXPIRED);
    }
  }

  @Test
  void anotherNodeAtThePeersAddressIsRefusedAndSentNothing() {
    try (FederationRegion region = FederationRegion.start(3)) {
      PeerLink link = region.link(0, 1);
      int port = region.node(1).port();
      region.node(1).stop();
      region.node(2).stop();
      try (var imposter = region.node(2).impersonate(port)) {
        assertThat(reasonOf(link)).isEqualTo(Reason.PEER_MISMATCH);
        assertThat(link.state()).isEqualTo(LinkState.REFUSED);
        assertThat(link.lastError().orElseThrow()).contains("node2").contains("expected");
        assertThat(imposter.port()).isEqualTo(port);
      }
      region.node(1).start();
      region.node(2).start();
      region.awaitConverged();
    }
  }

  @Test
  void aServiceLearnsItsCallerAndItsFailuresCross() {
    List<PeerId> callers = new CopyOnWriteArrayList<>();
    try (FederationRegion region =
        FederationRegion.start(2, (index, links) -> List.of(new Failing(callers, index)))) {
      PeerLink link = region.link(0, 1);
      for (Reason reason : List.of(Reason.DENIED, Reason.BUSY, Reason.INVALID_QUERY)) {
        assertThat(failing(link, reason.name())).isEqualTo(reason);
        assertThat(failing(link, "OBSERVED " + reason.name())).isEqualTo(reason);
      }
      assertThat(failing(link, "a bug")).isEqualTo(Reason.INTERNAL);
      assertThat(callers).isNotEmpty().containsOnly(region.peerId(0));
      assertThat(link.state()).isEqualTo(LinkState.READY);
    }
  }

  @Test
  void noPeerOfAnUnknownNetworkAndNoLinkToOneself() {
    try (FederationRegion region = FederationRegion.start(1)) {
      Links links = region.node(0).federation().links();
      assertThat(links.peers(region.network())).isEmpty();
      assertThat(links.peer(region.peerId(0))).isEmpty();
      assertThat(links.peers(new org.tisc.federation.identity.NetworkId("none"))).isEmpty();
    }
  }

  @Test
  void linksRecoverByThemselvesAfterARestart() {
    try (FederationRegion region = FederationRegion.start(3)) {
      region.node(2).stop();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  region.link(0, 2).state() != LinkState.READY
                      && region.link(1, 2).state() != LinkState.READY);
      region.node(2).start();
      region.awaitConverged();
    }
  }

  private static @Nullable Reason reasonOf(PeerLink link) {
    try {
      LinkServiceGrpc.newBlockingStub(link.channel())
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .greet(GreetRequest.getDefaultInstance());
      return null;
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e).reason();
    }
  }

  private static @Nullable Reason failing(PeerLink link, String how) {
    try {
      io.grpc.stub.ClientCalls.blockingUnaryCall(
          link.channel(),
          Failing.METHOD,
          io.grpc.CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
          GetRosterRequest.newBuilder().setNetwork(how).build());
      return null;
    } catch (StatusRuntimeException e) {
      return RpcFailures.fromStatus(e).reason();
    }
  }

  /** A service that fails as its caller asks. */
  private record Failing(List<PeerId> callers, int index) implements io.grpc.BindableService {
    static final io.grpc.MethodDescriptor<GetRosterRequest, GetRosterResponse> METHOD =
        RosterServiceGrpc.getGetRosterMethod().toBuilder()
            .setFullMethodName("test.Failing/Fail")
            .build();

    @Override
    public io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder("test.Failing")
          .addMethod(METHOD, io.grpc.stub.ServerCalls.asyncUnaryCall(this::fail))
          .build();
    }

    private void fail(GetRosterRequest request, StreamObserver<GetRosterResponse> answer) {
      callers.add(CallerContext.peer());
      String how = request.getNetwork();
      if (how.startsWith("OBSERVED ")) {
        answer.onError(failure(how.substring("OBSERVED ".length())));
        return;
      }
      throw failure(how);
    }

    private static RuntimeException failure(String how) {
      for (Reason reason : Reason.values()) {
        if (reason.name().equals(how)) {
          return new TiscException(reason, "as asked");
        }
      }
      return new IllegalStateException(how);
    }
  }
}
