package org.tisc.federation.membership;

import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.link.Refusals;
import org.tisc.federation.link.SecurityEvents;
import org.tisc.proto.federation.v1.EnrolRequest;
import org.tisc.proto.federation.v1.EnrolResponse;
import org.tisc.proto.federation.v1.EnrolmentServiceGrpc;

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
      response =
          coordinators
              .apply(network)
              .orElseThrow(
                  () ->
                      new TiscException(
                          Reason.NOT_COORDINATOR,
                          "This node does not coordinate network " + network))
              .enrol(request, address);
    } catch (TiscException e) {
      refusals.tell("enrolment.refused", address, "enrolment into " + network, e);
      throw e;
    }
    events.record("enrolment.accepted", Map.of("network", network.value(), "address", address));
    answer.onNext(response);
    answer.onCompleted();
  }
}
