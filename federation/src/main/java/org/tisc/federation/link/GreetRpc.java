package org.tisc.federation.link;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.tisc.proto.federation.v1.GreetRequest;
import org.tisc.proto.federation.v1.GreetResponse;
import org.tisc.proto.federation.v1.LinkServiceGrpc;

/** Answers greetings. */
final class GreetRpc extends LinkServiceGrpc.LinkServiceImplBase {
  private final LinkMemberships memberships;
  private final Supplier<Greeting> own;

  GreetRpc(LinkMemberships memberships, Supplier<Greeting> own) {
    this.memberships = memberships;
    this.own = own;
  }

  @Override
  public void greet(GreetRequest request, StreamObserver<GreetResponse> answer) {
    long version =
        memberships.find(CallerContext.peer().network()).map(m -> m.rosters().version()).orElse(0L);
    Greeting greeting = own.get();
    answer.onNext(
        GreetResponse.newBuilder()
            .setSoftwareVersion(greeting.softwareVersion())
            .setScoringProfile(greeting.scoringProfile())
            .setRosterVersion(version)
            .build());
    answer.onCompleted();
  }
}
