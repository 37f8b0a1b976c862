package org.tisc.federation.membership;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.RosterPull;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** Fetches rosters from peers. */
final class RosterCalls implements RosterPull {
  private static final long PATIENCE_SECONDS = 2;

  private final Function<NetworkId, Optional<RosterKeeper>> keepers;

  RosterCalls(Function<NetworkId, Optional<RosterKeeper>> keepers) {
    this.keepers = keepers;
  }

  @Override
  public void pull(NetworkId network, Channel channel) {
    keepers.apply(network).ifPresent(keeper -> pull(keeper, keeper.version(), channel));
  }

  @Override
  public void compare(NetworkId network, Channel channel) {
    keepers
        .apply(network)
        .filter(keeper -> keeper.version() > 0)
        .ifPresent(keeper -> pull(keeper, keeper.version() - 1, channel));
  }

  private static void pull(RosterKeeper keeper, long known, Channel channel) {
    GetRosterResponse response;
    try {
      response =
          RosterServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .getRoster(
                  GetRosterRequest.newBuilder()
                      .setNetwork(keeper.network().value())
                      .setKnownVersion(known)
                      .build());
    } catch (StatusRuntimeException e) {
      throw RpcFailures.fromStatus(e);
    }
    if (response.hasRoster()) {
      keeper.offer(SignedRoster.of(response.getRoster()));
    }
  }
}
