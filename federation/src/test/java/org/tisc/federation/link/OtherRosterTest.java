package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who says that it holds another roster of the same version is asked to show it. */
@Tag("network")
final class OtherRosterTest {
  @Test
  void aMemberThatClaimsOtherRostersKeepsNobodyElseFromBeingLookedAt() {
    try (LinkRegion region = new LinkRegion()) {
      LinkRegion.Node one = region.add("node-a");
      LinkRegion.Node liar = region.add("node-b");
      LinkRegion.Node honest = region.add("node-c");
      region.start();
      String network = region.network().value();
      String version = Long.toString(one.keeper().version());
      try (Attacker attacker = new Attacker(one.port().port())) {
        String server = LinkMemberships.serverName(region.network());
        ManagedChannel ofLiar = attacker.channel(liar.identity(), server);
        for (int i = 0; i < 20; i++) {
          assertThat(attacker.greetHolding(ofLiar, network, version, "0123456789abcdef")).isEmpty();
        }
        await().atMost(LinkRegion.PATIENCE).until(() -> one.compared() == 1);
        ManagedChannel ofHonest = attacker.channel(honest.identity(), server);
        assertThat(attacker.greetHolding(ofHonest, network, version, "fedcba9876543210")).isEmpty();
        await().atMost(LinkRegion.PATIENCE).until(() -> one.compared() == 2);
      }
    }
  }
}
