package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;

@Tag("network")
final class RestoredInvitationsTest {
  @Test
  void openInvitationsAreVoidAndWhoHasJoinedStaysAMember() {
    try (FederationRegion region = FederationRegion.start(2)) {
      TestNode stranger = region.addAlone();
      String invitation = region.invitation(stranger.id());
      assertThat(RestoredInvitations.voidOpen(region.node(0).store())).isEqualTo(1);
      TiscException refused =
          catchThrowableOfType(
              TiscException.class, () -> stranger.federation().memberships().join(invitation));
      assertThat(refused.reason()).isIn(Reason.INVITATION_REFUSED, Reason.INVITATION_EXPIRED);
      assertThat(RestoredInvitations.voidOpen(region.node(0).store())).isZero();

      stranger.federation().memberships().join(region.invitation(stranger.id()));
      region.awaitConverged();
    }
  }
}
