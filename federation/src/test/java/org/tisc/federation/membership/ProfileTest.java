package org.tisc.federation.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tisc.federation.FederationRegion;
import org.tisc.federation.TestNode;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.roster.CentreDetails;
import org.tisc.federation.roster.Contact;

/** What the roster says of centres. */
@Tag("network")
final class ProfileTest {
  private static final NetworkId NET = new NetworkId("region");

  @Test
  void whatACentreSaysOfItselfIsOnTheRosterAndFollowsChanges() {
    CentreDetails details =
        new CentreDetails(
            "UNIVERSITY",
            "第一期第四批",
            List.of(new Contact("phone", "+86 10 0000 0000"), new Contact("person", "张老师")));
    try (FederationRegion region = FederationRegion.start(3)) {
      for (int i = 0; i < 2; i++) {
        region.node(i).stop();
        region.node(i).describe(details);
        region.node(i).start();
      }
      TestNode observer = region.node(2);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                region.node(1).federation().memberships().upkeep();
                return observer.federation().memberships().roster(NET).members().stream()
                        .filter(member -> member.profile().details().equals(details))
                        .count()
                    == 2;
              });
      TestNode late = region.addAlone();
      late.stop();
      late.describe(details);
      late.start();
      late.federation().memberships().join(region.invitation(late.id()));
      assertThat(
              late.federation()
                  .memberships()
                  .roster(NET)
                  .member(late.id())
                  .orElseThrow()
                  .profile()
                  .details())
          .isEqualTo(details);
    }
  }

  @Test
  void detailsAreBoundedPlainText() {
    assertFails(Reason.INVALID_ARGUMENT, () -> new CentreDetails("university", "", List.of()));
    assertFails(Reason.INVALID_ARGUMENT, () -> new CentreDetails("", "x".repeat(65), List.of()));
    assertFails(Reason.INVALID_ARGUMENT, () -> new CentreDetails("", "a\u202eb", List.of()));
    assertFails(Reason.INVALID_ARGUMENT, () -> new Contact("Phone", "1"));
    assertFails(Reason.INVALID_ARGUMENT, () -> new Contact("phone", " "));
    assertFails(Reason.INVALID_ARGUMENT, () -> new Contact("phone", "1\n2"));
    assertFails(Reason.INVALID_ARGUMENT, () -> new Contact("phone", "1".repeat(201)));
    List<Contact> nine = Collections.nCopies(9, new Contact("phone", "1"));
    assertFails(Reason.INVALID_ARGUMENT, () -> new CentreDetails("", "", nine));
  }
}
