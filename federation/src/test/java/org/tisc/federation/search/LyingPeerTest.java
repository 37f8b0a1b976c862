package org.tisc.federation.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tisc.federation.policy.Sharing;
import org.tisc.proto.federation.v1.CollectionSegments;
import org.tisc.proto.federation.v1.DisplayRequest;
import org.tisc.proto.federation.v1.DisplayResponse;
import org.tisc.proto.federation.v1.SearchRequest;
import org.tisc.proto.federation.v1.SearchResponse;
import org.tisc.proto.federation.v1.SearchServiceGrpc;
import org.tisc.proto.federation.v1.SegmentStatistics;
import org.tisc.proto.federation.v1.StatisticsRequest;
import org.tisc.proto.federation.v1.StatisticsResponse;

/**
 * A member that lies about its statistics and generations: it is named, and spoils only its part.
 */
class LyingPeerTest {
  private static final Sharing SHARED = new Sharing.WithNetwork(InProcessPeers.NETWORK);

  private final FakeIndex own =
      new FakeIndex().collection("own", new Sharing.None(), Map.of("K1", "battery"));
  private final FakeIndex honest =
      new FakeIndex().collection("patents", SHARED, Map.of("K2", "battery pack"));
  private final FakeIndex liar =
      new FakeIndex().collection("patents", SHARED, Map.of("K3", "battery of a liar"));
  private final InProcessPeers peers = new InProcessPeers(own);
  private volatile UnaryOperator<StatisticsResponse> toldStatistics = UnaryOperator.identity();
  private volatile UnaryOperator<SearchResponse> toldHits = UnaryOperator.identity();

  @BeforeEach
  void serve() throws IOException {
    peers.serve("honest", honest);
    peers.serve("liar", new Liar(peers.service(liar)));
  }

  @AfterEach
  void close() {
    peers.close();
  }

  /** Serves as every node does, and changes the answers. */
  private final class Liar extends SearchServiceGrpc.SearchServiceImplBase {
    private final SearchRpc truth;

    private Liar(SearchRpc truth) {
      this.truth = truth;
    }

    @Override
    public void statistics(StatisticsRequest request, StreamObserver<StatisticsResponse> answer) {
      truth.statistics(request, new Changed<>(answer, toldStatistics));
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> answer) {
      truth.search(request, new Changed<>(answer, toldHits));
    }

    @Override
    public void display(DisplayRequest request, StreamObserver<DisplayResponse> answer) {
      truth.display(request, answer);
    }
  }

  private SourceReport report(SearchAnswer answer) {
    return answer.sources().stream()
        .filter(source -> source.node().value().equals("liar"))
        .findFirst()
        .orElseThrow();
  }

  /** The liar is out and named; the ranking is that of the others alone. */
  private void assertNamed(SearchAnswer answer, String reason) {
    assertThat(report(answer).state()).isEqualTo(SourceState.INCOMPATIBLE);
    assertThat(report(answer).reason().orElse(SourceState.INCOMPATIBLE.name())).isEqualTo(reason);
    assertThat(answer.inexact()).containsExactly(InexactReason.PEER_MISSING);
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactly("K1", "K2");
    assertThat(answer.hits().getFirst().score()).isEqualTo(1000f / 2);
  }

  /** An answer in which the first segment says something else. */
  private static StatisticsResponse otherSegment(
      StatisticsResponse said, Consumer<SegmentStatistics.Builder> change) {
    StatisticsResponse.Builder other = said.toBuilder();
    CollectionSegments.Builder collection = other.getSegmentsBuilder(0);
    change.accept(collection.getSegmentsBuilder(0));
    return other.build();
  }

  /** More of everything, without a contradiction inside of the answer. */
  private static StatisticsResponse inflated(StatisticsResponse said, long by) {
    StatisticsResponse.Builder other = said.toBuilder();
    SegmentStatistics.Builder segment = other.getSegmentsBuilder(0).getSegmentsBuilder(0);
    segment.setMaxDoc(segment.getMaxDoc() + by);
    segment.setDocCounts(0, segment.getDocCounts(0) + by);
    segment.setSumDocFreqs(0, segment.getSumDocFreqs(0) + by);
    segment.setSumTotalTermFreqs(0, segment.getSumTotalTermFreqs(0) + by);
    other
        .getStatisticsBuilder()
        .getFieldsBuilder(0)
        .setMaxDoc(segment.getMaxDoc())
        .setDocCount(segment.getDocCounts(0))
        .setSumDocFreq(segment.getSumDocFreqs(0))
        .setSumTotalTermFreq(segment.getSumTotalTermFreqs(0));
    return other.build();
  }

  @Test
  void otherStatisticsOfASegmentThanBeforeAreALie() {
    assertThat(peers.ask("battery").exact()).isTrue();
    toldHits =
        said ->
            said.toBuilder()
                .clearHits()
                .clearCounts()
                .clearDocuments()
                .clearLease()
                .clearCollections()
                .setMoved(inflated(moved(), 5))
                .build();
    SearchAnswer answer = peers.ask("battery");
    assertNamed(answer, "STATISTICS_CONTRADICT");
    assertThat(peers.figures().contradictions()).isEqualTo(1);
    // Nothing that the honest peer said is lost with it.
    toldHits = UnaryOperator.identity();
    assertThat(peers.ask("battery").exact()).isTrue();
  }

  /** What the liar's index would say of statistics now. */
  private StatisticsResponse moved() {
    StatisticsResponse.Builder[] said = new StatisticsResponse.Builder[1];
    peers
        .service(liar)
        .statistics(
            StatisticsRequest.newBuilder()
                .setQuery(QueryProtos.toProto(FakeIndex.word("battery")))
                .build(),
            new StreamObserver<>() {
              @Override
              public void onNext(StatisticsResponse value) {
                said[0] = value.toBuilder();
              }

              @Override
              public void onError(Throwable failure) {
                throw new AssertionError(failure);
              }

              @Override
              public void onCompleted() {}
            });
    return said[0].build();
  }

  @Test
  void sumsThatAreNotThoseOfTheSegmentsAreRefused() {
    toldStatistics =
        said -> {
          StatisticsResponse.Builder other = said.toBuilder();
          other.getStatisticsBuilder().getFieldsBuilder(0).setMaxDoc(99);
          return other.build();
        };
    assertNamed(peers.ask("battery"), "INCOMPATIBLE");
  }

  @Test
  void numbersThatNoIndexCanHaveAreRefused() {
    for (UnaryOperator<StatisticsResponse> lie :
        List.<UnaryOperator<StatisticsResponse>>of(
            said -> inflated(said, 1L << 31),
            said -> inflated(said, Long.MAX_VALUE / 2),
            said -> inflated(said, -1_000),
            said -> otherSegment(said, one -> one.setDocumentFrequencies(0, 1_000)),
            said -> otherSegment(said, one -> one.addDocumentFrequencies(1)),
            said -> otherSegment(said, SegmentStatistics.Builder::clearDocCounts),
            said -> otherSegment(said, one -> one.setSegment(ByteString.copyFromUtf8("short"))),
            said -> said.toBuilder().addSegments(said.getSegments(0)).build(),
            said ->
                said.toBuilder()
                    .setSegments(
                        0,
                        said.getSegments(0).toBuilder()
                            .addSegments(said.getSegments(0).getSegments(0)))
                    .build(),
            said -> said.toBuilder().clearSegments().build())) {
      toldStatistics = lie;
      assertNamed(peers.ask("battery"), "INCOMPATIBLE");
    }
    toldStatistics = UnaryOperator.identity();
    assertThat(peers.ask("battery").exact()).isTrue();
  }

  @Test
  void moreSegmentsThanAnAnswerMayTellAreRefused() {
    toldStatistics =
        said -> {
          CollectionSegments.Builder many = CollectionSegments.newBuilder();
          SegmentStatistics one = said.getSegments(0).getSegments(0);
          for (int i = 0; i <= SegmentProtos.MAX_SEGMENTS; i++) {
            many.addSegments(
                one.toBuilder().setSegment(ByteString.copyFromUtf8("%016d".formatted(i))));
          }
          return said.toBuilder().setSegments(0, many).build();
        };
    assertNamed(peers.ask("battery"), "INCOMPATIBLE");
  }

  @Test
  void aPeerThatMovesForEverIsLeftOutAndSaid() {
    peers.ask("battery");
    toldHits =
        said ->
            said.toBuilder()
                .clearHits()
                .clearCounts()
                .clearDocuments()
                .clearLease()
                .clearCollections()
                .setMoved(moved())
                .build();
    SearchAnswer answer = peers.ask("battery");
    assertThat(answer.inexact()).containsExactly(InexactReason.SNAPSHOT_MOVED);
    assertThat(report(answer).state()).isEqualTo(SourceState.PARTIAL);
    assertThat(answer.hits()).extracting(SearchHit::key).containsExactly("K1", "K2");
  }

  @Test
  void whoSearchesSomethingElseThanWasNamedIsRefused() {
    peers.ask("battery");
    toldHits = said -> said.toBuilder().clearCollections().build();
    SearchAnswer answer = peers.ask("battery");
    assertNamed(answer, "INCOMPATIBLE");
  }
}
