package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.SearchCollection;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/** What a node remembers of its peers' statistics: what it saves, and what it never does. */
class RememberedStatisticsTest {
  private static final Sharing SHARED = new Sharing.WithNetwork(InProcessPeers.NETWORK);
  private static final Sharing PRIVATE = new Sharing.None();

  private final FakeIndex own =
      new FakeIndex().collection("own", PRIVATE, Map.of("K1", "battery", "K9", "lamp"));
  private final FakeIndex tianjin =
      new FakeIndex().collection("patents", SHARED, Map.of("K1", "battery", "K3", "battery pack"));
  private final FakeIndex hebei =
      new FakeIndex().collection("patents", SHARED, Map.of("K5", "battery old"));
  private final InProcessPeers peers = new InProcessPeers(own);

  @AfterEach
  void close() {
    peers.close();
  }

  private static List<String> keys(SearchAnswer answer) {
    return answer.hits().stream().map(SearchHit::key).toList();
  }

  private static Map<String, SourceReport> reports(SearchAnswer answer) {
    Map<String, SourceReport> reports = new HashMap<>();
    answer.sources().forEach(source -> reports.put(source.node().value(), source));
    return reports;
  }

  private static SourceReport report(SearchAnswer answer, String node) {
    return Optional.ofNullable(reports(answer).get(node)).orElseThrow();
  }

  /** How many rounds one more query takes. */
  private long rounds(Runnable query) {
    long before = peers.figures().rounds();
    query.run();
    return peers.figures().rounds() - before;
  }

  @Test
  void aQueryWhoseWordsWereAskedBeforeTakesOneRound() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    SearchAnswer cold = peers.ask("battery");
    int looked = tianjin.surveys.get() + hebei.surveys.get();
    assertThat(
            rounds(
                () -> {
                  SearchAnswer warm = peers.ask("battery");
                  assertThat(warm.hits()).isEqualTo(cold.hits());
                  assertThat(warm.total()).isEqualTo(cold.total());
                  assertThat(warm.exact()).isTrue();
                  assertThat(warm.holdersComplete()).isTrue();
                }))
        .isEqualTo(1);
    assertThat(tianjin.surveys.get() + hebei.surveys.get()).isEqualTo(looked);
    assertThat(cold.hits().getFirst().holders()).hasSize(2);
  }

  @Test
  void aPeerThatCommittedIsAskedAnewWithEverybodyElse() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    peers.ask("battery");
    hebei.collection("patents", SHARED, Map.of("K5", "battery old", "K6", "battery"));
    assertThat(
            rounds(
                () -> {
                  SearchAnswer answer = peers.ask("battery");
                  assertThat(keys(answer)).containsExactly("K1", "K6", "K3", "K5");
                  // df is 5 now, for the hits of everybody.
                  assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 5);
                  assertThat(answer.exact()).isTrue();
                }))
        .isBetween(2L, 3L);
    assertThat(peers.figures().moved()).isEqualTo(1);
    assertThat(rounds(() -> peers.ask("battery"))).isEqualTo(1);
  }

  @Test
  void whatIsWithdrawnIsNotUsedThoughItIsRemembered() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    peers.ask("battery");
    tianjin.share("patents", PRIVATE);
    SearchAnswer answer = peers.ask("battery");
    assertThat(keys(answer)).containsExactly("K1", "K5");
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 2);
    assertThat(answer.hits().getFirst().holders()).containsExactly(InProcessPeers.SELF);
    assertThat(report(answer, "tianjin").reason()).contains(Coverage.NOTHING_IN_SCOPE);
    assertThat(answer.exact()).isTrue();
  }

  @Test
  void aPeerThatSharesNothingCostsNoFurtherRound() throws IOException {
    peers.serve("tianjin", new FakeIndex());
    peers.serve("hebei", hebei);
    peers.ask("battery");
    assertThat(rounds(() -> peers.ask("battery"))).isEqualTo(1);
  }

  @Test
  void aPeerThatDiedCountsForNothingThoughItsStatisticsAreRemembered() throws IOException {
    peers.serve("tianjin", tianjin);
    Server dying = peers.serve("hebei", hebei);
    peers.ask("battery");
    dying.shutdownNow();
    SearchAnswer answer = peers.ask("battery");
    assertThat(answer.inexact()).containsExactly(InexactReason.PEER_MISSING);
    assertThat(report(answer, "hebei").state()).isEqualTo(SourceState.UNAVAILABLE);
    assertThat(keys(answer)).containsExactly("K1", "K3");
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 3);
  }

  @Test
  void aPeerThatHangsIsNamedInTime() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    peers.ask("battery");
    CountDownLatch hang = new CountDownLatch(1);
    Runnable forever = () -> awaitQuietly(hang);
    hebei.surveyed = forever;
    hebei.searchFailure =
        () -> {
          forever.run();
          return Optional.of(FakeIndex.failure(Reason.TIMED_OUT));
        };
    try {
      SearchAnswer answer = peers.ask("battery", 10, Duration.ofSeconds(3));
      assertThat(answer.took()).isLessThan(Duration.ofSeconds(3));
      assertThat(report(answer, "hebei").state()).isEqualTo(SourceState.TIMED_OUT);
      assertThat(answer.inexact()).containsExactly(InexactReason.PEER_MISSING);
      assertThat(keys(answer)).containsExactly("K1", "K3");
      assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 3);
    } finally {
      hang.countDown();
    }
  }

  @Test
  void aPeerThatWorksLongAndShowsThatItLivesIsWaitedFor() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    peers.ask("battery");
    CountDownLatch sign = new CountDownLatch(2);
    Duration timeout = Duration.ofSeconds(10);
    hebei.surveyed = sign::countDown;
    hebei.searchFailure =
        () -> {
          // Done only when somebody asked for a sign of life and the first share is over.
          sign.countDown();
          awaitQuietly(sign);
          awaitQuietly(new CountDownLatch(1), timeout.toMillis() / 2);
          return Optional.empty();
        };
    SearchAnswer answer = peers.ask("battery", 10, timeout);
    assertThat(answer.exact()).isTrue();
    assertThat(keys(answer)).containsExactly("K1", "K3", "K5");
  }

  @Test
  void aPeerThatProvablyHasNothingIsNotSearched() throws IOException {
    AtomicInteger searched = new AtomicInteger();
    hebei.searchFailure =
        () -> {
          searched.incrementAndGet();
          return Optional.empty();
        };
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", hebei);
    SearchAnswer answer = peers.ask("pack");
    assertThat(keys(answer)).containsExactly("K3");
    assertThat(searched.get()).isZero();
    assertThat(report(answer, "hebei").state()).isEqualTo(SourceState.EMPTY);
    assertThat(report(answer, "hebei").collection()).contains("patents");
    assertThat(answer.exact()).isTrue();
    assertThat(answer.holdersComplete()).isTrue();
    assertThat(peers.figures().skipped()).isEqualTo(1);
  }

  @Test
  void aPeerOfAnOlderReleaseIsAskedInThreeRoundsEachTime() throws IOException {
    peers.serve("tianjin", tianjin);
    peers.serve("hebei", new OlderRelease(peers.service(hebei)));
    for (int time = 0; time < 2; time++) {
      assertThat(
              rounds(
                  () -> {
                    SearchAnswer answer = peers.ask("battery");
                    assertThat(keys(answer)).containsExactly("K1", "K3", "K5");
                    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 4);
                    assertThat(answer.hits().get(2).document()).isPresent();
                    assertThat(answer.exact()).isTrue();
                    assertThat(answer.holdersComplete()).isTrue();
                  }))
          .isEqualTo(3);
    }
  }

  /** Knows nothing of segments, generations and rendering at once, in either direction. */
  private static final class OlderRelease extends SearchServiceGrpc.SearchServiceImplBase {
    private final SearchRpc newer;

    private OlderRelease(SearchRpc newer) {
      this.newer = newer;
    }

    @Override
    public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
      newer.statistics(
          request,
          new Changed<>(
              answer,
              said -> {
                StatisticsResponse.Builder older =
                    said.toBuilder().clearSegments().clearBySegment();
                older.getCollectionsBuilderList().forEach(SearchCollection.Builder::clearState);
                return older.build();
              }));
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
      newer.search(
          request.toBuilder()
              .clearByGeneration()
              .clearGenerations()
              .clearShow()
              .clearKinds()
              .clearCollections()
              .build(),
          answer);
    }

    @Override
    public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
      newer.display(request, answer);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    awaitQuietly(latch, 30_000);
  }

  private static void awaitQuietly(CountDownLatch latch, long millis) {
    try {
      boolean _ = latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
