package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.CertificateAuthority;
import org.tisc.federation.identity.Identity;
import org.tisc.federation.identity.KeyFile;
import org.tisc.federation.identity.KeyPairs;
import org.tisc.federation.identity.NetworkId;
import org.tisc.proto.federation.v1.GetRosterRequest;
import org.tisc.proto.federation.v1.RosterServiceGrpc;

/**
 * An authority whose term is over certifies nobody, while what it issued before goes on counting.
 */
@Tag("network")
final class RetiredAuthorityTest {
  private static final NetworkId NET = new NetworkId("region");

  @TempDir Path folder;

  @Test
  void whatAStolenAuthorityIssuesGetsNotEvenARosterAfterARecovery() {
    try (FederationRegion region = FederationRegion.start(3)) {
      TestNode lost = region.node(0);
      TestNode victim = region.node(1);
      KeyFile.write(
          folder.resolve("region-root.p12"),
          lost.key(NET, "root"),
          KeyFile.passphrase(folder.resolve("region-root.passphrase")));
      Identity authority = lost.key(NET, "issuing");
      lost.stop();
      KeyPair key = KeyPairs.p256();
      Identity forged =
          new Identity(
              key.getPrivate(),
              new CertificateAuthority(authority)
                  .issueNode(region.peerId(2), key.getPublic(), region.clock().instant()));
      try (Attacker attacker = new Attacker(victim.port())) {
        ManagedChannel channel = attacker.channel(forged, "region.tisc");
        assertThat(roster(channel)).isPositive();

        victim.federation().memberships().succession().recover(NET, folder, "admin");
        assertThatThrownBy(() -> roster(channel))
            .isInstanceOfSatisfying(
                StatusRuntimeException.class,
                e ->
                    assertThat(RpcFailures.fromStatus(e).reason())
                        .isIn(Reason.CERTIFICATE_REFUSED, Reason.UNAVAILABLE));
        assertThat(attacker.greet(channel, "region", "0").orElseThrow().reason())
            .isIn(Reason.CERTIFICATE_REFUSED, Reason.UNAVAILABLE);
        // The member itself, certified by the same authority before, is let in.
        ManagedChannel own = attacker.channel(region.node(2).key(NET, "tls"), "region.tisc");
        assertThat(attacker.greet(own, "region", "0")).isEmpty();
      }
      assertThat(victim.federation().refusals())
          .anySatisfy(
              refused -> assertThat(refused.toString()).contains("CERTIFICATE_REFUSED", "term 0"));
    }
  }

  private static long roster(Channel channel) {
    return RosterServiceGrpc.newBlockingStub(Attacker.with(channel, "region", "0"))
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .getRoster(GetRosterRequest.newBuilder().setNetwork("region").build())
        .getVersion();
  }
}
