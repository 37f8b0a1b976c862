package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.policy.Sharing;

/**
 * Who takes more of a peer's searching than its share: what the owner says, and how it is taken.
 */
class GreedyPeerTest {
  private static final Sharing ALL = new Sharing.WithNetwork(InProcessPeers.NETWORK);

  /** Added to the time that really passes. */
  private final AtomicLong ahead = new AtomicLong();

  private final FakeIndex owner =
      new FakeIndex().collection("owned", ALL, Map.of("K1", "battery cell"));
  private final InProcessPeers peers =
      new InProcessPeers(
          new FakeIndex().collection("mine", ALL, Map.of("K2", "battery pack")),
          () -> System.nanoTime() + ahead.get());

  @BeforeEach
  void serve() throws IOException {
    owner.searchNanos = Duration.ofSeconds(300).toNanos();
    SearchShare share = new SearchShare(Duration.ofSeconds(1), Duration.ofSeconds(10), 8);
    peers.serve("owner", peers.service(owner, Leases.ofSnapshots(System::nanoTime), share));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private SourceReport owner(SearchAnswer answer) {
    return answer.sources().stream()
        .filter(source -> source.node().value().equals("owner"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isToldWhenToComeAgainAndDoesNotComeBefore() {
    // What one query takes is known afterwards; the page of it is shown by then or not.
    SearchAnswer first = peers.ask("battery");
    assertThat(first.hits()).extracting(SearchHit::key).contains("K2");
    assertThat(owner.searches).hasValue(1);

    SearchAnswer second = peers.ask("cell");
    assertThat(owner(second).state()).isEqualTo(SourceState.BUSY);
    assertThat(owner(second).refusal().orElseThrow().retryAfterSeconds().orElseThrow())
        .isBetween(280L, 300L);
    assertThat(second.exact()).isFalse();
    int surveys = owner.surveys.get();

    // It was told; asking once more costs the owner nothing.
    SearchAnswer third = peers.ask("pack");
    assertThat(owner(third).state()).isEqualTo(SourceState.BUSY);
    assertThat(third.hits()).extracting(SearchHit::key).containsExactly("K2");
    assertThat(owner.surveys).hasValue(surveys);

    // A pushback is believed for a minute at most, and the owner's own for its length.
    ahead.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(owner(peers.ask("cell")).state()).isEqualTo(SourceState.BUSY);
    ahead.addAndGet(Duration.ofSeconds(300).toNanos());
    SearchAnswer later = peers.ask("cell");
    assertThat(owner(later).state()).isEqualTo(SourceState.ANSWERED);
    assertThat(later.hits()).extracting(SearchHit::key).containsExactly("K1");
    assertThat(owner.searches).hasValue(2);
  }
}
