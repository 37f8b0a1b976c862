package org.tisc.federation.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.state.InMemoryStateStore;

class UsageTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final PeerId TIANJIN = new PeerId(new NetworkId("jjj"), new NodeId("tianjin"));
  private static final PeerId HEBEI = new PeerId(new NetworkId("jjj"), new NodeId("hebei"));

  private final InMemoryStateStore store = new InMemoryStateStore();

  /** Ten to midnight in Shanghai. */
  private Instant now = Instant.parse("2026-03-01T15:50:00Z");

  private Usage usage = open();

  private Usage open() {
    return new Usage(store, () -> now, SHANGHAI);
  }

  private long taken(PeerId peer, long limit) {
    long taken = 0;
    while (usage.documents(peer, "r1", 1, limit).isEmpty()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aPeerTakesItsDayAndWaitsForMidnight() {
    assertThat(usage.documents(TIANJIN, "r1", 90, 100)).isEmpty();
    // Eleven do not fit, and are not counted in part.
    assertThat(usage.documents(TIANJIN, "r1", 11, 100)).contains(Duration.ofMinutes(10));
    assertThat(usage.documentsToday(TIANJIN, "r1")).isEqualTo(90);
    assertThat(taken(TIANJIN, 100)).isEqualTo(10);
    // Another peer and another rule have their own.
    assertThat(usage.documents(HEBEI, "r1", 100, 100)).isEmpty();
    assertThat(usage.documents(TIANJIN, "r2", 100, 100)).isEmpty();

    now = now.plus(Duration.ofMinutes(9));
    assertThat(usage.documents(TIANJIN, "r1", 1, 100)).contains(Duration.ofMinutes(1));
    now = now.plus(Duration.ofMinutes(1));
    assertThat(usage.documentsToday(TIANJIN, "r1")).isZero();
    assertThat(taken(TIANJIN, 100)).isEqualTo(100);
  }

  @Test
  void anOrderlyRestartKeepsTheCountToTheDocument() {
    assertThat(usage.documents(TIANJIN, "r1", 33, 1_000)).isEmpty();
    usage.close();
    usage = open();
    assertThat(usage.documentsToday(TIANJIN, "r1")).isEqualTo(33);
    assertThat(taken(TIANJIN, 1_000)).isEqualTo(967);
  }

  @Test
  void aCrashNeverGivesAPeerMoreAndTakesAwayABlockAtMost() {
    for (int limit : new int[] {1, 3, 10, 100, 1_000, 100_000}) {
      PeerId peer = new PeerId(new NetworkId("jjj"), new NodeId("p" + limit));
      long taken = 0;
      for (int crash = 0; crash < 3; crash++) {
        long some = Math.max(1, limit / 5);
        if (usage.documents(peer, "r1", some, limit).isEmpty()) {
          taken += some;
        }
        usage = open();
      }
      taken += usage.documents(peer, "r1", 1, limit).isEmpty() ? 1 : 0;
      long rest = limit - usage.documentsToday(peer, "r1");
      assertThat(taken + rest).as("limit %d", limit).isBetween(limit - 3 * 50L - 1, (long) limit);
      assertThat(taken).isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void settingTheClockBackBeginsNoNewDay() {
    assertThat(taken(TIANJIN, 10)).isEqualTo(10);
    now = now.minus(Duration.ofDays(2));
    assertThat(usage.documents(TIANJIN, "r1", 1, 10)).isPresent();
    usage.close();
    usage = open();
    assertThat(usage.documents(TIANJIN, "r1", 1, 10)).isPresent();
  }

  @Test
  void aMinuteIsFullUntilTheNext() {
    for (int i = 0; i < 5; i++) {
      assertThat(usage.request(TIANJIN, 1, "search", 5)).isEmpty();
    }
    assertThat(usage.request(TIANJIN, 1, "search", 5)).contains(Duration.ofMinutes(1));
    // Rounds, rules and peers are counted apart.
    assertThat(usage.request(TIANJIN, 1, "display", 5)).isEmpty();
    assertThat(usage.request(TIANJIN, 2, "search", 5)).isEmpty();
    assertThat(usage.request(HEBEI, 1, "search", 5)).isEmpty();
    now = now.plusSeconds(59);
    assertThat(usage.request(TIANJIN, 1, "search", 5)).contains(Duration.ofSeconds(1));
    now = now.plusSeconds(1);
    assertThat(usage.request(TIANJIN, 1, "search", 5)).isEmpty();
  }

  @Test
  void manyPeersCostBoundedMemoryAndLoseNothing() {
    for (int i = 0; i < 4_200; i++) {
      PeerId peer = new PeerId(new NetworkId("jjj"), new NodeId("p" + i));
      assertThat(usage.documents(peer, "r1", 7, 10)).isEmpty();
    }
    for (int i = 0; i < 4_200; i += 100) {
      PeerId peer = new PeerId(new NetworkId("jjj"), new NodeId("p" + i));
      assertThat(usage.documents(peer, "r1", 4, 10)).isPresent();
      assertThat(usage.documents(peer, "r1", 3, 10)).isEmpty();
    }
  }

  @Test
  void daysThatAreLongOverAreRemovedAtStart() {
    assertThat(usage.documents(TIANJIN, "r1", 1, 10)).isEmpty();
    now = now.plus(Duration.ofDays(1));
    open();
    assertThat(store.list("policy-usage")).hasSize(1);
    now = now.plus(Duration.ofDays(2));
    usage = open();
    assertThat(store.list("policy-usage")).isEmpty();
    assertThat(usage.documents(TIANJIN, "r1", 10, 10)).isEqualTo(Optional.empty());
  }
}
