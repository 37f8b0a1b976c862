package org.tisc.federation.membership;

import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Function;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.CallerContext;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** Hands out the rosters in force. */
final class RosterRpc extends RosterServiceGrpc.RosterServiceImplBase {
  private final Function<NetworkId, Optional<RosterKeeper>> keepers;

  RosterRpc(Function<NetworkId, Optional<RosterKeeper>> keepers) {
    this.keepers = keepers;
  }

  @Override
  public void getRoster(GetRosterRequest request, StreamObserver<GetRosterResponse> answer) {
    NetworkId network = CallerContext.network();
    if (!network.value().equals(request.getNetwork())) {
      throw new TiscException(
          Reason.NETWORK_MISMATCH, "The request's body names another network than " + network);
    }
    RosterKeeper keeper =
        keepers
            .apply(network)
            .orElseThrow(
                () -> new TiscException(Reason.UNKNOWN_NETWORK, "No network " + network + " here"));
    long version = keeper.version();
    GetRosterResponse.Builder response = GetRosterResponse.newBuilder().setVersion(version);
    if (Long.compareUnsigned(request.getKnownVersion(), version) < 0) {
      keeper.signed().map(SignedRoster::toProto).ifPresent(response::setRoster);
    }
    if (!request.getRemovalsDigest().equals(keeper.removalsDigest())) {
      keeper.removals().forEach(removal -> response.addRemovals(removal.toProto()));
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }
}
