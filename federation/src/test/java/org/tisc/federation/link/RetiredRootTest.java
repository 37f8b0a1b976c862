package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.membership.Memberships;
import org.tisc.federation.membership.RootRotation;
import org.tisc.federation.membership.RootRotation.Phase;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/** A certificate under a root that is retired gets nothing, though the roster lists its key. */
@Tag("network")
final class RetiredRootTest {
  private static final NetworkId NET = new NetworkId("region");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void whatTheFormerRootCertifiedIsRefusedOnOpenConnectionsAndNewOnes() {
    try (FederationRegion region = FederationRegion.start(3)) {
      // The coordinator goes first, so that its own certificate is under the new root.
      TestNode victim = region.node(0);
      Memberships coordinator = region.node(0).federation().memberships();
      RootRotation rotation = coordinator.rotation();
      Identity listed = region.node(2).key(NET, "tls");
      Identity formerRoot = region.node(0).key(NET, "root");
      Identity stolen =
          new CertificateAuthority(formerRoot).createIssuing(NET, 50, region.clock().instant());
      Identity forged =
          new Identity(
              listed.key(),
              new CertificateAuthority(stolen)
                  .issueNode(
                      region.peerId(2),
                      listed.certificate().getPublicKey(),
                      region.clock().instant()));
      try (Attacker attacker = new Attacker(victim.port())) {
        ManagedChannel open = attacker.channel(listed, "region.tisc");
        rotation.step(NET, Optional.empty(), List.of(), "admin");
        await().atMost(PATIENCE).until(() -> rotation.standing(NET).waitingFor().isEmpty());
        rotation.step(NET, Optional.empty(), List.of(), "admin");
        await()
            .atMost(PATIENCE)
            .until(() -> !listed.root().equals(region.node(0).key(NET, "tls").root()));
        // Both roots count: who has not renewed yet is served.
        assertThat(attacker.greet(open, "region", "0")).isEmpty();

        List<NodeId> all = List.of(region.node(0).id(), region.node(1).id(), region.node(2).id());
        assertThat(rotation.step(NET, Optional.empty(), all, "admin").phase())
            .isEqualTo(Phase.STEADY);
        for (Channel channel :
            List.of(
                open,
                attacker.channel(listed, "region.tisc"),
                attacker.channel(forged, "region.tisc"))) {
          assertThat(attacker.greet(channel, "region", "0").orElseThrow().reason())
              .isIn(Reason.CERTIFICATE_REFUSED, Reason.UNAVAILABLE);
          assertThatThrownBy(() -> roster(channel)).isInstanceOf(StatusRuntimeException.class);
        }
      }
      assertThat(victim.federation().refusals())
          .anySatisfy(refused -> assertThat(refused.toString()).contains("CERTIFICATE_REFUSED"));
    }
  }

  private static long roster(Channel channel) {
    return RosterServiceGrpc.newBlockingStub(Attacker.with(channel, "region", "0"))
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .getRoster(GetRosterRequest.newBuilder().setNetwork("region").build())
        .getVersion();
  }
}
