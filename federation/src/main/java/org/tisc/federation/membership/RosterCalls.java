package org.tisc.federation.membership;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.link.RosterPull;
import org.tisc.federation.link.RpcFailures;
import org.tisc.federation.roster.RosterKeeper;
import org.tisc.federation.roster.SignedRemoval;
import org.tisc.federation.roster.SignedRoster;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.GetRosterResponse;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** Fetches rosters from peers. */
final class RosterCalls implements RosterPull {
  private static final Logger LOG = LoggerFactory.getLogger(RosterCalls.class);
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
                      .setRemovalsDigest(keeper.removalsDigest())
                      .build());
    } catch (StatusRuntimeException e) {
      throw RpcFailures.fromStatus(e);
    }
    if (response.hasRoster()) {
      keeper.offer(SignedRoster.of(response.getRoster()));
    }
    take(keeper, response.getRemovalsList());
  }

  /** Takes what holds of these removals; the keeper tells what does not. */
  static void take(RosterKeeper keeper, List<org.tisc.proto.federation.v1.SignedRemoval> removals) {
    int most = Math.min(removals.size(), SignedRemoval.MAX_REMOVALS);
    for (var removal : removals.subList(0, most)) {
      try {
        keeper.offer(SignedRemoval.of(removal));
      } catch (TiscException e) {
        // Another one may hold all the same.
        LOG.debug("Network {}: a removal does not hold: {}", keeper.network(), e.getMessage());
      }
    }
  }
}
