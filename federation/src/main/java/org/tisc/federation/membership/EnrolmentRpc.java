package org.tisc.federation.membership;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.Certificates;
import org.tisc.federation.identity.ChainVerifier;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.Refusals;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;
import org.tisc.proto.federation.v1.RenewExpiredRequest;
import org.tisc.proto.federation.v1.RenewExpiredResponse;

/** Serves enrolment for the networks this node coordinates. */
final class EnrolmentRpc extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {
  private final Function<NetworkId, Optional<Coordinator>> coordinators;
  private final Refusals refusals;
  private final SecurityEvents events;

  EnrolmentRpc(
      Function<NetworkId, Optional<Coordinator>> coordinators,
      Refusals refusals,
      SecurityEvents events) {
    this.coordinators = coordinators;
    this.refusals = refusals;
    this.events = events;
  }

  @Override
  public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
    NetworkId network = CallerContext.network();
    String address = CallerContext.address();
    EnrolResponse response;
    try {
      response = coordinator(network).admissions().enrol(request, address);
    } catch (TiscException e) {
      refusals.tell("enrolment.refused", address, "enrolment into " + network, e);
      throw e;
    }
    events.record("enrolment.accepted", Map.of("network", network.value(), "address", address));
    answer.onNext(response);
    answer.onCompleted();
  }

  @Override
  public void renewExpired(
      RenewExpiredRequest request, StreamObserver<RenewExpiredResponse> answer) {
    NetworkId network = CallerContext.network();
    String address = CallerContext.address();
    Coordinator.Certified certified;
    try {
      certified = coordinator(network).renewExpired(request, address);
    } catch (TiscException e) {
      refusals.tell("enrolment.refused", address, "late renewal in " + network, e);
      throw e;
    }
    PeerId member = ChainVerifier.peerId(certified.chain().getFirst());
    events.record(
        "member.renewed",
        Map.of("caller", address, "network", network.value(), "node", member.node().value()));
    RenewExpiredResponse.Builder response =
        RenewExpiredResponse.newBuilder().setRoster(certified.roster().toProto());
    certified
        .chain()
        .forEach(c -> response.addCertificateChain(ByteString.copyFrom(Certificates.encode(c))));
    answer.onNext(response.build());
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
}
