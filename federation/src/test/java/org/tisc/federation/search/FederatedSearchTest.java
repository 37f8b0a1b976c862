package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.error.TiscException;
import org.tisc.federation.identity.NetworkId;
import org.tisc.federation.identity.NodeId;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Sharing;

class FederatedSearchTest {
  private static final NetworkId NETWORK = new NetworkId("jjj");
  private static final NodeId SELF = new NodeId("beijing");
  private static final NodeId TIANJIN = new NodeId("tianjin");
  private static final NodeId HEBEI = new NodeId("hebei");
  private static final Sharing SHARED = new Sharing.WithNetwork(NETWORK);
  private static final Sharing PRIVATE = new Sharing.None();

  private final FakeIndex own =
      new FakeIndex()
          .collection("own", PRIVATE, Map.of("K1", "battery", "K2", "battery cell", "K9", "lamp"));
  private final FakeIndex tianjin =
      new FakeIndex()
          .collection("patents", SHARED, Map.of("K1", "battery", "K3", "battery pack of cells"))
          .collection("secret", PRIVATE, Map.of("K4", "battery"));
  private final FakeIndex hebei =
      new FakeIndex().collection("patents", SHARED, Map.of("K5", "battery old"));

  private final List<AutoCloseable> closers = new ArrayList<>();
  private final List<PeerChannel> peers = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closer : closers.reversed()) {
      closer.close();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                own.openSnapshots.get() == 0
                    && tianjin.openSnapshots.get() == 0
                    && hebei.openSnapshots.get() == 0);
  }

  private Server serve(NodeId node, FakeIndex index) throws IOException {
    Leases<PeerId, IndexSnapshot> leases = Leases.ofSnapshots(System::nanoTime);
    closers.add(leases);
    SearchEvents events =
        new SearchEvents() {
          @Override
          public void queryServed(PeerId peer, List<String> collections, int hits) {
            served.incrementAndGet();
          }

          @Override
          public void documentsShown(PeerId peer, int documents) {
            served.incrementAndGet();
          }
        };
    String name = InProcessServerBuilder.generateName();
    Server server =
        InProcessServerBuilder.forName(name)
            .addService(
                new SearchRpc(
                    index,
                    index.guard(),
                    leases,
                    events,
                    () -> new PeerId(NETWORK, SELF),
                    new PeerCosts(SearchShare.UNLIMITED, System::nanoTime)))
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    closers.add(server::shutdownNow);
    closers.add(channel::shutdownNow);
    peers.add(new PeerChannel(new PeerId(NETWORK, node), true, false, channel));
    return server;
  }

  private FederatedSearch search() {
    return new FederatedSearch(SELF, own, _ -> List.copyOf(peers), System::nanoTime);
  }

  private static SearchQuestion ask(SearchScope scope, String word, int size, long millis) {
    return new SearchQuestion(
        "t",
        scope,
        FakeIndex.word(word),
        Set.of(),
        Set.of(),
        size,
        Duration.ofMillis(millis),
        () -> false);
  }

  private static SearchQuestion ask(String word) {
    return ask(new SearchScope.WholeNetwork(NETWORK), word, 10, 5_000);
  }

  private static List<String> keys(SearchAnswer answer) {
    return answer.hits().stream().map(SearchHit::key).toList();
  }

  private static Map<String, SourceState> states(SearchAnswer answer) {
    return answer.sources().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                source -> source.node() + "/" + source.collection().orElse("-"),
                SourceReport::state));
  }

  @Test
  void ranksOverAllSourcesAsOneIndexWould() throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, hebei);
    SearchAnswer answer = search().search(ask("battery"));
    // df over the visible copies is 5: two own, two in Tianjin, one in Hebei.
    assertThat(keys(answer)).containsExactly("K1", "K2", "K5", "K3");
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 5);
    assertThat(answer.exact()).isTrue();
    assertThat(answer.holdersComplete()).isTrue();
    assertThat(answer.hits().getFirst().holders()).containsExactly(SELF, TIANJIN);
    assertThat(answer.total()).isEqualTo(new SearchAnswer.Total(4, SearchAnswer.Relation.EQUAL));
    assertThat(answer.hits().get(3).document().orElseThrow().title())
        .isEqualTo("battery pack of cells");
    assertThat(answer.hits().get(3).licence()).contains("licence of patents");
  }

  @Test
  void neverShowsWhatIsNotShared() throws IOException {
    serve(TIANJIN, tianjin);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(keys(answer)).doesNotContain("K4");
    assertThat(states(answer)).doesNotContainKey("tianjin/secret");
  }

  @Test
  void givesTheSameAnswerWhetherAHiddenCollectionExistsOrNot() throws IOException {
    serve(TIANJIN, new FakeIndex().collection("secret", PRIVATE, Map.of("K4", "battery")));
    serve(HEBEI, new FakeIndex());
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.exact()).isTrue();
    assertThat(answer.sources())
        .filteredOn(source -> !source.node().equals(SELF))
        .allSatisfy(
            source -> {
              assertThat(source.state()).isEqualTo(SourceState.EMPTY);
              assertThat(source.reason()).contains(Coverage.NOTHING_IN_SCOPE);
              assertThat(source.collection()).isEmpty();
            });
  }

  @Test
  void namesAPeerThatIsDown() throws IOException {
    serve(TIANJIN, tianjin);
    serve(HEBEI, hebei).shutdownNow();
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.exact()).isFalse();
    assertThat(answer.inexact()).containsExactly(InexactReason.PEER_MISSING);
    assertThat(states(answer)).containsEntry("hebei/-", SourceState.UNAVAILABLE);
    assertThat(keys(answer)).containsExactly("K1", "K2", "K3");
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 4);
    assertThat(answer.total().relation()).isEqualTo(SearchAnswer.Relation.AT_LEAST);
  }

  @Test
  void namesAPeerThatOnlyDialsOut() throws IOException {
    serve(HEBEI, hebei);
    PeerChannel reachable = peers.removeFirst();
    peers.add(new PeerChannel(new PeerId(NETWORK, HEBEI), false, true, reachable.channel()));
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.sources())
        .filteredOn(source -> source.node().equals(HEBEI))
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.state()).isEqualTo(SourceState.UNAVAILABLE);
              assertThat(source.reason()).contains("NO_INBOUND");
            });
  }

  @Test
  void answersInTimeWhenAPeerHangs() throws IOException {
    serve(TIANJIN, tianjin);
    CountDownLatch hang = new CountDownLatch(1);
    closers.add(hang::countDown);
    hebei.searchFailure =
        () -> {
          try {
            hang.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return Optional.of(FakeIndex.failure(Reason.TIMED_OUT));
        };
    serve(HEBEI, hebei);
    SearchAnswer answer =
        search().search(ask(new SearchScope.WholeNetwork(NETWORK), "battery", 10, 1_000));
    assertThat(answer.took()).isLessThan(Duration.ofSeconds(1));
    assertThat(answer.inexact()).containsExactly(InexactReason.PEER_LOST_AFTER_STATISTICS);
    assertThat(states(answer)).containsEntry("hebei/patents", SourceState.TIMED_OUT);
    // Hebei's statistics are in the scores of the others.
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 5);
    assertThat(keys(answer)).containsExactly("K1", "K2", "K3");
  }

  @Test
  void asksAnewOnceWhenASnapshotMoved() throws IOException {
    AtomicInteger failures = new AtomicInteger(1);
    tianjin.searchFailure =
        () ->
            failures.getAndDecrement() > 0
                ? Optional.of(FakeIndex.failure(Reason.SNAPSHOT_EXPIRED))
                : Optional.empty();
    serve(TIANJIN, tianjin);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.exact()).isTrue();
    assertThat(keys(answer)).containsExactly("K1", "K2", "K3");
  }

  @Test
  void saysSoWhenASnapshotMovesTwice() throws IOException {
    tianjin.searchFailure = () -> Optional.of(FakeIndex.failure(Reason.SNAPSHOT_EXPIRED));
    serve(TIANJIN, tianjin);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
    assertThat(states(answer)).containsEntry("tianjin/patents", SourceState.PARTIAL);
  }

  @Test
  void keepsTheRankingOfAPeerLostBeforeDisplay() throws IOException {
    hebei.renderFailure = () -> Optional.of(FakeIndex.failure(Reason.UNAVAILABLE));
    serve(HEBEI, hebei);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(keys(answer)).containsExactly("K1", "K2", "K5");
    assertThat(answer.hits().get(2).document()).isEmpty();
    assertThat(answer.exact()).isFalse();
    assertThat(answer.holdersComplete()).isFalse();
    assertThat(states(answer)).containsEntry("hebei/patents", SourceState.PARTIAL);
  }

  @Test
  void leavesOutAPeerOfAnotherScoringProfile() throws IOException {
    hebei.profile = "other";
    serve(HEBEI, hebei);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.inexact()).containsExactly(InexactReason.PROFILE_DIFFERS);
    assertThat(states(answer)).containsEntry("hebei/patents", SourceState.INCOMPATIBLE);
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 2);
  }

  @Test
  void stopsServingACollectionThatIsWithdrawnBetweenRounds() throws IOException {
    tianjin.surveyed = () -> tianjin.share("patents", PRIVATE);
    serve(TIANJIN, tianjin);
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(keys(answer)).containsExactly("K1", "K2");
    assertThat(answer.hits().getFirst().holders()).containsExactly(SELF);
  }

  @Test
  void showsNothingOfACollectionThatIsWithdrawnWhenItsHitsAreKnown() throws IOException {
    tianjin.searchFailure =
        () -> {
          tianjin.share("patents", PRIVATE);
          return Optional.empty();
        };
    serve(TIANJIN, tianjin);
    // A long page is not rendered before it is known.
    SearchScope network = new SearchScope.WholeNetwork(NETWORK);
    SearchAnswer answer = search().search(ask(network, "battery", 100, 5_000));
    assertThat(answer.hits())
        .filteredOn(hit -> hit.key().equals("K3"))
        .singleElement()
        .satisfies(hit -> assertThat(hit.document()).isEmpty());
  }

  @Test
  void endsAsSoonAsNobodyWaits() throws IOException {
    AtomicBoolean abandoned = new AtomicBoolean();
    CountDownLatch hang = new CountDownLatch(1);
    closers.add(hang::countDown);
    hebei.searchFailure =
        () -> {
          abandoned.set(true);
          try {
            hang.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return Optional.empty();
        };
    serve(HEBEI, hebei);
    SearchQuestion question =
        new SearchQuestion(
            "t",
            new SearchScope.WholeNetwork(NETWORK),
            FakeIndex.word("battery"),
            Set.of(),
            Set.of(),
            10,
            Duration.ofSeconds(60),
            abandoned::get);
    assertThatThrownBy(() -> search().search(question))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.CANCELLED));
  }

  @Test
  void searchesTheOwnCollectionsAloneWhenAsked() throws IOException {
    serve(TIANJIN, tianjin);
    SearchAnswer answer = search().search(ask(new SearchScope.Local(), "battery", 1, 5_000));
    assertThat(keys(answer)).containsExactly("K1");
    assertThat(answer.total()).isEqualTo(new SearchAnswer.Total(2, SearchAnswer.Relation.EQUAL));
    assertThat(served.get()).isZero();
  }

  @Test
  void refusesAPeerThatIsNoMember() {
    SearchScope scope = new SearchScope.SomePeers(NETWORK, Set.of(new NodeId("nobody")));
    assertThatThrownBy(() -> search().search(ask(scope, "battery", 10, 5_000)))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("nobody");
  }

  @Test
  void saysWhenNoSourceHasTheCollection() throws IOException {
    serve(TIANJIN, tianjin);
    SearchQuestion question =
        new SearchQuestion(
            "t",
            new SearchScope.WholeNetwork(NETWORK),
            FakeIndex.word("battery"),
            Set.of(),
            Set.of("secret"),
            10,
            Duration.ofSeconds(5),
            () -> false);
    assertThatThrownBy(() -> search().search(question))
        .isInstanceOfSatisfying(
            TiscException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.UNKNOWN_COLLECTION));
  }

  @Test
  void fetchesAWholeDocumentFromItsOwner() throws IOException {
    serve(TIANJIN, tianjin);
    FetchedDocument fetched =
        search().fetch(Optional.of(NETWORK), TIANJIN, "K3", Duration.ofSeconds(5));
    assertThat(fetched.json().toStringUtf8()).isEqualTo("battery pack of cells");
    assertThat(fetched.collection()).isEqualTo("patents");
    assertThat(search().fetch(Optional.empty(), SELF, "K9", Duration.ofSeconds(5)).collection())
        .isEqualTo("own");
  }

  @Test
  void fetchesNothingThatIsNotShared() throws IOException {
    serve(TIANJIN, tianjin);
    for (String key : List.of("K4", "K0")) {
      assertThatThrownBy(
              () -> search().fetch(Optional.of(NETWORK), TIANJIN, key, Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              TiscException.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_FOUND));
    }
  }

  @Test
  void aDoubtfulPeerGetsTheTimeToBeReachedAnewButNeverMoreThanAGoodOne() {
    assertThat(new Timetable(0, Duration.ofMillis(500)).doubtfulShare()).isEqualTo(0.45);
    assertThat(new Timetable(0, Duration.ofSeconds(4)).doubtfulShare()).isEqualTo(0.25);
    assertThat(new Timetable(0, Duration.ofSeconds(60)).doubtfulShare()).isEqualTo(0.09);
  }

  @Test
  void leavesOutACollectionThatIsDroppedWhileItIsPinned() throws IOException {
    serve(TIANJIN, tianjin);
    tianjin.dropBeforeSnapshot = Optional.of("patents");
    SearchAnswer answer = search().search(ask("battery"));
    assertThat(answer.exact()).isTrue();
    assertThat(states(answer)).containsEntry("tianjin/-", SourceState.EMPTY);
  }
}
