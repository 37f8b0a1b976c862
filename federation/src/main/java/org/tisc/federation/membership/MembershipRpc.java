package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.FeedKey;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.SecurityEvents;
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
import org.tisc.proto.federation.v1.RenewRequest;
import org.tisc.proto.federation.v1.RenewResponse;
import org.tisc.proto.federation.v1.TakeOverRequest;
import org.tisc.proto.federation.v1.TakeOverResponse;

/** Serves what members ask of the coordinator, for the networks this node coordinates. */
final class MembershipRpc extends MembershipServiceGrpc.MembershipServiceImplBase {
  private final Function<NetworkId, Optional<Coordinator>> coordinators;
  private final Succession succession;
  private final SecurityEvents events;

  MembershipRpc(
      Function<NetworkId, Optional<Coordinator>> coordinators,
      Succession succession,
      SecurityEvents events) {
    this.coordinators = coordinators;
    this.succession = succession;
    this.events = events;
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<LeaveResponse> answer) {
    PeerId caller = caller(request.getNetwork());
    SignedRoster roster = coordinator(caller.network()).remove(caller.node());
    events.record(
        "member.left",
        Map.of(
            "caller", caller.uri(),
            "network", caller.network().value(),
            "node", caller.node().value()));
    answer.onNext(LeaveResponse.newBuilder().setRoster(roster.toProto()).build());
    answer.onCompleted();
  }

  @Override
  public void renew(RenewRequest request, StreamObserver<RenewResponse> answer) {
    PeerId caller = caller(request.getNetwork());
    Coordinator.Certified certified =
        coordinator(caller.network())
            .renew(
                caller.node(), CallerContext.key(), request.getCertificateRequest().toByteArray());
    events.record(
        "member.renewed",
        Map.of(
            "caller", caller.uri(),
            "network", caller.network().value(),
            "node", caller.node().value()));
    RenewResponse.Builder response =
        RenewResponse.newBuilder().setRoster(certified.roster().toProto());
    certified
        .chain()
        .forEach(c -> response.addCertificateChain(ByteString.copyFrom(Certificates.encode(c))));
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> answer) {
    PeerId caller = caller(request.getNetwork());
    MemberProfile profile = RosterProtos.profile(request.getMember());
    SignedRoster roster = coordinator(caller.network()).describe(caller.node(), profile);
    answer.onNext(DescribeResponse.newBuilder().setRoster(roster.toProto()).build());
    answer.onCompleted();
  }

  @Override
  public void addFeedKey(AddFeedKeyRequest request, StreamObserver<AddFeedKeyResponse> answer) {
    PeerId caller = caller(request.getNetwork());
    FeedKey key = new FeedKeys.Told(request.getFeedKey(), request.getFeedKeyProof()).check(caller);
    SignedRoster roster = coordinator(caller.network()).addFeedKey(caller.node(), key);
    events.record(
        "member.feed_key_added",
        Map.of(
            "caller", caller.uri(),
            "network", caller.network().value(),
            "node", caller.node().value(),
            "keyHash", key.hash().hex()));
    answer.onNext(AddFeedKeyResponse.newBuilder().setRoster(roster.toProto()).build());
    answer.onCompleted();
  }

  @Override
  public void takeOver(TakeOverRequest request, StreamObserver<TakeOverResponse> answer) {
    PeerId caller = caller(request.getNetwork());
    answer.onNext(succession.handOver(caller, request));
    answer.onCompleted();
  }

  private Coordinator coordinator(NetworkId network) {
    return coordinators
        .apply(network)
        .orElseThrow(
            () ->
                new TiscException(
                    Reason.NOT_COORDINATOR, "This node does not coordinate network " + network));
  }

  private static PeerId caller(String named) {
    PeerId caller = CallerContext.peer();
    if (!caller.network().value().equals(named)) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH,
          "The request's body names another network than " + caller.network());
    }
    return caller;
  }
}
