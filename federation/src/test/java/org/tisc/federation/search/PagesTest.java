package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tisc.federation.identity.Failures.assertFails;

import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.error.Reason;
import org.tisc.federation.identity.PeerId;
import org.tisc.federation.policy.Effect;
import org.tisc.federation.policy.Quota;
import org.tisc.federation.policy.Sharing;
import org.tisc.federation.policy.Subject;
import org.tisc.federation.policy.Target;
import org.tisc.federation.policy.Terms;
import org.tisc.federation.policy.Validity;
import org.tisc.federation.policy.Verb;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/** Lists that are read page by page over several nodes. */
class PagesTest {
  private static final Sharing SHARED = new Sharing.WithNetwork(InProcessPeers.NETWORK);

  private final FakeIndex own = new FakeIndex().collection("own", new Sharing.None(), titles(0, 3));
  private final FakeIndex first = new FakeIndex().collection("patents", SHARED, titles(1, 2));
  private final FakeIndex second = new FakeIndex().collection("patents", SHARED, titles(0, 5));
  private final InProcessPeers peers = new InProcessPeers(own);

  @AfterEach
  void close() {
    peers.close();
    peers.search().close();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                own.openSnapshots.get() == 0
                    && first.openSnapshots.get() == 0
                    && second.openSnapshots.get() == 0);
  }

  /** Every so many of 600 keys, with titles of various lengths, so that scores differ. */
  private static Map<String, String> titles(int from, int step) {
    Map<String, String> titles = new HashMap<>();
    for (int i = from; i < 600; i += step) {
      titles.put("K" + (1000 + i), "battery" + " cell".repeat((i * 7 + step) % 5));
    }
    return titles;
  }

  private static SearchQuestion question(String word, int size) {
    return new SearchQuestion(
        "t",
        new SearchScope.WholeNetwork(InProcessPeers.NETWORK),
        FakeIndex.word(word),
        Set.of(),
        Set.of(),
        size,
        Duration.ofSeconds(20),
        () -> false);
  }

  private SearchAnswer page(int size, Optional<Cursor> cursor) {
    return page("li", question("battery", size), cursor);
  }

  private SearchAnswer page(String account, SearchQuestion question, Optional<Cursor> cursor) {
    return peers.search().search(question, new Delivery(Optional.of(account), cursor, early -> {}));
  }

  private static List<String> hits(SearchAnswer answer) {
    return answer.hits().stream().map(hit -> hit.key() + "@" + hit.score()).toList();
  }

  private SourceReport report(SearchAnswer answer, String node) {
    return answer.sources().stream()
        .filter(source -> source.node().value().equals(node))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void pagesContinueEachOtherExactly() throws IOException {
    peers.serve("first", first);
    peers.serve("second", second);
    SearchAnswer whole = peers.ask("battery", 1_000, Duration.ofSeconds(20));
    assertThat(whole.next()).isEmpty();
    assertThat(whole.hits()).hasSize(440);
    List<String> read = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();
    do {
      SearchAnswer page = page(7, cursor);
      assertThat(page.exact()).isTrue();
      assertThat(page.holdersComplete()).isTrue();
      assertThat(page.from()).isEqualTo(read.size());
      assertThat(page.total().count()).isBetween(440L, 620L);
      page.hits()
          .forEach(
              hit -> {
                assertThat(hit.document()).isPresent();
                assertThat(whole.hits().get(page.from() + page.hits().indexOf(hit)).holders())
                    .isEqualTo(hit.holders());
              });
      read.addAll(hits(page));
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(read).isEqualTo(hits(whole));
  }

  @Test
  void aPageReadAgainIsTheSameAndPagesMayBeSkipped() throws IOException {
    peers.serve("first", first);
    peers.serve("second", second);
    List<String> whole = hits(peers.ask("battery", 1_000, Duration.ofSeconds(20)));
    Cursor next = page(10, Optional.empty()).next().orElseThrow();
    for (int from : new int[] {300, 10, 425, 10, 0}) {
      assertThat(hits(page(20, Optional.of(next.at(from)))))
          .isEqualTo(whole.subList(from, Math.min(from + 20, whole.size())));
    }
    SearchAnswer beyond = page(20, Optional.of(next.at(9_000)));
    assertThat(beyond.hits()).isEmpty();
    assertThat(beyond.next()).isEmpty();
    assertThat(beyond.total()).isEqualTo(new SearchAnswer.Total(440, SearchAnswer.Relation.EQUAL));
  }

  @Test
  void aListGoesOnWithoutAPeerThatCannotGoOn() throws IOException {
    peers.serve("first", first);
    peers.serve("second", second);
    Cursor cursor = page(10, Optional.empty()).next().orElseThrow();
    second.searchFailure = () -> Optional.of(FakeIndex.failure(Reason.SNAPSHOT_EXPIRED));
    SearchAnswer next = page(500, Optional.of(cursor));
    assertThat(next.exact()).isFalse();
    assertThat(next.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
    assertThat(report(next, "second").state()).isEqualTo(SourceState.PARTIAL);
    assertThat(report(next, "first").state()).isEqualTo(SourceState.ANSWERED);
    // What it told with the first page keeps its place; nothing more comes of it.
    assertThat(next.hits())
        .filteredOn(hit -> hit.best().value().equals("second"))
        .hasSizeLessThanOrEqualTo(10)
        .allSatisfy(hit -> assertThat(hit.document()).isEmpty());
    assertThat(next.hits()).filteredOn(hit -> hit.best().value().equals("first")).isNotEmpty();
    assertThat(next.next()).isEmpty();
  }

  @Test
  void aPeerThatLostTheLeaseGoesOnWhereNothingChangedAndElseSaysSo() throws IOException {
    Leases<PeerId, IndexSnapshot> leases =
        new Leases<>(1, 1, IndexSnapshot::close, System::nanoTime);
    peers.serve("first", peers.service(first, leases));
    // Whose statistics are remembered, so that generations are named.
    peers.ask("battery");
    List<String> whole = hits(peers.ask("battery", 1_000, Duration.ofSeconds(20)));
    Cursor cursor = page(10, Optional.empty()).next().orElseThrow();
    peers.ask("battery");
    SearchAnswer next = page(150, Optional.of(cursor));
    assertThat(next.exact()).isTrue();
    assertThat(hits(next)).isEqualTo(whole.subList(10, 160));

    cursor = page(10, Optional.empty()).next().orElseThrow();
    peers.ask("battery");
    first.collection("patents", SHARED, titles(2, 4));
    next = page(150, Optional.of(cursor));
    assertThat(next.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
    assertThat(report(next, "first").state()).isEqualTo(SourceState.PARTIAL);
  }

  @Test
  void aListOfWhichACollectionIsWithdrawnDoesNotGoOnWithGaps() throws IOException {
    first.collection("more", SHARED, Map.of("A1", "battery", "A2", "battery"));
    peers.serve("first", first);
    SearchAnswer page = page(10, Optional.empty());
    assertThat(page.hits()).extracting(SearchHit::key).contains("A1", "A2");
    first.share("more", new Sharing.None());
    SearchAnswer next = page(200, page.next());
    assertThat(next.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
    assertThat(report(next, "first").reason()).contains("SNAPSHOT_EXPIRED");
  }

  @Test
  void aListEndsAtItsDepthAndNobodyIsBlamed() throws IOException {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < SearchQuestion.MAX_DEPTH + 40; i++) {
      many.put("L%06d".formatted(i), "battery");
    }
    own.collection("own", new Sharing.None(), many);
    first.collection("patents", SHARED, many);
    first.policy.add(
        "test",
        Optional.empty(),
        new Terms(
            Effect.ALLOW,
            Subject.parse("any"),
            Target.parse("patents"),
            EnumSet.of(Verb.BULK),
            Set.of(),
            Quota.NONE,
            Validity.ALWAYS),
        "");
    peers.serve("first", first);
    Cursor list = page(10, Optional.empty()).next().orElseThrow();
    SearchAnswer before = page(1_000, Optional.of(list.at(SearchQuestion.MAX_DEPTH - 1_005)));
    assertThat(before.hits()).hasSize(1_000);
    SearchAnswer last = page(1_000, before.next());
    assertThat(last.hits())
        .extracting(SearchHit::key)
        .containsExactly("L049995", "L049996", "L049997", "L049998", "L049999");
    assertThat(last.exact()).isTrue();
    assertThat(last.next()).isEmpty();
    assertThat(last.total().count()).isGreaterThan(SearchQuestion.MAX_DEPTH);
  }

  @Test
  void aPeerThatTellsAgainWhatItToldIsNamed() throws IOException {
    SearchRpc truth = peers.service(first);
    UnaryOperator<SearchRequest> forgetful = request -> request.toBuilder().clearSkip().build();
    peers.serve(
        "first",
        new SearchServiceGrpc.SearchServiceImplBase() {
          @Override
          public void statistics(
              StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
            truth.statistics(request, answer);
          }

          @Override
          public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
            truth.search(forgetful.apply(request), answer);
          }

          @Override
          public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
            truth.display(request, answer);
          }
        });
    Cursor cursor = page(10, Optional.empty()).next().orElseThrow();
    SearchAnswer next = page(150, Optional.of(cursor));
    assertThat(report(next, "first").state()).isEqualTo(SourceState.INCOMPATIBLE);
    assertThat(next.exact()).isFalse();
    assertThat(hits(next)).doesNotHaveDuplicates();
  }

  @Test
  void aCursorIsOneAccountsAndOneQuestions() throws IOException {
    peers.serve("first", first);
    SearchQuestion question = question("battery", 10);
    Optional<Cursor> cursor = page("li", question, Optional.empty()).next();
    assertFails(Reason.SNAPSHOT_EXPIRED, () -> page("wang", question, cursor));
    assertFails(Reason.SNAPSHOT_EXPIRED, () -> page("li", question("cell", 10), cursor));
    for (String bad : List.of("x", "", "0".repeat(32) + ".50000", "0".repeat(32) + ".-1")) {
      assertFails(Reason.INVALID_ARGUMENT, () -> Cursor.parse(bad));
    }
    Cursor unknown = Cursor.parse("0".repeat(32) + ".10");
    assertFails(Reason.SNAPSHOT_EXPIRED, () -> page("li", question, Optional.of(unknown)));
    assertThat(Cursor.parse(cursor.orElseThrow().text())).isEqualTo(cursor.orElseThrow());
    assertThat(page("li", question, cursor).from()).isEqualTo(10);
  }

  @Test
  void anAccountsOldestListGoesFirst() throws IOException {
    peers.serve("first", first);
    SearchQuestion question = question("battery", 10);
    Optional<Cursor> others = page("wang", question, Optional.empty()).next();
    Optional<Cursor> oldest = page("li", question, Optional.empty()).next();
    Optional<Cursor> second = page("li", question, Optional.empty()).next();
    for (int i = 1; i < FederatedSearch.LISTS_PER_ACCOUNT; i++) {
      page("li", question, Optional.empty());
    }
    assertFails(Reason.SNAPSHOT_EXPIRED, () -> page("li", question, oldest));
    assertThat(page("li", question, second).from()).isEqualTo(10);
    assertThat(page("wang", question, others).from()).isEqualTo(10);
  }

  private static void await(CountDownLatch slow) {
    try {
      slow.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks; whoever is slow goes on as soon as something was told early. */
  private SearchAnswer untilTold(List<SearchAnswer> early, CountDownLatch slow) {
    return peers
        .search()
        .search(
            question("battery", 20),
            new Delivery(
                Optional.empty(),
                Optional.empty(),
                answer -> {
                  early.add(answer);
                  slow.countDown();
                }));
  }

  @Test
  void whatIsThereIsToldEarlyWhileAPeerIsSlow() throws IOException {
    peers.serve("first", first);
    CountDownLatch slow = new CountDownLatch(1);
    second.searchFailure =
        () -> {
          await(slow);
          return Optional.empty();
        };
    peers.serve("second", second);
    List<SearchAnswer> early = new ArrayList<>();
    SearchAnswer last = untilTold(early, slow);
    assertThat(early).isNotEmpty();
    SearchAnswer told = early.getFirst();
    assertThat(told.awaited()).extracting(node -> node.value()).contains("second");
    assertThat(told.exact()).isFalse();
    assertThat(told.hits()).isNotEmpty().allSatisfy(hit -> assertThat(hit.document()).isPresent());
    assertThat(told.total().relation()).isEqualTo(SearchAnswer.Relation.AT_LEAST);
    assertThat(last.exact()).isTrue();
    assertThat(last.awaited()).isEmpty();
    assertThat(last.hits()).hasSize(20);
  }

  @Test
  void theOwnHitsAreToldWhileAPeerStillTellsStatistics() throws IOException {
    CountDownLatch slow = new CountDownLatch(1);
    second.surveyed = () -> await(slow);
    peers.serve("second", second);
    List<SearchAnswer> early = new ArrayList<>();
    SearchAnswer last = untilTold(early, slow);
    assertThat(early.getFirst().hits())
        .hasSize(20)
        .allSatisfy(hit -> assertThat(hit.best()).isEqualTo(InProcessPeers.SELF));
    assertThat(last.exact()).isTrue();
  }

  @Test
  void nothingIsToldEarlyWhereAllAnswerAtOnce() throws IOException {
    peers.serve("first", first);
    peers.ask("battery");
    List<SearchAnswer> early = new ArrayList<>();
    // On a machine that is slow at this moment the answer is not there at once.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              early.clear();
              SearchAnswer _ =
                  peers
                      .search()
                      .search(
                          question("battery", 20),
                          new Delivery(Optional.empty(), Optional.empty(), early::add));
              return early.isEmpty();
            });
  }
}
