package org.tisc.federation.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tisc.federation.identity.Failures.assertFails;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tisc.federation.RecordedEvents;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.PeerId;

/** How refusals are told, and who a caller is. */
final class RefusalsTest {
  private final RecordedEvents events = new RecordedEvents();
  private final Refusals refusals = new Refusals(events, Instant::now);

  @Test
  void oneCallerAndReasonIsToldOnceAMinute() {
    for (int i = 0; i < 100; i++) {
      tell("tisc://net/a", Reason.NOT_A_MEMBER);
      tell("tisc://net/a", Reason.BUSY);
      tell("tisc://net/b", Reason.NOT_A_MEMBER);
    }
    assertThat(events.of("call.refused")).hasSize(3);
  }

  @Test
  void aFloodOfCallersIsToldWithoutKeepingThemAll() {
    for (int i = 0; i < 5000; i++) {
      tell("192.0.2." + i, Reason.UNAUTHENTICATED);
    }
    assertThat(events.of("call.refused")).hasSize(5000);
    tell("192.0.2.4999", Reason.UNAUTHENTICATED);
    assertThat(events.of("call.refused")).hasSize(5000);
    tell("192.0.2.0", Reason.UNAUTHENTICATED);
    assertThat(events.of("call.refused")).hasSize(5001);
  }

  @Test
  void theNewestRefusalsAreKeptForPeople() {
    for (int i = 0; i < 300; i++) {
      tell("192.0.2." + i, Reason.UNAUTHENTICATED);
    }
    tell("tisc://net/a", Reason.NOT_A_MEMBER);
    tell("192.0.2.250", Reason.UNAUTHENTICATED);
    var recent = refusals.recent();
    assertThat(recent).hasSize(100);
    assertThat(recent.get(0).who()).isEqualTo("192.0.2.250");
    assertThat(recent.get(0).count()).isEqualTo(2);
    assertThat(recent.get(1).who()).isEqualTo("tisc://net/a");
    assertThat(refusals.lastOf("tisc://net/a")).isPresent();
    assertThat(refusals.lastOf("tisc://net/b")).isEmpty();
  }

  @Test
  void whatComesFromOutsideIsOneCleanLine() {
    refusals.tell(
        "call.refused",
        "a\r\nb",
        "call",
        new TiscException(Reason.DENIED, "line\nline\u001b[31m" + "x".repeat(9999)));
    var details = events.of("call.refused").getFirst().details();
    assertThat(details.get("caller")).isEqualTo("a??b");
    assertThat(details.get("message")).hasSize(500).startsWith("line?line?[31m");
  }

  @Test
  void tellingLaterTellsToo() {
    refusals.tellLater("call.refused", "x", "call", new TiscException(Reason.BUSY, "busy"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(events.of("call.refused")).hasSize(1));
  }

  @Test
  void aCallerIsKnownInsideOfACallOnly() throws Exception {
    assertFails(Reason.UNAUTHENTICATED, CallerContext::peer);
    assertFails(Reason.UNAUTHENTICATED, CallerContext::network);
    PeerId peer = PeerId.parse("tisc://net/a");
    assertThat(CallerContext.with(peer).call(CallerContext::peer)).isEqualTo(peer);
    assertThat(CallerContext.with(peer).call(CallerContext::network)).isEqualTo(peer.network());
  }

  @Test
  void aServiceNobodyNamedNeedsAMember() {
    Access access =
        new Access(java.util.Set.of("open.Service"), java.util.Set.of("roster.Service"));
    assertThat(access.of("open.Service")).isEqualTo(Access.Need.NOTHING);
    assertThat(access.of("roster.Service")).isEqualTo(Access.Need.CERTIFICATE);
    assertThat(access.of("open.Service2")).isEqualTo(Access.Need.MEMBERSHIP);
    assertThat(access.of("")).isEqualTo(Access.Need.MEMBERSHIP);
  }

  private void tell(String who, Reason reason) {
    refusals.tell("call.refused", who, "call", new TiscException(reason, "because"));
  }
}
