package org.tisc.federation.membership;

import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.LinkPort;
import org.tisc.federation.link.PeerLink;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.MemberProfile;
import org.tisc.federation.roster.RosterProtos;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.AddFeedKeyRequest;
import org.tisc.proto.federation.v1.AddFeedKeyResponse;
import org.tisc.proto.federation.v1.DescribeRequest;
import org.tisc.proto.federation.v1.DescribeResponse;
import org.tisc.proto.federation.v1.LeaveRequest;
import org.tisc.proto.federation.v1.LeaveResponse;
import org.tisc.proto.federation.v1.MembershipServiceGrpc;
import org.tisc.proto.federation.v1.MembershipServiceGrpc.MembershipServiceBlockingStub;
import org.tisc.proto.federation.v1.TakeOverRequest;
import org.tisc.proto.federation.v1.TakeOverResponse;

/**
 * What this node asks of the coordinators of its networks, over its links. Thread-safe; each call
 * blocks for at most 15 seconds.
 */
final class CoordinatorCalls {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCalls.class);
  private static final long PATIENCE_SECONDS = 15;
  private static final int LEAVE_ATTEMPTS = 3;

  private final LinkPort port;

  CoordinatorCalls(LinkPort port) {
    this.port = port;
  }

  /** Asks to be taken out. Raises UNAVAILABLE, TIMED_OUT and what the coordinator answers. */
  void leave(PeerId coordinator) {
    PeerLink link =
        port.links()
            .peer(coordinator)
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNAVAILABLE, "There is no link to the coordinator " + coordinator));
    LeaveRequest request =
        LeaveRequest.newBuilder().setNetwork(coordinator.network().value()).build();
    for (int attempt = 1; ; attempt++) {
      try {
        LeaveResponse _ = stub(link).leave(request);
        return;
      } catch (StatusRuntimeException e) {
        TiscException failure = RpcFailures.fromStatus(e);
        // Once the coordinator has signed, the call itself is one of a node that is no member, and
        // its connection may be cut before the answer is out; the next attempt learns it then.
        if (failure.reason() == Reason.NOT_A_MEMBER) {
          return;
        }
        if (attempt == LEAVE_ATTEMPTS || !failure.reason().kind().retryable()) {
          throw failure;
        }
      }
    }
  }

  /** Asks for the coordination that was offered. Raises UNAVAILABLE and what the other answers. */
  TakeOverResponse takeOver(PeerId coordinator, TakeOverRequest request) {
    PeerLink link =
        port.links()
            .peer(coordinator)
            .orElseThrow(
                () ->
                    new TiscException(
                        Reason.UNAVAILABLE, "There is no link to the coordinator " + coordinator));
    try {
      return stub(link).takeOver(request);
    } catch (StatusRuntimeException e) {
      throw RpcFailures.fromStatus(e);
    }
  }

  /** Tells what this node says about itself; the roster that says so, or empty on any failure. */
  Optional<SignedRoster> describe(PeerId coordinator, MemberProfile profile) {
    Optional<PeerLink> link = port.links().peer(coordinator);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    try {
      DescribeResponse response =
          stub(link.get())
              .describe(
                  DescribeRequest.newBuilder()
                      .setNetwork(coordinator.network().value())
                      .setMember(RosterProtos.encode(profile))
                      .build());
      return Optional.of(SignedRoster.of(response.getRoster()));
    } catch (StatusRuntimeException e) {
      LOG.info(
          "Network {}: the coordinator does not know yet what this node says of itself: {}",
          coordinator.network(),
          RpcFailures.fromStatus(e).getMessage());
      return Optional.empty();
    }
  }

  /** Tells the key that signs this node's feeds; the roster with it, or empty on any failure. */
  Optional<SignedRoster> addFeedKey(PeerId coordinator, FeedKeys.Told key) {
    Optional<PeerLink> link = port.links().peer(coordinator);
    if (link.isEmpty()) {
      return Optional.empty();
    }
    try {
      AddFeedKeyResponse response =
          stub(link.get())
              .addFeedKey(
                  AddFeedKeyRequest.newBuilder()
                      .setNetwork(coordinator.network().value())
                      .setFeedKey(key.key())
                      .setFeedKeyProof(key.proof())
                      .build());
      return Optional.of(SignedRoster.of(response.getRoster()));
    } catch (StatusRuntimeException e) {
      LOG.info(
          "Network {}: the roster does not list this node's key for feeds yet: {}",
          coordinator.network(),
          RpcFailures.fromStatus(e).getMessage());
      return Optional.empty();
    }
  }

  private static MembershipServiceBlockingStub stub(PeerLink link) {
    return MembershipServiceGrpc.newBlockingStub(link.channel())
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
